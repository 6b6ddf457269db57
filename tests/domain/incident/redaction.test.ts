import { describe, expect, it } from 'vitest';
import type { EventBody, EventOf, IncidentEvent } from '../../../src/domain/incident/events.ts';
import {
  entriesWith,
  holdersOf,
  tellingAll,
  tombstonesAfter,
} from '../../../src/domain/incident/redaction.ts';
import type { Actor } from '../../../src/domain/people.ts';
import type { Audience } from '../../../src/domain/runbooks/audience.ts';
import { refusalTree } from '../../support/diagnosis-tree.ts';
import { bodiesOf, given, readyToRollBack, type Story } from '../../support/given.ts';
import {
  alertmanager,
  ana,
  ben,
  chloe,
  dev,
  event,
  evidence,
  person,
  refusalAlert,
} from '../../support/worked-example.ts';

const redact = (...entries: number[]) => ({ type: 'redact', entries, why: ' names a customer ' }) as const;
const log = (...bodies: EventBody[]): IncidentEvent[] =>
  bodies.map((body) => event('14:12', person(ben), body));
const note = (text: string) => ({ type: 'note.written', text }) as const;
const redacted = (entry: number, why: string) =>
  ({ ...{ at: 0, by: person(ben) }, type: 'entry.redacted', entry, why }) satisfies EventOf<'entry.redacted'>;

describe('to redact', () => {
  const noted = () => readyToRollBack().after(['14:12', ana, { type: 'note', text: 'Maria Silva called' }]);

  it('needs a reason and an entry, and each entry goes once', () => {
    const entry = noted().log.length;
    const story = noted();
    story.when('14:13', ben, { ...redact(entry), why: ' ' }).refuses('Say why it is redacted.', /redact 12/);
    story.when('14:13', ben, redact()).refuses(/nothing was redacted/, /lists the newest/);
    const why = 'names a customer';
    const once = story.when('14:13', ben, redact(entry)).decides({ type: 'entry.redacted', entry, why });
    once.when('14:14', ben, redact(entry)).ignores('That entry is redacted already.');
    const twice = once
      .when('14:14', ben, redact(entry, 1))
      .decides({ type: 'entry.redacted', entry: 1, why });
    expect(twice.incident.redacted).toEqual([entry, 1]);
    twice.when('14:15', ben, redact(1, entry)).ignores();
  });

  it('draws anew all that may show it, and nothing that is not there', () => {
    const drawn = (story: Story) => {
      const after = story.after(['14:40', ben, redact(1)]);
      return bodiesOf(after.asked(), 'draw').map(({ slot }) => slot);
    };
    const agent: Actor = { kind: 'agent', name: 'triage-agent' };
    const joins = { type: 'alert.arrive', alert: { ...refusalAlert, fingerprint: 'other' } } as const;
    const full = noted().after(
      ['14:15', agent, { type: 'propose', part: 'index', reason: 'it changed' }],
      ['14:16', alertmanager, joins],
      ['14:17', ben, { type: 'action-item.add', what: 'Eval', kind: 'eval', owner: dev, due: '2025-03-01' }],
      ['14:18', ana, { type: 'rollback.request', part: 'prompt', reason: 'Maria Silva' }],
    );
    const parts = ['proposal:p1', 'joined:1', 'item:1', 'action:r1', 'recovery'];
    const verifying = full.after(
      ['14:19', ben, { type: 'rollback.decline', action: 'r1', reason: 'no' }],
      ['14:20', ben, { type: 'verify', confirmed: ['refusal_rate', 'ticket_deflection'] }],
    );
    expect(verifying.incident.phase).toBe('verifying');
    expect(drawn(verifying)).toEqual(expect.arrayContaining(['card', 'checklist', 'now', ...parts]));
    for (const part of parts) expect(drawn(noted()), part).not.toContain(part);
    expect(drawn(full)).not.toContain('recovery');
  });

  it('draws anew the way through the causes and what waits for the commander, and takes the title out of the name', () => {
    const text = { users: 'Refusals.', since: '14:10', scope: 'Paid.', mitigation: 'Looking.' };
    const desk = { id: 'desk', title: 'Desk', channel: 'desk', form: 'customer', severities: ['sev2'] };
    const plan = { diagnosis: refusalTree, audiences: [desk as Audience] };
    const story = readyToRollBack({ severity: 'sev2', plan });
    const slots = (one: Story) => bodiesOf(one.asked(), 'draw').map(({ slot }) => slot);
    expect(slots(story.after(['14:12', ben, redact(1)]))).not.toContain('diagnosis');
    const held = story.after(
      ['14:12', ben, { type: 'acknowledge', via: 'chat' }],
      ['14:14', chloe, { type: 'update', form: 'customer', text }],
      ['14:15', ben, redact(1)],
    );
    const anew = ['diagnosis', 'held-update:u1', 'held-update:u1:ben'];
    expect(slots(held)).toEqual(expect.arrayContaining(anew));
    expect(bodiesOf(held.asked(), 'room.rename')).toEqual([]);
    const plain = readyToRollBack().after(
      ['14:12', ben, { type: 'acknowledge', via: 'chat' }],
      ['14:15', ben, redact(1)],
    );
    expect(slots(plain)).not.toContain('diagnosis');
    const taken = event('14:13', ben, { type: 'renamed', title: '[redacted by Ben: a name]', before: 'x' });
    const named = given(...story.log, taken).after(['14:15', ben, redact(story.log.length + 1)]);
    expect(bodiesOf(named.asked(), 'room.rename')).toHaveLength(1);
  });

  it('gives new drafts a minute later, where some were posted', () => {
    const files = (story: Story) =>
      story
        .after(['14:40', ben, redact(1)])
        .asked()
        .flatMap(({ body, dueAt }) =>
          body.kind === 'file' ? [new Date(dueAt).toISOString().slice(11, 16)] : [],
        );
    expect(files(noted())).toEqual([]);
    const drafted = event('14:30', ben, { type: 'postmortem.drafted', file: 'F1' });
    expect(new Set(files(given(...noted().log, drafted)))).toEqual(new Set(['14:41']));
  });
});

describe('with an entry goes', () => {
  const kept = (id: string, message?: string) => ({
    type: 'evidence.saved' as const,
    evidence: {
      ...evidence({ id, title: 'A trace', content: 'x', from: 'message' }),
      ...(message && { message }),
    },
  });
  const example = (source: string) => ({
    type: 'example.sorted' as const,
    example: { id: source, source, set: 'blocking' as const, expected: 'answers', reason: 'asked daily' },
  });

  it('the same message, however it came on the record, and no other', () => {
    const said = { type: 'message.said' as const, message: 'm1', text: 'Maria', files: [] };
    const marked = { type: 'message.marked', message: 'm1', text: 'Maria', marked: true } as const;
    const events = log(
      said,
      marked,
      kept('e1', 'm1'),
      { ...said, message: 'm2' },
      kept('e2'),
      note('n'),
      kept('e3'),
    );
    for (const entry of [1, 2, 3]) expect(entriesWith(events, entry)).toEqual([1, 2, 3]);
    for (const entry of [4, 5, 6, 7]) expect(entriesWith(events, entry)).toEqual([entry]);
  });

  it('the example that was made of its evidence, and the reason that stands on several redactions', () => {
    const events = log(kept('e1'), example('e1'), example('e2'), note('e1'));
    expect(entriesWith(events, 1)).toEqual([1, 2]);
    expect(entriesWith(events, 2)).toEqual([2]);
    expect(entriesWith(events, 4)).toEqual([4]);
    const why = { type: 'entry.redacted', why: 'Maria' } as const;
    const reasons = [
      ...log({ ...why, entry: 8 }, { ...why, entry: 9 }, { ...why, entry: 7, why: 'a name' }, note('Maria')),
      event('14:13', person(ben), { ...why, entry: 6 }),
    ];
    expect(entriesWith(reasons, 1)).toEqual([1, 2]);
    expect(entriesWith(reasons, 4)).toEqual([4]);
    expect(entriesWith(reasons, 5)).toEqual([5]);
  });

  it('nothing where it is not there or holds no text', () => {
    const silent = { type: 'message.said' as const, message: 'm1', text: '', files: [] };
    const events = log({ type: 'postmortem.requested' }, note('n'), { ...silent, text: 'x' });
    for (const entry of [0, 1, 4]) expect(entriesWith(events, entry)).toEqual([]);
    const renamed = log(
      { type: 'renamed', title: 'a', before: 'b' },
      { type: 'room.renamed', room: 'r', name: 'a', before: 'b' },
      note('a'),
    );
    expect(entriesWith(renamed, 3)).toEqual([3]);
  });
});

describe('a reason that is redacted', () => {
  const events = log(
    note('Maria'),
    { type: 'entry.redacted', entry: 1, why: 'Maria asked' },
    { type: 'entry.redacted', entry: 2, why: 'it named Maria' },
    note('something else'),
  );

  it('stands no more in the tombstones that told it, nor in those of its own reason', () => {
    expect([...tombstonesAfter(events, [redacted(3, 'a name')])]).toEqual([
      [3, '[redacted by Ben Okafor: a name]'],
      [2, '[redacted by Ben Okafor: [redacted by Ben Okafor: a name]]'],
      [1, '[redacted by Ben Okafor: [redacted by Ben Okafor: [redacted by Ben Okafor: a name]]]'],
    ]);
    expect([...tombstonesAfter(events, [redacted(4, 'a name')]).keys()]).toEqual([4]);
  });

  it('is told with all that changed besides, in order, by the first of the redactions', () => {
    const acknowledged = event('14:12', person(ben), { type: 'acknowledged', via: 'action' });
    const [first, second] = [redacted(3, 'a name'), redacted(4, 'a name')];
    const told = (changed: number[]) => tellingAll([acknowledged, first, second], { events, changed });
    expect(told([4, 3])).toEqual([acknowledged, { ...first, also: [1, 2] }, second]);
    const plain = tellingAll([redacted(4, 'x')], { events, changed: [4] });
    expect(plain).toEqual([redacted(4, 'x')]);
    expect(plain[0]).not.toHaveProperty('also');
    expect(tellingAll([redacted(4, 'x')], { events, changed: [4, 30, 7] })).toEqual([
      { ...redacted(4, 'x'), also: [7, 30] },
    ]);
    const before = [...log(note('a'), note('b')), { ...redacted(1, 'x'), also: [2] }];
    expect(tellingAll([redacted(3, 'x')], { events: before, changed: [3] })).toMatchObject([
      { also: [1, 2] },
    ]);
  });
});

describe('the same words in other entries', () => {
  it('are told of where they are long enough to mean the same, until they are redacted too', () => {
    const words = 'Maria Silva, Lisbon.';
    expect(words).toHaveLength(20);
    const events = log(
      note(words),
      note(`She is ${words} She called.`),
      note('Maria Silva'),
      { type: 'message.said', message: 'm', text: 'look', files: ['a', words] },
      { type: 'postmortem.requested' },
      note('other words that stand in no other entry'),
    );
    expect(holdersOf(events, [1])).toEqual([2, 4]);
    expect(holdersOf(events, [1, 6], [2])).toEqual([4]);
    expect(holdersOf(events, [2])).toEqual([]);
    expect(holdersOf(events, [3])).toEqual([]);
    expect(holdersOf(events, [6, 1])).toEqual([2, 4]);
  });
});
