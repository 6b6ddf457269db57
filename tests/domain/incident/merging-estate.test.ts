import { describe, expect, it } from 'vitest';
import type { Estate, EvidenceRecord } from '../../../src/domain/incident/events.ts';
import { estateOf } from '../../../src/domain/incident/merging.ts';
import type { Opened } from '../../../src/domain/incident/state.ts';
import { airb } from '../../../src/domain/people.ts';
import type { ContainmentSpec } from '../../../src/domain/runbooks/runbook.ts';
import { bodiesOf, happens, planWith, readyToRollBack, type Story } from '../../support/given.ts';
import {
  ana,
  at,
  ben,
  chloe,
  dev,
  evidence,
  indexChange,
  promptChange,
  refusalAlert,
} from '../../support/worked-example.ts';
import { everyEvent } from '../../views/record/every-event.ts';

const survivor = { open: true, private: false, phase: 'triage' } as const;
const merge = { type: 'merge', into: 7, reason: ' same prompt ', survivor } as const;
const absorb = (left: Partial<Estate>, records: EvidenceRecord[] = []) => ({
  ...{ type: 'absorb' as const, left: { ...everyEvent.absorbed.left, ...left }, evidence: records },
});
const types = (events: { type: string }[]) => events.map(({ type }) => type);

/** What a story leaves once it is merged. */
function left(story: Story, change: (incident: Opened) => Partial<Opened> = () => ({})): Estate {
  const { incident, log } = story.after(['14:50', ben, merge]);
  const event = log.at(-1);
  if (incident.phase !== 'merged' || event?.type !== 'merged') throw new Error('it is not merged');
  return estateOf({ ...incident, ...change(incident) } as typeof incident, event);
}

describe('what an incident leaves', () => {
  const assigned = (step: string, who: typeof ana) => ({ type: 'step.assign', step, person: who }) as const;

  it('is whoever worked on it, once: roles, whoever acknowledged, whoever has an open step', () => {
    const story = readyToRollBack({ roles: { commander: ben, owner: ana } });
    expect(left(story).people).toEqual([ben, ana]);
    const busy = story.after(
      ['14:12', dev, { type: 'acknowledge', via: 'chat' }],
      ['14:13', ben, assigned('triage.samples', ana)],
      ['14:13', ben, assigned('triage.changes', chloe)],
      ['14:13', ben, assigned('triage.guardrail', { id: 'eva', name: 'Eva Sato' })],
      ['14:14', ben, { type: 'step.skip', step: 'triage.guardrail', reason: 'no guardrail' }],
    );
    expect(
      left(busy)
        .people.map(({ id }) => id)
        .sort(),
    ).toEqual(['ana', 'ben', 'chloe', 'dev']);
  });

  it('is its newest hundred alerts, and how many more its record holds', () => {
    const alerts = (count: number) =>
      Array.from({ length: count }, (_, n) => ({
        ...{ alert: { ...refusalAlert, fingerprint: `a${n}` }, times: 1, resolved: false, wave: 1 },
      }));
    const many = left(readyToRollBack(), () => ({ alerts: alerts(103) }));
    expect(many.alerts).toHaveLength(100);
    expect(many.alerts.at(0)).toMatchObject({ failure: 'refusal-spike', alert: { fingerprint: 'a3' } });
    expect(many).toMatchObject({ more: 3, reason: 'same prompt' });
    expect(left(readyToRollBack(), () => ({ alerts: alerts(100) }))).not.toHaveProperty('more');
  });

  it('is its failure with what has to be in range, as it joined or as its own runbook says', () => {
    const own = left(readyToRollBack());
    const { runbook, recovery, links } = planWith();
    const { id, title, hash } = runbook;
    expect(own.sibling).toEqual({
      ...{ failure: 'refusal-spike', runbook: { id, title, hash, link: links.runbook ?? '' } },
      watched: recovery.key,
    });
    const blind = left(readyToRollBack({ plan: { recovery: { ...recovery, key: [] } } }));
    expect(blind.sibling).not.toHaveProperty('watched');
    const sibling = (failure: string) => ({ failure, runbook: { id: 'x', title: 'X', hash: 'h', link: '' } });
    const siblings = [sibling('cost-spike'), sibling('refusal-spike')];
    expect(left(readyToRollBack(), () => ({ siblings })).sibling).toEqual(siblings[1]);
  });
});

describe('the survivor', () => {
  it('has what it did not have: evidence, changes, another failure, the earlier start', () => {
    const story = readyToRollBack({ changes: [promptChange] });
    const sibling = { failure: 'truncation', runbook: { id: 't', title: 'T', hash: 'h', link: '' } };
    const record = evidence({ id: 'e41', title: 'A trace', content: 'x', from: 'command' });
    const estate = { severity: 'sev4' as const, changes: [promptChange, indexChange], sibling };
    const taken = happens(story, '14:15', airb, absorb(estate, [record]));
    expect(types(taken.events)).toEqual(['absorbed', 'evidence.saved']);
    expect(taken.incident.evidence.map(({ id }) => id)).toContain('e41');
    expect(taken.incident.changes).toEqual([promptChange, indexChange]);
    expect(taken.incident).toMatchObject({ siblings: [sibling], startedAt: at('14:05') });
    const more = { ...sibling, failure: 'cost-spike' };
    const again = story.after(
      ['14:15', airb, absorb(estate)],
      ['14:16', airb, absorb({ ...estate, number: 43 })],
      ['14:17', airb, absorb({ ...estate, number: 44, sibling: more, startedAt: at('14:30') })],
    );
    expect(again.incident).toMatchObject({ siblings: [sibling, more], startedAt: at('14:05') });
    expect(again.incident.changes).toHaveLength(2);
  });

  it('tells an audience once, though both had it', () => {
    const story = readyToRollBack();
    const { audiences } = story.incident.plan;
    const [first] = audiences;
    if (first === undefined) throw new Error('the plan tells nobody');
    const added = [first, { ...first, id: 'leaders' }];
    const { incident } = story.after(['14:15', airb, absorb({ severity: 'sev4', audiences: added })]);
    expect(incident.plan.audiences.map(({ id }) => id)).toEqual([
      ...audiences.map(({ id }) => id),
      'leaders',
    ]);
  });

  it('rises to what was worse, never falls, and neither once it is over', () => {
    const story = readyToRollBack({ severity: 'sev2' });
    const comesOf = (one: Story, severity: Estate['severity']) =>
      types(happens(one, '14:30', airb, absorb({ severity })).events);
    expect(comesOf(story, 'sev1')).toEqual(['absorbed', 'severity.changed']);
    for (const mild of ['sev2', 'sev3'] as const) expect(comesOf(story, mild)).toEqual(['absorbed']);
    const over = story.after(['14:20', ben, { type: 'cancel', reason: 'a test' }]);
    expect(comesOf(over, 'sev1')).toEqual(['absorbed']);
  });

  it('invites nobody where nobody worked on the other', () => {
    const taken = readyToRollBack().after(['14:15', airb, absorb({ severity: 'sev4', people: [] })]);
    expect(bodiesOf(taken.asked(), 'room.invite')).toEqual([]);
  });
});

describe('an incident is not merged away', () => {
  const [how, by] = [/how the change of prompt in INC-42 ends/, /merge from #7/];

  it('while nobody knows how its change ended', () => {
    const unclear = readyToRollBack({ severity: 'sev4' }).after(
      ['14:16', ana, { type: 'rollback.request', part: 'prompt', reason: 'it changed' }],
      ['14:17', airb, { type: 'rollback.attempt', action: 'r1', doubt: true }],
    );
    expect(unclear.incident.containments).toMatchObject([{ status: 'unconfirmed' }]);
    unclear.when('14:20', ben, merge).refuses(how, by);
  });

  it('while something is off that only it ends and reminds of', () => {
    const off: ContainmentSpec = {
      ...{ id: 'off', kind: 'safe-stop', title: 'Stop it', part: 'code', to: 'stopped' },
      ...{ loses: 'All', stops: true },
    };
    const stopped = readyToRollBack({ severity: 'sev4', plan: { containment: [off] } }).after(
      ['14:16', ana, { type: 'rollback.request', part: 'code', to: 'stopped', reason: 'it harms' }],
      ['14:17', ana, { type: 'rollback.manual', action: 'r1', note: 'done' }],
    );
    stopped.when('14:20', ben, merge).refuses(/“Stop it” is in force/, by);
  });
});
