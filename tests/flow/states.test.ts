import { describe, expect, it } from 'vitest';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import type { Incident } from '../../src/domain/incident/state.ts';
import { ConflictError } from '../../src/errors.ts';
import { createStates } from '../../src/flow/states.ts';
import { ana, event, workedExample } from '../support/worked-example.ts';

const log = workedExample();
/** The state after the first events of the log. */
const folded = (count: number): Incident => fold(nothing, log.slice(0, count));
/** What a load brings that asked for the events after `from` when the log was `version` long. */
const loaded = (from: number, version: number) => ({ version, events: log.slice(from, version) });
const redacted = event('14:40', ana, { type: 'entry.redacted', entry: 2, why: 'it names a customer' });

describe('a state that is kept', () => {
  it('is not there before the first event, and all of the log is folded', () => {
    const states = createStates();
    expect(states.version(1, 'committed')).toBe(0);
    expect(states.at(1, loaded(0, 4), 'committed')).toEqual(folded(4));
    expect(states.at(2, { version: 0, events: [] }, 'committed')).toBe(nothing);
  });

  it('gets what is newer folded onto it, and no event a second time', () => {
    const states = createStates();
    states.keep(1, 3, folded(3));
    expect(states.version(1, 'committed')).toBe(3);
    expect(states.at(1, loaded(3, 5), 'committed')).toEqual(folded(5));
    // The load asked before the state was kept, so it brings events that are folded already.
    expect(states.at(1, loaded(0, 5), 'committed')).toEqual(folded(5));
  });

  it('answers for itself where the load is older, and where it is as old', () => {
    const states = createStates();
    const kept = folded(5);
    states.keep(1, 5, kept);
    for (const version of [4, 5]) expect(states.at(1, { version, events: [] }, 'drafts too')).toBe(kept);
  });

  it('never goes back to an older one', () => {
    const states = createStates();
    states.keep(1, 5, folded(5));
    states.keep(1, 4, folded(4));
    expect(states.version(1, 'committed')).toBe(5);
    const same = folded(4);
    states.keep(1, 5, same);
    expect(states.at(1, { version: 5, events: [] }, 'committed')).not.toBe(same);
  });

  it('is the other incident’s business alone', () => {
    const states = createStates();
    states.keep(1, 5, folded(5));
    states.draft(1, 6, folded(6));
    expect(states.version(2, 'drafts too')).toBe(0);
  });

  it('goes when many others came and nobody asked for it', () => {
    const states = createStates({ open: 2, over: 2 });
    for (const number of [1, 2]) states.keep(number, 3, folded(3));
    states.version(1, 'committed');
    states.keep(3, 3, folded(3));
    expect([1, 2, 3].map((number) => states.version(number, 'committed'))).toEqual([3, 0, 3]);
  });
});

describe('an incident that is over', () => {
  const cancelled = fold(folded(3), [event('14:40', ana, { type: 'cancelled', reason: 'a test' })]);
  const reopened = fold(cancelled, [
    event('14:50', ana, { type: 'reopened', reason: 'it was none', from: 'cancelled' }),
  ]);

  it('leaves the memory to those that are open, however many have ended', () => {
    const states = createStates({ open: 3, over: 2 });
    states.keep(1, 3, folded(3));
    for (let number = 2; number <= 501; number++) {
      states.keep(number, 3, folded(3));
      states.keep(number, 4, cancelled);
    }
    const kept = Array.from({ length: 501 }, (_, n) => n + 1).filter(
      (n) => states.version(n, 'committed') > 0,
    );
    expect(kept).toEqual([1, 500, 501]);
  });

  it('is one of the open again where it is reopened', () => {
    const states = createStates({ open: 1, over: 1 });
    states.keep(1, 4, cancelled);
    states.keep(1, 5, reopened);
    states.keep(2, 4, cancelled);
    expect(states.at(1, { version: 5, events: [] }, 'committed')).toBe(reopened);
  });
});

describe('a draft', () => {
  it('counts inside the transaction alone', () => {
    const states = createStates();
    states.keep(1, 3, folded(3));
    const decided = folded(4);
    states.draft(1, 4, decided);
    expect(states.version(1, 'drafts too')).toBe(4);
    expect(states.version(1, 'committed')).toBe(3);
    expect(states.at(1, { version: 4, events: [] }, 'drafts too')).toBe(decided);
    expect(states.at(1, loaded(4, 5), 'drafts too')).toEqual(folded(5));
    expect(states.at(1, loaded(3, 5), 'committed')).toEqual(folded(5));
  });

  it.each(['before', 'after'])('gives way to a committed state as new as it, kept %s it came', (when) => {
    const states = createStates();
    const kept = folded(4);
    if (when === 'before') states.keep(1, 4, kept);
    states.draft(1, 4, folded(4));
    if (when === 'after') states.keep(1, 4, kept);
    expect(states.at(1, { version: 4, events: [] }, 'drafts too')).toBe(kept);
  });

  it('that was committed is gone when its incident is', () => {
    const states = createStates({ open: 1, over: 1 });
    states.draft(1, 4, folded(4));
    states.keep(1, 4, folded(4));
    states.keep(2, 3, folded(3));
    expect(states.version(1, 'drafts too')).toBe(0);
  });

  it('stays when what is committed is older', () => {
    const states = createStates();
    states.draft(1, 5, folded(5));
    states.keep(1, 4, folded(4));
    expect(states.version(1, 'drafts too')).toBe(5);
  });

  it('is older than what was committed meanwhile: the newer one counts', () => {
    const states = createStates();
    states.keep(1, 5, folded(5));
    states.draft(1, 4, folded(4));
    expect(states.version(1, 'drafts too')).toBe(5);
  });

  it('whose write was taken back is a conflict once, and gone', () => {
    const states = createStates();
    states.keep(1, 3, folded(3));
    states.draft(1, 5, folded(5));
    const stale = () => states.at(1, loaded(3, 4), 'drafts too');
    expect(stale).toThrow(new ConflictError(1, 5, 4));
    expect(states.version(1, 'drafts too')).toBe(3);
    expect(stale()).toEqual(folded(4));
  });

  it('that is dropped while the events after it are read is a conflict once; all is read again', () => {
    const states = createStates();
    states.keep(1, 2, folded(2));
    states.draft(1, 4, folded(4));
    states.drop();
    expect(() => states.at(1, loaded(4, 5), 'drafts too')).toThrow(new ConflictError(1, 2, 5));
    expect(states.version(1, 'drafts too')).toBe(0);
    expect(states.at(1, loaded(0, 5), 'drafts too')).toEqual(folded(5));
  });
});

describe('a text that somebody else took out', () => {
  const withRedaction = { version: 5, events: [...log.slice(3, 4), redacted] };

  it('is a conflict where it may be folded already, and the whole log is read again', () => {
    const states = createStates();
    states.keep(1, 3, folded(3));
    states.draft(1, 3, folded(3));
    expect(() => states.at(1, withRedaction, 'committed')).toThrow(new ConflictError(1, 3, 5));
    expect(states.version(1, 'drafts too')).toBe(0);
    const all = { version: 5, events: [...log.slice(0, 4), redacted] };
    expect(states.at(1, all, 'committed')).toEqual(fold(nothing, all.events));
  });

  it('was known already when the state was kept: nothing stands in the way', () => {
    const states = createStates();
    states.keep(1, 4, fold(folded(3), [redacted]));
    const events = [redacted, ...log.slice(3, 4)];
    expect(states.at(1, { version: 5, events }, 'committed')).toEqual(
      fold(folded(3), [redacted, ...log.slice(3, 4)]),
    );
  });
});

it('forgets an incident with its draft', () => {
  const states = createStates();
  states.keep(1, 3, folded(3));
  states.draft(1, 4, folded(4));
  states.keep(2, 3, folded(3));
  states.forget(1);
  expect([1, 2].map((number) => states.version(number, 'drafts too'))).toEqual([0, 3]);
});
