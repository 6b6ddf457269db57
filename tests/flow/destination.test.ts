import { describe, expect, it } from 'vitest';
import { keyChecks } from '../../src/domain/runbooks/compile.ts';
import { matchAlert } from '../../src/domain/runbooks/match.ts';
import { problemOf } from '../../src/domain/runbooks/problem.ts';
import type { Alert } from '../../src/domain/signals/alert.ts';
import { episodeKey } from '../../src/domain/signals/alert.ts';
import { hour, minute } from '../../src/domain/time.ts';
import { type Arrival, destinationOf } from '../../src/flow/destination.ts';
import type { Head, Loaded } from '../../src/ports/records.ts';
import { hash } from '../support/mask.ts';
import { sampleLibrary } from '../support/sample-library.ts';
import { at, indexChange, promptChange, refusalAlert } from '../support/worked-example.ts';

const now = at('14:10');
const library = sampleLibrary();
const { joinWindow, siblingWindow, unlistedPerHour } = library.organization;
const context = { library, pagers: [], chats: ['slack'], publicUrl: 'http://airb.test', hash };

function arriving(change: Partial<Alert> = {}): Arrival {
  const alert = { ...refusalAlert, ...change };
  const match = matchAlert(alert, library, now);
  return { alert, match, problem: problemOf(alert, match), context, now };
}

/** An alert whose labels say so; without a severity it claims none. */
const labelled = (labels: Record<string, string>, change: Partial<Alert> = {}) =>
  arriving({ severity: undefined, ...labels, labels: { alertname: 'Rule', ...labels }, ...change });
const refusals = labelled({ system: 'support-bot', failure: 'refusal-spike' });
const costs = labelled({ system: 'support-bot', failure: 'cost-spike' });
const exposed = labelled({ system: 'support-bot', failure: 'data-exposure' });
const unmapped = labelled({ system: 'support-bot', failure: 'billing-mismatch' });
const unlisted = labelled({ system: 'tenant-1', failure: 'refusal-spike' });
const nameless = arriving({ system: undefined, failure: undefined, labels: { alertname: 'HighErrorRate' } });
const unmeasured = labelled({ system: 'support-bot', failure: 'refusal-spike' }, { blind: 'no data' });
const resolved = (arrival: Arrival): Arrival => ({
  ...arrival,
  alert: { ...arrival.alert, status: 'resolved' },
});
const undated = (arrival: Arrival): Arrival => ({ ...arrival, alert: { ...arrival.alert, undated: true } });

/** An incident that opened and was spoken of two hours ago. */
const incident = (facts: Partial<Head> = {}): Head => ({
  number: 1,
  title: 'x',
  system: 'support-bot',
  failure: 'refusal-spike',
  severity: 'sev3',
  phase: 'triage',
  open: true,
  private: false,
  openedAt: now - 2 * hour,
  updatedAt: now - 2 * hour,
  activeAt: now - 2 * hour,
  version: 3,
  ...facts,
});
const over = (facts: Partial<Head>) => incident({ phase: 'resolved', open: false, ...facts });
const gathering = (facts: Partial<Head> = {}) =>
  incident({ number: 5, failure: 'too-many-problems', activeAt: now, stray: 'alertmanager', ...facts });

const empty: Loaded = {
  duplicate: false,
  open: [],
  recent: [],
  strays: [],
  changes: [],
  earlier: [],
  changeSeen: false,
  nextNumber: 7,
};
const goes = (arrival: Arrival, records: Partial<Loaded> = {}) =>
  destinationOf(arrival, { ...empty, ...records });
/** What it does in the incident it goes to, by its number. */
function joins(arrival: Arrival, records: Partial<Loaded>): string | Record<string, unknown> {
  const choice = goes(arrival, records);
  if (choice.to !== 'this') return choice.to;
  const { type: _type, alert: _alert, ...joining } = choice.command as Record<string, unknown>;
  return { incident: choice.incident, ...joining };
}
/** The command that opens an incident. */
function opens(arrival: Arrival, records: Partial<Loaded> = {}) {
  const choice = goes(arrival, records);
  if (choice.to !== 'new' || choice.command.type !== 'open') throw new Error(`it goes to ${choice.to}`);
  return choice.command;
}
const held = (number: number) => ({ episode: { incident: number, times: 3 } });

describe('an episode that is known', () => {
  it('goes on in the incident that holds it, while that one is open', () => {
    expect(joins(refusals, { ...held(1), open: [incident({ number: 2 }), incident()] })).toStrictEqual({
      incident: 1,
    });
  });

  it('ends in the incident that holds it, though that one is over and another one is open', () => {
    expect(joins(resolved(refusals), { ...held(1), open: [incident({ number: 2 })] })).toMatchObject({
      incident: 1,
    });
  });

  it('that fires after its incident is over goes to the open one of the same problem', () => {
    expect(joins(refusals, { ...held(1), open: [incident({ number: 2 })] })).toStrictEqual({ incident: 2 });
  });

  it('that fires after its incident is over is told there where nothing else is open, and says nothing new', () => {
    const claims = arriving({ severity: 'critical' });
    expect(joins(claims, held(1))).toStrictEqual({ incident: 1 });
    expect(joins(claims, { ...held(1), strays: [incident({ open: false })] })).toStrictEqual({ incident: 1 });
  });

  it('without a start may be a new one, so it opens', () => {
    expect(goes(undated(refusals), held(1))).toMatchObject({ to: 'new' });
  });

  it('is kept by no incident where none was opened for it', () => {
    expect(goes(refusals, held(0))).toMatchObject({ to: 'new', answer: { incident: 0, times: 3 } });
  });

  it('says its failure where it is not the incident’s own, and its severity where it claims one', () => {
    const others = [incident({ number: 2 }), incident({ failure: 'cost-spike' })];
    expect(joins(arriving({ severity: 'critical' }), { ...held(1), open: others })).toStrictEqual({
      incident: 1,
      severity: 'sev2',
      failure: 'refusal-spike',
    });
  });

  it('that was gathered with others is found there by its system and failure', () => {
    const strays = [incident({ number: 4, open: false }), gathering()];
    expect(joins(unlisted, { ...held(5), strays })).toStrictEqual({
      incident: 5,
      failure: 'tenant-1/refusal-spike',
    });
  });

  it.each([
    [minute, { incident: 1, at: now }],
    [minute - 1, undefined],
  ])('keeps its incident warm, once a minute: %i ms after the last time', (ago, active) => {
    const records = { ...held(1), open: [incident({ number: 2 }), incident({ activeAt: now - ago })] };
    const choice = goes(refusals, records);
    expect(choice.also).toStrictEqual({
      alert: {
        episode: episodeKey(refusals.alert),
        alert: refusals.alert,
        times: 4,
        receivedAt: now,
        incident: 1,
      },
      ...(active && { active }),
    });
  });

  it('is what keeps it warm: another alert of the problem does that by joining', () => {
    expect(goes(refusals, { open: [incident()] }).also).not.toHaveProperty('active');
  });
});

describe('the open incident of the same problem', () => {
  it.each([
    [joinWindow, { incident: 1 }],
    [joinWindow + 1, 'new'],
  ])('takes it %i ms after it was last spoken of', (ago, target) => {
    expect(joins(refusals, { open: [incident({ activeAt: now - ago })] })).toStrictEqual(target);
  });

  it('takes an alert that ends without having been seen', () => {
    expect(joins(resolved(refusals), { open: [incident()] })).toStrictEqual({ incident: 1 });
  });

  it('takes what joined it before as another failure', () => {
    expect(joins(costs, { open: [incident({ siblings: ['tool-failure', 'cost-spike'] })] })).toStrictEqual({
      incident: 1,
      failure: 'cost-spike',
    });
  });

  it.each([
    ['what is sensitive, where all can read it', exposed, false, 'new'],
    ['what is sensitive, where few can', exposed, true, { incident: 1 }],
    ['what is not, where few can read it', costs, true, { incident: 1 }],
    ['what is not, where all can', costs, false, { incident: 1 }],
  ])('%s: that decides whether it is taken', (_, arrival, hidden, target) => {
    const open = [incident({ failure: arrival.problem.failure, private: hidden })];
    expect(joins(arrival, { open })).toStrictEqual(target);
  });

  it('takes what is not measured, after one that is about just that', () => {
    const watched = incident();
    const blind = incident({ number: 2, failure: 'not-measured' });
    expect(joins(unmeasured, { open: [watched] })).toMatchObject({ incident: 1 });
    expect(joins(unmeasured, { open: [watched, blind] })).toMatchObject({ incident: 2 });
  });

  it('does not take what is measured and unmapped for the failure of the runbook for all', () => {
    const odd = labelled({ system: 'support-bot' }, { failure: undefined, signal: undefined });
    expect(odd.match.runbook.failure).toBe('ai-triage');
    expect(joins(odd, { open: [incident({ failure: 'ai-triage' })] })).toBe('new');
  });
});

describe('an incident of the same system that has just opened', () => {
  const young = (facts: Partial<Head> = {}) => ({ open: [incident({ openedAt: now, ...facts })] });

  it('takes another failure with its runbook, its owner, what it watches and the severity it begins with', () => {
    const { runbook, system, owner, severity } = costs.match;
    if (system === undefined) throw new Error('the sample system has a file');
    expect(keyChecks(runbook, system)).not.toEqual([]);
    expect(joins(costs, young())).toStrictEqual({
      incident: 1,
      severity,
      failure: 'cost-spike',
      sibling: {
        failure: 'cost-spike',
        runbook: {
          id: 'cost-spike',
          title: runbook.title,
          hash: runbook.hash,
          link: 'http://airb.test/runbooks/cost-spike',
        },
        owner,
        watched: keyChecks(runbook, system),
      },
    });
    expect(goes(costs, young()).also).toHaveProperty('document.hash', runbook.hash);
  });

  it.each([
    ['as the alert claims', arriving({ ...costs.alert, severity: 'critical' }), { severity: 'sev2' }],
    ['as its runbook says', costs, { severity: costs.match.severity }],
    [
      'as the alert claims though nobody mapped it',
      { ...unmapped, match: { ...unmapped.match, claimed: 'sev1' as const } },
      { severity: 'sev1' },
    ],
    ['not at all where nobody mapped it', unmapped, {}],
  ])('takes it as bad %s', (_, arrival, begins) => {
    const { severity } = joins(arrival, young()) as { severity?: string };
    expect(severity === undefined ? {} : { severity }).toEqual(begins);
  });

  it('watches nothing for it where the system has no file', () => {
    const { sibling } = joins(unlisted, young({ failure: 'another' })) as { sibling: object };
    expect(Object.keys(sibling)).toEqual(['failure', 'runbook', 'owner']);
  });

  it.each([
    ['the window is over', costs, { openedAt: now - siblingWindow }],
    ['it is private', costs, { private: true }],
    ['the alert is sensitive', exposed, {}],
    ['the alert names no system', nameless, { failure: 'another' }],
  ])('does not take it once %s', (_, arrival, facts) => {
    expect(joins(arrival, young(facts))).toBe('new');
  });

  it('takes it until the last millisecond of the window', () => {
    expect(joins(costs, young({ openedAt: now - siblingWindow + 1 }))).toMatchObject({ incident: 1 });
  });

  it('does not take the end of an alert that nobody saw fire: that is kept, with no incident', () => {
    expect(goes(resolved(costs), young())).toMatchObject({
      to: 'none',
      also: { alert: { incident: 0, times: 1, receivedAt: now } },
    });
  });
});

describe('what no file names', () => {
  it.each([
    ['a system', unlisted, 'alertmanager'],
    ['a failure', unmapped, 'alertmanager'],
    ['either', nameless, 'alertmanager'],
    ['nothing of', refusals, undefined],
    ['nothing but what was not measured of', unmeasured, undefined],
  ])('is a stray: %s', (_, arrival, stray) => {
    expect(opens(arrival).stray).toBe(stray);
    expect('stray' in opens(arrival)).toBe(stray !== undefined);
  });

  it.each([
    ['a stray', unlisted, {}, { incident: 5, severity: 'sev2', failure: 'tenant-1/refusal-spike' }],
    ['a stray an hour after', unlisted, { activeAt: now - hour }, { incident: 5 }],
    ['a stray later than that', unlisted, { activeAt: now - hour - 1 }, 'new'],
    ['a stray once it is over', unlisted, { open: false }, 'new'],
    ['a stray that is sensitive', labelled({ system: 't', failure: 'data-exposure' }), {}, 'new'],
    ['what a file names', costs, {}, 'new'],
  ])('is gathered where too many opened: %s', (_, arrival, facts, target) => {
    const joined = joins(arrival, { strays: [incident({ number: 4 }), gathering(facts)] });
    if (typeof target === 'string') expect(joined).toBe(target);
    else expect(joined).toMatchObject(target);
  });

  it('is not gathered in an incident of its source that is about something', () => {
    expect(joins(unlisted, { strays: [incident({ activeAt: now })] })).toBe('new');
  });

  const opened = (count: number, facts: Partial<Head> = {}) =>
    Array.from({ length: count }, (_, n) =>
      incident({ number: 100 + n, failure: 'f', openedAt: now - hour, ...facts }),
    );

  it.each([
    ['as many as are allowed', opened(unlistedPerHour), 'too-many-problems'],
    ['one fewer', opened(unlistedPerHour - 1), 'refusal-spike'],
    [
      'one of them more than an hour ago',
      [...opened(unlistedPerHour - 1), incident({ openedAt: now - hour - 1 })],
      'refusal-spike',
    ],
    [
      'one of them for what it gathers itself',
      [...opened(unlistedPerHour - 1), gathering({ open: false, openedAt: now })],
      'refusal-spike',
    ],
  ])('is gathered anew after %s within an hour', (_, strays, failure) => {
    expect(opens(unlisted, { strays }).failure).toBe(failure);
  });

  it('is gathered under one name, which says since when, and with nothing that belongs to one system', () => {
    const earlier = [over({ system: 'many-systems', failure: 'too-many-problems' })];
    const records = { strays: opened(unlistedPerHour), changes: [promptChange], earlier };
    const command = opens(unlisted, records);
    expect(command).toMatchObject({
      title: `More than ${unlistedPerHour} new problems within an hour from alertmanager`,
      plan: { system: { id: 'many-systems' } },
      changes: [],
    });
    expect(command.because).toContain('since 13:10 UTC');
    expect(command).not.toHaveProperty('similar');
  });

  it('does not count what a file names', () => {
    expect(opens(refusals, { strays: opened(unlistedPerHour) }).failure).toBe('refusal-spike');
  });
});

describe('a new incident', () => {
  it('keeps its alert and the file of its runbook', () => {
    const { hash: id, file, text } = refusals.match.runbook;
    expect(goes(refusals).also).toMatchObject({
      alert: { incident: 7, times: 1, alert: refusals.alert },
      document: { hash: id, file, text },
    });
  });

  it('begins with the alert, or now where that lies ahead', () => {
    const starting = (startsAt: number) => opens({ ...refusals, alert: { ...refusals.alert, startsAt } });
    expect(starting(now - minute).startedAt).toBe(now - minute);
    expect(starting(now + minute).startedAt).toBe(now);
  });

  it('says why it has its runbook, and no more while nothing is in doubt', () => {
    expect(opens(refusals).because).toBe(refusals.match.because);
    expect(opens(undated(refusals)).because).toBe(
      `${refusals.match.because} It gives no start, so the moment it arrived is taken.`,
    );
  });

  it('knows the changes before it and the incidents like it', () => {
    const command = opens(refusals, {
      changes: [promptChange, indexChange],
      earlier: [over({ failure: 'refusal-spike' })],
    });
    expect(command.changes.map(({ id }) => id)).toEqual(['prompt-v7', 'kb-2025-02-15']);
    expect(command).toHaveProperty('similar');
  });

  it.each([
    ['ten others', refusals, 10, 7],
    ['nine others', refusals, 9, undefined],
    ['ten others, where it is sensitive', exposed, 10, undefined],
  ])('keeps the message of the storm after %s', (_, arrival, others, storm) => {
    const command = opens(arrival, { recent: Array.from({ length: others }, () => incident()) });
    expect(command.storm).toBe(storm);
    expect('storm' in command).toBe(storm !== undefined);
  });

  it('is named by the alert, and else by its runbook', () => {
    expect(opens(refusals).title).toBe('Support bot refuses too much');
    expect(opens(labelled({ system: 'support-bot', failure: 'refusal-spike' }, { title: '' })).title).toBe(
      refusals.match.runbook.title,
    );
    expect(opens(unmeasured).title).toBe('Not measured: Support bot refuses too much');
  });

  it('is of an unmapped failure where no runbook is for it, but not where nothing was measured', () => {
    expect([refusals, unmapped, unmeasured].map((arrival) => opens(arrival).unmapped)).toEqual([
      false,
      true,
      false,
    ]);
  });
});
