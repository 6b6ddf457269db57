import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '../../src/domain/chat/card.ts';
import { actSuggested } from '../../src/domain/chat/command-acts.ts';
import { commands } from '../../src/domain/chat/commands.ts';
import { elsewhere } from '../../src/domain/chat/elsewhere.ts';
import type { ChatAnswer, Someone } from '../../src/domain/chat/input.ts';
import type { CommandBody } from '../../src/domain/incident/commands.ts';
import { decide } from '../../src/domain/incident/decide.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import type { Standing } from '../../src/domain/people.ts';
import { authority } from '../../src/domain/response/authority.ts';
import { whosOf } from '../../src/domain/response/standing-of.ts';
import { createInteract } from '../../src/flow/interact/interact.ts';
import { masking } from '../../src/redaction/masking.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { testLog } from '../support/log.ts';
import { hash } from '../support/mask.ts';
import { sampleLibrary } from '../support/sample-library.ts';
import { seal } from '../support/seal.ts';
import { ben, person } from '../support/worked-example.ts';

const library = sampleLibrary();

/** Everybody of the organization file, who between them hold every role, and two who are not in it. */
const people: Someone[] = [
  { id: 'slack:U0XYZ', name: 'Zed', standing: 'stranger' as Standing },
  { id: 'slack:U0MEM', name: 'Mia Ott', standing: 'member' as Standing },
  ...library.organization.people.map(({ id, name }) => ({ id, name, standing: 'listed' as Standing })),
];

/** What somebody might type: each command alone, as it is explained, with its help, and words that are none. */
const typed = [
  '',
  ...commands.flatMap(({ name, example }) => [name, example, `help ${name}`, `#77 ${name}`]),
  'severity sev4 it is quiet',
  'resolve override it looks well',
  'approve prompt break-glass it burns',
  'role commander break-glass nobody answers',
  'rollback prompt to v99',
  ...elsewhere.keys(),
  'bananas',
];

/** What brings the incident into each phase from triage. */
const phases: Record<string, CommandBody[]> = {
  triage: [],
  mitigating: [{ type: 'rollback.request', part: 'prompt', reason: 'x', evidenceOverride: 'no time' }],
  verifying: [{ type: 'verify', confirmed: ['refusals', 'deflection'] }],
  resolved: [
    { type: 'category', category: 'prompt', because: 'x' },
    { type: 'resolve', override: 'it was a test' },
  ],
  cancelled: [{ type: 'cancel', reason: 'a test' }],
};

let flow: Flow;
beforeEach(async () => {
  flow = await openFlow();
  await flow.alert();
  await flow.later(0);
  await flow.writer.handle(1, { type: 'role', role: 'commander', person: ben }, person(ben));
});
afterEach(() => flow.close());

/** Answers as airb does, and keeps nothing of it: what one of them does must not change what the next is told. */
function talking(incident: Opened): (by: Someone, text: string, room?: string) => Promise<ChatAnswer> {
  const { store, writer, intake, redact, postmortems, now } = flow;
  const interact = createInteract({
    ...{ store, intake, redact, postmortems, seal, hash, masking },
    writer: {
      ...writer,
      handle: async (_, body, by) => {
        const decision = decide({ ...body, at: now(), by }, incident);
        if ('rejected' in decision) return { ok: false, incident, ...decision };
        return { ok: true, incident, duplicate: false, ...decision };
      },
      place: async ({ choose: _ }) => ({ answer: {} as never }),
    },
    clock: { now },
    library: () => library,
    context: () => ({ library, pagers: [], chats: ['slack'], publicUrl: 'http://airb.test', hash }),
    log: testLog,
    metrics: { sealRefused: () => undefined } as never,
    drills: { scenarios: () => [], start: async () => ({ rejected: 'No drill is played here.' }) },
    report: async () => ({ rejected: 'There is no report.' }),
    readiness: async () => ({ rejected: 'There is no such system.' }),
    evalTools: [],
    revision: async () => undefined,
    readMessage: async () => undefined,
  });
  let n = 0;
  return (by, text, room) => {
    n += 1;
    return interact({ type: 'command', key: `k${n}`, at: now(), by, text, named: [], ...(room && { room }) });
  };
}

/** Commands that a card names. */
function named(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(named);
  if (typeof value !== 'object' || value === null) return [];
  if ('code' in value && typeof value.code === 'string') return [value.code];
  if ('verb' in value && value.verb === 'declare.open') return ['/airb declare'];
  return Object.values(value).flatMap(named);
}

/** The commands a card names that the table does not give this person under any condition, and whose holder it keeps. */
function misleading(card: Card, by: Someone, incident: Opened): string[] {
  const who = whosOf({ kind: 'person', ...by }, incident);
  const told = /\bcan(?: take it|;|\.| in the form)|help who|can add you/.test(card.text);
  return named(card.nodes).filter((command) => {
    const act = actSuggested(command);
    return act !== undefined && who.every((one) => authority[act][one] === 'no') && !told;
  });
}

describe('what airb suggests to somebody they may do, or are told who may', () => {
  it.each(Object.entries(phases))('in %s, whatever anybody types', async (phase, way) => {
    for (const body of way)
      expect(await flow.writer.handle(1, body, person(ben))).toMatchObject({ ok: true });
    await flow.later(0);
    const incident = await flow.incident();
    expect(incident.phase).toBe(phase);
    const say = talking(incident);
    const wrong: string[] = [];
    let suggested = 0;
    for (const by of people)
      for (const text of typed)
        for (const room of [incident.rooms[0]?.ref, undefined]) {
          const answer = await say(by, text, room);
          if (answer.type !== 'private') continue;
          suggested += named(answer.card.nodes).length;
          for (const command of misleading(answer.card, by, incident))
            wrong.push(
              `${by.name} (${by.standing}) typed “${text}” and is offered ${command}: ${answer.card.text.slice(0, 300)}`,
            );
        }
    expect(wrong).toEqual([]);
    expect(suggested).toBeGreaterThan(500);
  });

  it('and so a member who resolves too early hears who can override', async () => {
    const mia = people.find(({ standing }) => standing === 'member') as Someone;
    const incident = await flow.incident();
    const say = talking(incident);
    const answer = await say(mia, 'resolve', incident.rooms[0]?.ref);
    expect(answer.type === 'private' && answer.card.text).toMatch(
      /Mia Ott \(not listed\), you can’t resolve by override\. Ben Okafor.* can; anybody else in runbooks\/organization\.yaml/,
    );
    const own = await say({ ...ben, standing: 'listed' }, 'resolve', incident.rooms[0]?.ref);
    expect(own.type === 'private' && own.card.text).not.toContain('you can’t');
  });
});
