import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import { updateWarnings } from '../../../src/domain/response/update-warnings.ts';
import { incident42 } from '../../support/given.ts';
import { at, levels } from '../../support/worked-example.ts';

const opened = incident42();
const warned = (text: string, { incident } = opened, now = at('14:20')) =>
  updateWarnings([text], incident, now).map(({ kind, words }) => `${kind}: ${words}`);
const read = (clock: string, refusals: number) =>
  opened.after([
    clock,
    airb,
    {
      type: 'readings',
      purpose: { for: 'demand' },
      sampledAt: at(clock),
      readings: levels(clock, { refusals, deflection: 0.42 }),
    },
  ]);

describe('an update that blames', () => {
  it.each([
    ['This was caused by Ben.', ['blame: Ben', 'cause: caused by']],
    ['Ana Lima pushed a broken prompt.', ['blame: Ana Lima']],
    ['The platform team broke the index.', ['blame: platform team']],
    ['OpenAI is down.', ['blame: OpenAI']],
    ['An outage of Anthropic stops answers.', ['blame: Anthropic']],
  ])('is warned of: %s', (text, expected) => {
    expect(warned(text)).toEqual(expect.arrayContaining(expected));
  });

  it.each([
    'Ben rolls back the prompt.',
    'We are in touch with OpenAI.',
    'The support team answers by hand.',
    'Benchmarks broke in staging.',
  ])('and what only names somebody is not: %s', (text) => {
    expect(warned(text).filter((one) => one.startsWith('blame'))).toEqual([]);
  });
});

describe('an update that gives a cause', () => {
  it('is warned of while the diagnosis has found none', () => {
    expect(warned('Some are refused because of the new prompt.')).toEqual(['cause: because of']);
    expect(warned('The cause is not known yet.')).toEqual([]);
  });

  it('is not once one was found, and is again where it was taken back', () => {
    const cause = {
      cause: 'prompt',
      because: 'x',
      by: 'Ben Okafor',
      at: at('14:15'),
      takenBackAt: undefined,
    };
    const found = { ...opened.incident, diagnosis: { ...opened.incident.diagnosis, concluded: cause } };
    expect(updateWarnings(['Refused because of the prompt.'], found, at('14:20'))).toEqual([]);
    const back = {
      ...found,
      diagnosis: { ...found.diagnosis, concluded: { ...cause, takenBackAt: at('14:18') } },
    };
    expect(updateWarnings(['Refused because of the prompt.'], back, at('14:20'))).toHaveLength(1);
  });
});

describe('an update that reassures', () => {
  it.each([
    ['It is fixed.', ['reassurance: fixed']],
    ['Answers are back to normal.', ['reassurance: back to normal']],
    ['The problem is contained.', ['reassurance: contained']],
    ['No customer data was affected.', ['reassurance: no customer data was affected']],
    ['No sign so far that data is affected.', ['reassurance: no sign so far that data']],
    ['No users were affected.', ['reassurance: no users were affected']],
  ])('is warned of where nothing was measured: %s', (text, expected) => {
    expect(warned(text)).toEqual(expected);
  });

  it.each([
    'It is not fixed yet.',
    'We write again once it is resolved.',
    'We hope to be back to normal by noon.',
    'Whether data was affected is not known.',
  ])('and what promises nothing is not: %s', (text) => {
    expect(warned(text)).toEqual([]);
  });

  it('names the signal that says otherwise', () => {
    const [warning] = updateWarnings(['Fixed.'], read('14:18', 0.19).incident, at('14:20'));
    expect(warning?.why).toMatch(/^nothing shows it: Refusal rate 19 %, must be at most/);
  });

  it('is fine while the signals were measured and are in range, and not when that was long ago', () => {
    const well = read('14:18', 0.04);
    expect(warned('Answers are back to normal.', well)).toEqual([]);
    expect(warned('Answers are back to normal.', well, at('14:40'))).toHaveLength(1);
  });

  it('never has the log as its witness for data', () => {
    expect(warned('No data was leaked.', read('14:18', 0.04))).toHaveLength(1);
  });
});
