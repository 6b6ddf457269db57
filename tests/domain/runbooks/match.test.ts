import { describe, expect, it } from 'vitest';
import { matchAlert } from '../../../src/domain/runbooks/match.ts';
import type { Library } from '../../../src/domain/runbooks/runbook.ts';
import { unlistedSystem } from '../../../src/domain/runbooks/unlisted.ts';
import type { Alert } from '../../../src/domain/signals/alert.ts';
import { loadLibrary } from '../../../src/library/load.ts';
import { random } from '../../hostile/random.ts';

const shipped = loadLibrary('runbooks').library;

/** The shipped library, with further matchers by runbook id. */
function library(matchers: Record<string, Record<string, string>[]> = {}): Library {
  if (shipped === undefined) throw new Error('the shipped runbooks have errors');
  const runbooks = shipped.runbooks.map((runbook) => ({
    ...runbook,
    match: [...runbook.match, ...(matchers[runbook.id] ?? []).map((labels) => ({ labels }))],
  }));
  return { ...shipped, runbooks };
}

function alert(labels: Record<string, string>, facts: Partial<Alert> = {}): Alert {
  const empty = { annotations: {}, extra: {}, startsAt: 0, title: 'an alert' };
  return { source: 'alertmanager', fingerprint: 'f', status: 'firing', labels, ...empty, ...facts };
}

describe('an alert that names its failure and system', () => {
  const match = matchAlert(
    alert({ airb_failure: 'refusal-spike', system: 'support-bot', severity: 'critical' }),
    library(),
  );

  it('gets the runbook of the failure, the system, a severity and one owner', () => {
    expect(match).toMatchObject({
      severity: 'sev2',
      unmapped: false,
      owner: { id: 'ana', name: 'Ana Lima' },
    });
    expect([match.runbook.id, match.system?.id]).toEqual(['refusal-spike', 'support-bot']);
  });

  it('is given the reasons in sentences', () => {
    expect(match.because).toBe(
      'refusal-spike: labels airb_failure=refusal-spike, system=support-bot match. ' +
        'Severity sev2: the alert says critical. Owner Ana Lima: first on call of support-bot.',
    );
  });

  it.each([
    ['failure', { failure: 'refusal-spike' }, {}],
    ['incident_type, written with underscores', { incident_type: 'refusal_spike' }, {}],
    ['a field its parser has already filled', {}, { failure: 'Refusal-Spike' }],
  ])('is understood by %s too', (_, labels, facts) => {
    expect(matchAlert(alert(labels, facts), library()).runbook.id).toBe('refusal-spike');
  });

  it.each([['system'], ['airb_system'], ['service']])('finds its system by the label %s', (name) => {
    expect(matchAlert(alert({ [name]: 'support_bot' }), library()).system?.id).toBe('support-bot');
  });
});

describe('an alert several matchers hold for', () => {
  const both = alert({ team: 'ai', alertname: 'LLMRefusals', env: 'prod' });

  it('goes to the one with more labels', () => {
    const match = matchAlert(
      both,
      library({ 'cost-spike': [{ team: 'ai' }], 'refusal-spike': [{ team: 'a*', env: 'p*' }] }),
    );
    expect(match.runbook.id).toBe('refusal-spike');
    expect(match.nearly).toContain('cost-spike: matches by team, which is weaker');
  });

  it('then to the one that is exact', () => {
    const match = matchAlert(
      both,
      library({ 'cost-spike': [{ alertname: 'LLM*' }], 'refusal-spike': [{ team: 'ai' }] }),
    );
    expect(match.runbook.id).toBe('refusal-spike');
  });

  it('then to the one that names the failure', () => {
    const named = { ...both, failure: 'refusal-spike' };
    expect(matchAlert(named, library({ 'cost-spike': [{ team: 'ai' }] })).runbook.id).toBe('refusal-spike');
  });

  it('says so when two are equal, though lint does not let such a library in', () => {
    const match = matchAlert(
      both,
      library({ 'refusal-spike': [{ team: 'ai' }], 'cost-spike': [{ env: 'prod' }] }),
    );
    expect(match.runbook.id).toBe('cost-spike');
    expect(match.because).toContain('refusal-spike matches as strongly');
  });

  it('shows what a prefix matched', () => {
    const match = matchAlert(both, library({ 'refusal-spike': [{ alertname: 'LLM*' }] }));
    expect(match.because).toMatch(/^refusal-spike: label alertname=LLMRefusals \(as LLM\*\) matches\./);
  });
});

describe('an alert nothing is mapped to', () => {
  it('gets the generic runbook and an owner all the same, and counts as a gap', () => {
    const match = matchAlert(alert({ failure: 'meteor-strike', system: 'support-bot' }), library());
    expect(match).toMatchObject({ unmapped: true, severity: 'sev3', owner: { id: 'ana' } });
    expect(match.runbook.id).toBe('ai-triage');
    expect(match.because).toMatch(/^ai-triage: no matcher holds and no runbook is for meteor-strike/);
  });

  it('is told what it nearly matched', () => {
    expect(matchAlert(alert({ failure: 'refusal-spikes' }), library()).nearly).toEqual([
      'refusal-spike: airb_failure is refusal-spikes, it wants refusal-spike',
    ]);
    const oneLabelShort = library({ 'cost-spike': [{ team: 'ai', env: 'prod' }] });
    expect(matchAlert(alert({ team: 'ai' }), oneLabelShort).nearly).toEqual([
      'cost-spike: has no label env, it wants prod',
    ]);
  });
});

describe('an alert of a system without a file', () => {
  const match = matchAlert(alert({ failure: 'cost-spike', system: 'Batch Summariser' }), library());

  it('is still answered: the first commander owns it, and the name is kept', () => {
    expect(match.system).toBeUndefined();
    expect(match).toMatchObject({ systemName: 'Batch Summariser', owner: { id: 'ben' }, unmapped: false });
    expect(match.because).toContain('Batch Summariser has no system file.');
  });

  it('can be opened with a stand-in of high risk, without parts or signals, that pages the commanders', () => {
    const system = unlistedSystem(match.systemName, library().organization);
    expect(system).toMatchObject({
      id: 'batch-summariser',
      riskTier: 'high',
      parts: [],
      signals: [],
      technicalOwner: 'ben',
    });
    expect(system.onCall.map(({ people }) => people)).toEqual([['ben'], ['finn']]);
    const internal = library().organization.audiences.filter(({ form }) => form === 'internal');
    expect(system.audiences).toEqual(internal.map(({ id }) => id));
    expect(system.audiences).toContain('support-leadership');
  });

  it('has a usable id even when the name is hostile or absent', () => {
    const { organization } = library();
    expect(unlistedSystem('<!channel> ../../etc', organization).id).toBe('channel-etc');
    expect(unlistedSystem('支援', organization).id).toMatch(/^system-[0-9a-z]{7}$/);
    expect(unlistedSystem(undefined, organization).id).toBe('unlisted');
  });
});

describe('the severity word', () => {
  it.each([
    ['critical', 'sev2'],
    ['page', 'sev2'],
    ['warning', 'sev3'],
    ['Info', 'sev4'],
    ['SEV1', 'sev1'],
    ['sev 4', 'sev4'],
    ['constructor', 'sev3'],
    ['', 'sev3'],
  ])('%j means %s where the runbook begins with sev3', (severity, expected) => {
    expect(matchAlert(alert({ failure: 'cost-spike', severity }), library()).severity).toBe(expected);
  });
});

describe('hostile labels', () => {
  it('are only compared: names of object members match nothing', () => {
    const hostile = alert({ constructor: 'x', hasOwnProperty: 'x', toString: 'x' }, { failure: '__proto__' });
    expect(matchAlert(hostile, library()).unmapped).toBe(true);
  });
});

describe('a library of hundreds of matchers', () => {
  const names = ['team', 'env', 'alertname', 'incident_type', 'system', 'airb_failure'];
  const values = ['a', 'ab', 'abc', 'b', 'ba', 'a*', 'ab*', '*'];

  /** The rules of precedence, word for word and one by one. */
  function expected(given: Record<string, string>, { runbooks }: Library): string[] {
    const holds = (wanted: string, value = '') =>
      wanted.endsWith('*') ? value.startsWith(wanted.slice(0, -1)) : value === wanted;
    const held = runbooks.flatMap(({ id, failure, match }) => {
      const strengths = [{ airb_failure: failure }, ...match.map(({ labels }) => labels)]
        .filter((labels) => Object.keys(labels).every((name) => Object.hasOwn(given, name)))
        .filter((labels) => Object.entries(labels).every(([name, value]) => holds(value, given[name])))
        .map((labels) => {
          const exact = Object.entries(labels).filter(([, value]) => !value.endsWith('*'));
          const failing = exact.some(([name]) => /failure|incident_type/.test(name));
          return Object.keys(labels).length * 100 + exact.length * 10 + (failing ? 1 : 0);
        });
      return strengths.length === 0 ? [] : [{ id, strength: Math.max(...strengths) }];
    });
    return held.sort((a, b) => b.strength - a.strength || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
  }

  it('finds what comparing every matcher with the alert finds, in the same order', () => {
    const { below, pick } = random(7);
    const labels = (most: number, from: string[]) =>
      Object.fromEntries(Array.from({ length: 1 + below(most) }, () => [pick(names), pick(from)]));
    const [runbook] = shipped?.runbooks ?? [];
    if (shipped === undefined || runbook === undefined) throw new Error('the shipped runbooks have errors');
    for (let round = 0; round < 60; round++) {
      const runbooks = Array.from({ length: 1 + below(40) }, (_, n) => ({
        ...runbook,
        id: `runbook-${n}`,
        failure: pick(['a', 'ab', 'b', `own-${n}`]),
        match: Array.from({ length: below(5) }, () => ({ labels: labels(3, values) })),
      }));
      const library = { ...shipped, runbooks, generic: 'runbook-0' };
      for (let alerts = 0; alerts < 20; alerts++) {
        const { system, airb_failure, ...given } = labels(6, values.slice(0, 5));
        const match = matchAlert(
          alert(given, { ...(system && { system }), ...(airb_failure && { failure: airb_failure }) }),
          library,
        );
        // An alert that names no failure elsewhere is known by its incident type.
        const failure = airb_failure ?? given.incident_type;
        const seen = { ...given, ...(system && { system }), ...(failure && { airb_failure: failure }) };
        const [first, ...others] = expected(seen, library);
        expect([match.unmapped, match.runbook.id]).toEqual([first === undefined, first ?? 'runbook-0']);
        const weaker = match.nearly.filter((sentence) => sentence.endsWith('which is weaker'));
        expect(weaker.map((sentence) => sentence.split(':')[0])).toEqual(others.slice(0, 5));
      }
    }
  });

  it('names the matcher that won, by its place among the own ones', () => {
    const given = alert({ team: 'ai', env: 'prod' });
    const match = matchAlert(given, library({ 'refusal-spike': [{ team: 'x' }, { team: 'ai' }] }));
    const before = shipped?.runbooks.find(({ id }) => id === 'refusal-spike')?.match.length ?? 0;
    expect(match.by).toEqual({ labels: { team: 'ai' }, own: before + 1 });
    expect(matchAlert(alert({ failure: 'cost-spike' }), library()).by).toEqual({
      labels: { airb_failure: 'cost-spike' },
    });
    expect(match.ownerAs).toBe('first commander, as no system says who owns it');
  });
});
