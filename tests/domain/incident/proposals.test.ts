import { describe, expect, it } from 'vitest';
import type { CommandBody } from '../../../src/domain/incident/commands.ts';
import { decide } from '../../../src/domain/incident/decide.ts';
import type { Actor } from '../../../src/domain/people.ts';
import { completeness } from '../../../src/domain/response/evidence.ts';
import { drawSlot } from '../../../src/views/chat/slots.ts';
import { timeline } from '../../../src/views/record/timeline.ts';
import { bodiesOf, incident42, readyToRollBack, type Story } from '../../support/given.ts';
import { ana, at, ben, evidence } from '../../support/worked-example.ts';

const agent: Actor = { kind: 'agent', name: 'triage-agent' };
const second: Actor = { kind: 'agent', name: 'cost-agent' };
const asks = { part: 'prompt', reason: 'refusals began 4 min after prompt-v7' };
const propose: CommandBody = { type: 'propose', ...asks };
const request: CommandBody = { type: 'rollback.request', ...asks };
const shown = (story: Story, id = 'p1') => JSON.stringify(drawSlot(`proposal:${id}`, story.incident));
const slots = (story: Story) => bodiesOf(story.asked(), 'draw').map(({ slot }) => slot);
const lines = ({ log }: Story) => timeline(log).map(({ what }) => what);

describe('what an agent proposes', () => {
  it('14:15 it stands in the room under its name, and nothing happens by it', () => {
    const story = readyToRollBack().after(['14:15', agent, propose]);
    expect(story.incident.containments).toEqual([]);
    expect(story.asked().map(({ body }) => body)).toEqual([
      { kind: 'draw', slot: 'proposal:p1', place: { to: 'room' } },
    ]);
    expect(shown(story)).toMatch(
      /triage-agent \(agent\) proposes.*untrusted text.*refusals began.*Ask for it/,
    );
    expect(lines(story).at(-1)).toMatch(/^triage-agent \(agent\) proposes .* → .*: refusals began/);
  });

  it('14:16 a person asks for it in their own name; the buttons go and the usual approvals hold', () => {
    const story = readyToRollBack({ severity: 'sev2' })
      .after(['14:15', agent, propose])
      .after(['14:16', ana, request]);
    expect(story.incident.containments).toMatchObject([
      { part: 'prompt', requestedBy: { name: 'Ana Lima' }, status: 'waiting', approvals: [] },
    ]);
    expect(story.incident.proposals).toMatchObject([
      { ended: { how: 'asked', by: 'Ana Lima', action: 'r1' } },
    ]);
    expect(shown(story)).not.toMatch(/rollback.to|proposal.decline/);
  });

  it('loses its buttons when the incident ends, and has them again when it is opened again', () => {
    const over = readyToRollBack()
      .after(['14:15', agent, propose])
      .after(['14:20', ben, { type: 'cancel', reason: 'a load test' }]);
    expect(slots(over)).toContain('proposal:p1');
    expect(shown(over)).not.toMatch(/rollback.to|proposal.decline/);
    over.when('14:21', agent, propose).refuses(/^INC-42 is already cancelled/);
    const again = over.after(['14:22', ben, { type: 'reopen', reason: 'it is back' }]);
    expect(slots(again)).toContain('proposal:p1');
    expect(shown(again)).toMatch(/rollback.to/);
  });

  it('14:16 somebody declines it, once; the same is not proposed again within the hour', () => {
    const declined = readyToRollBack()
      .after(['14:15', agent, propose])
      .after(['14:16', ben, { type: 'proposal.decline', proposal: 'p1' }]);
    expect(shown(declined)).toMatch(/Ben declined it.*Nothing was changed/);
    expect(lines(declined).at(-1)).toMatch(
      /^Ben Okafor declined prompt .*, which triage-agent \(agent\) proposed$/,
    );
    declined
      .when('14:17', ana, { type: 'proposal.decline', proposal: 'p1' })
      .ignores('Ben Okafor was faster: it was declined.');
    declined.when('14:20', second, propose).refuses(/^Ben Okafor declined the same at 14:16 UTC/);
    expect(declined.after(['15:17', agent, propose]).incident.proposals).toHaveLength(2);
  });
});

describe('an agent that is wrong, or was talked into something', () => {
  const story = readyToRollBack();

  it.each<[string, CommandBody, RegExp]>([
    [
      'a part nobody has',
      { type: 'propose', part: 'database', reason: 'x' },
      /has no part called `database`/,
    ],
    ['a version nobody has seen', { ...propose, to: 'evil-v9' } as CommandBody, /never seen prompt evil-v9/],
    ['what is live already', { ...propose, to: 'prompt-v7' } as CommandBody, /is prompt-v7 already/],
    ['without a reason', { ...propose, reason: ' ' } as CommandBody, /needs a reason/],
  ])('proposes %s and is refused', (_, body, why) => {
    story.when('14:15', agent, body).refuses(why);
  });

  it('does no deed, whatever it sends', () => {
    const asked = readyToRollBack({ severity: 'sev2' }).after(['14:13', ana, request]);
    const deeds: CommandBody[] = [
      request,
      { type: 'rollback.approve', action: 'r1' },
      { type: 'rollback.approve', action: 'r1', breakGlass: 'nobody answers' },
      { type: 'rollback.decline', action: 'r1', reason: 'no' },
      { type: 'acknowledge', via: 'chat' },
      { type: 'resolve', override: 'done', category: 'prompt' },
      { type: 'severity', to: 'sev1', reason: 'x' },
      { type: 'role', role: 'commander', person: { id: 'triage-agent', name: 'triage-agent' } },
      { type: 'rollback.attempt', action: 'r1', doubt: false },
    ];
    for (const body of deeds) asked.when('14:15', agent, body).refuses(/^triage-agent \(agent\) can’t /);
  });

  it('proposes in a loop: the same waits, three wait at most, six are made within an hour', () => {
    const once = readyToRollBack().after(['14:15', agent, propose]);
    once.when('14:15', agent, propose).ignores(/p1 of triage-agent proposes the same and waits/);
    once.when('14:15', second, propose).ignores(/p1 of triage-agent/);
    const [made] = once.incident.proposals ?? [];
    if (made === undefined) throw new Error('nothing was proposed');
    const others = (count: number, ended?: typeof made.ended) =>
      Array.from({ length: count }, (_, n) => ({
        ...made,
        to: `v${n}`,
        id: `p${n}`,
        ...(ended && { ended }),
      }));
    const waiting = { ...once.incident, proposals: others(3) };
    const refused = (incident: typeof waiting) => refusal(incident, propose);
    expect(refused(waiting)).toMatch(/^3 proposals of triage-agent wait/);
    const busy = others(6, { how: 'asked', by: 'Ana Lima', at: at('14:15') });
    expect(refused({ ...once.incident, proposals: busy })).toMatch(
      /has made 6 proposals here within an hour/,
    );
  });

  it('hears nothing of a private incident, open or over', () => {
    const hidden = readyToRollBack({ private: true });
    const over = hidden.after(['14:15', ben, { type: 'cancel', reason: 'a load test' }]);
    for (const body of [propose, { type: 'agent.read', what: 'timeline' }] as CommandBody[])
      for (const where of [hidden, over])
        where.when('14:16', agent, body).refuses('There is no such incident.');
  });
});

describe('what an agent hands over', () => {
  const item = { id: 'samples', title: 'Refused answers', source: 'people' as const };
  const handed: CommandBody = {
    type: 'evidence',
    evidence: evidence({
      ...{ id: 'a1', item: 'samples', title: 'Three refused answers', from: 'api' },
      content: 'Q: Where is my invoice? A: I can’t help with that.',
    }),
  };
  const opened = () => incident42({ plan: { evidence: [item] } });

  it('counts for nothing until somebody has looked at it', () => {
    const story = opened().after(['14:15', agent, handed]);
    expect(completeness(story.incident)).toMatchObject({ have: 0, of: 1 });
    story.when('14:16', ana, request).refuses(/^Evidence is 0 of 1/);
    const looked = story.after(['14:17', ana, { type: 'evidence.confirm', id: 'a1' }]);
    expect(completeness(looked.incident)).toMatchObject({ have: 1, of: 1 });
    looked.when('14:18', ben, { type: 'evidence.confirm', id: 'a1' }).ignores(/counts already/);
    expect(lines(looked).at(-1)).toBe(
      'Ana Lima looked at “Three refused answers”, and it counts as evidence',
    );
  });

  it('counts as soon as a person saves the same', () => {
    const story = opened().after(['14:15', agent, handed], ['14:16', ana, handed]);
    expect(completeness(story.incident)).toMatchObject({ have: 1 });
  });

  it('waits five at a time', () => {
    const piece = (n: number): CommandBody => ({
      type: 'evidence',
      evidence: evidence({
        id: `a${n}`,
        title: 't',
        content: `trace ${n}: a call and its answer`,
        from: 'api',
      }),
    });
    const full = opened().after(
      ...[1, 2, 3, 4, 5].map((n) => ['14:15', agent, piece(n)] as const).map(mutable),
    );
    full.when('14:16', agent, piece(6)).refuses(/^5 items of triage-agent \(agent\) wait/);
    full.after(['14:17', ana, { type: 'evidence.confirm', id: 'a1' }], ['14:18', agent, piece(6)]);
  });
});

describe('what an agent reads', () => {
  it('is on the timeline once in ten minutes for each kind, and keeps nobody awake', () => {
    const read = (what: 'timeline' | 'suspects'): CommandBody => ({ type: 'agent.read', what });
    const story = readyToRollBack().after(
      ['14:15', agent, read('timeline')],
      ['14:16', agent, read('suspects')],
    );
    story.when('14:24', agent, read('timeline')).ignores();
    const again = story.after(['14:25', agent, read('timeline')], ['14:25', second, read('timeline')]);
    expect(lines(again).slice(-2)).toEqual([
      'triage-agent (agent) read the timeline',
      'cost-agent (agent) read the timeline',
    ]);
    expect(again.incident.heard).toEqual(readyToRollBack().incident.heard);
    expect(again.incident.activeAt).toBe(readyToRollBack().incident.activeAt);
    expect(story.asked()).toEqual([]);
  });
});

describe('what an agent is refused', () => {
  const refused = (what: 'proposal' | 'evidence', why: string): CommandBody => ({
    ...{ type: 'agent.refused', what, why },
  });

  it('is on the timeline with why, once in ten minutes for each kind, and keeps nobody awake', () => {
    const story = readyToRollBack().after(
      ['14:15', agent, refused('proposal', 'support-bot has no part called `database`.')],
      ['14:15', agent, refused('evidence', 'The runbook has no such item.')],
    );
    expect(lines(story).slice(-2)).toEqual([
      'airb refused a proposal of triage-agent (agent): support-bot has no part called `database`.',
      'airb refused evidence of triage-agent (agent): The runbook has no such item.',
    ]);
    story.when('14:24', agent, refused('proposal', 'another reason')).ignores();
    expect(lines(story.after(['14:25', agent, refused('proposal', 'a third')])).at(-1)).toMatch(/a third$/);
    expect(story.incident.activeAt).toBe(readyToRollBack().incident.activeAt);
    expect(story.asked()).toEqual([]);
  });

  it('is nothing a person can say in its place, nor heard of a private incident', () => {
    const body = refused('proposal', 'x');
    expect(refusal(readyToRollBack({ private: true }).incident, body)).toBe('There is no such incident.');
    readyToRollBack().when('14:20', ana, body).refuses('Only an agent is refused here.');
  });
});

function mutable(step: readonly [string, Actor, CommandBody]): [string, Actor, CommandBody] {
  return [...step];
}

function refusal(incident: Story['incident'], body: CommandBody): string {
  const decision = decide({ at: at('14:20'), by: agent, ...body }, incident);
  return 'rejected' in decision ? decision.rejected : JSON.stringify(decision);
}
