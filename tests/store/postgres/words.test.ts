import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { BusyError, ConfigError } from '../../../src/errors.ts';
import { DatabaseFault } from '../../../src/store/postgres/ask.ts';
import { explain, explainStart, isOver } from '../../../src/store/postgres/faults.ts';

/** An error as the server gives it. */
function answered(code: string): DatabaseFault {
  const error = new pg.DatabaseError('in the words of the server', 0, 'error');
  error.code = code;
  return new DatabaseFault(error);
}

/** An error of the connection, of which the server knows nothing. */
const unanswered = (message: string, code?: string) =>
  new DatabaseFault(Object.assign(new Error(message), code ? { code } : {}));

describe('what PostgreSQL answers', () => {
  it.each([
    ['53100', 'is full: its disk has no room for more'],
    ['25006', 'takes no writes: it is read-only'],
    ['28P01', 'refuses the password'],
    ['28000', 'lets nobody in as this user from here'],
    ['3D000', 'has no database of this name'],
    ['42501', 'does not let this user do that'],
    ['58030', 'is damaged, or its disk reports an error'],
    ['XX001', 'is damaged, or its disk reports an error'],
  ])('with %s is a fault a person mends: it %s', (code, says) => {
    const error = explain(answered(code), 'h/airb');
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({
      message: `PostgreSQL at h/airb ${says} (${code})`,
      hint: expect.stringMatching(/\S/),
    });
    expect(isOver(answered(code))).toBe(true);
  });

  it.each([
    ['57P01', 'is starting or stopping'],
    ['57P03', 'is starting or stopping'],
    ['53300', 'has no connection to spare'],
    ['53200', 'lacks memory or another resource'],
    ['55P03', 'is held by another writer for too long'],
    ['57014', 'took too long'],
    ['25P03', 'took too long'],
    ['40001', 'took the write back for another one'],
  ])('with %s may be over with the next try: it %s', (code, says) => {
    const error = explain(answered(code), 'h/airb');
    expect(error).toBeInstanceOf(BusyError);
    expect(error).toMatchObject({ message: `PostgreSQL at h/airb ${says} (${code})`, retryAfterSeconds: 2 });
    expect(explainStart(answered(code), 'h/airb')).toBeInstanceOf(ConfigError);
    expect(isOver(answered(code))).toBe(true);
  });

  it.each(['22021', '23505', '54000'])('with %s is about one write only', (code) => {
    expect(isOver(answered(code))).toBe(false);
    expect(explain(answered(code), 'h/airb')).toMatchObject({ message: expect.stringContaining(code) });
  });

  it.each([
    ['Connection terminated unexpectedly', undefined, 'it closed the connection'],
    ['read ECONNRESET', 'ECONNRESET', 'it closed the connection (ECONNRESET)'],
    ['write EPIPE', 'EPIPE', 'it closed the connection (EPIPE)'],
    ['Query read timeout', undefined, 'it does not answer in time'],
    ['timeout exceeded when trying to connect', undefined, 'it does not answer in time'],
    ['self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted'],
  ])('not at all (%s) may be over with the next try', (message, code, says) => {
    const error = explain(unanswered(message, code), 'h/airb');
    expect(error).toBeInstanceOf(BusyError);
    expect(String(error)).toContain(`PostgreSQL at h/airb can not be reached: ${says}`);
  });

  it('is told from what a decision throws, which stays as it is', () => {
    const error = new Error('no runbook');
    expect(explain(error, 'h/airb')).toBe(error);
    expect(isOver(error)).toBe(false);
  });
});
