import { type Actor, actorName } from '../people.ts';
import { natureOf } from '../response/evidence-nature.ts';
import { badMinutes } from '../response/trace-link.ts';
import { type Duration, minute } from '../time.ts';
import type { CommandOf, Decision } from './commands.ts';
import type { EventOf, EvidenceRecord, Example, IncidentEvent } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Opened } from './state.ts';
import { draw, tell, wish } from './wishes.ts';

/** Rules for what is preserved, and for the failed examples that come of it. */
export const rules: Rules<'evidence' | 'evidence.confirm' | 'evidence.sample' | 'samples' | 'example.sort'> =
  {
    evidence: save,
    'evidence.confirm': confirm,

    'evidence.sample': ({ at, by }, incident) => {
      if (incident.plan.traces?.samples === undefined)
        return {
          rejected: `airb can't pull outputs of ${incident.plan.system.title}: its system file names no \`traces.samples\`.`,
          next: 'Save one by hand: `/airb evidence`, or “Save as evidence” on a message.',
        };
      if (incident.samples?.waiting) return { events: [], note: 'Outputs are being pulled already.' };
      return { events: [{ at, by, type: 'samples.asked', page: (incident.samples?.page ?? 0) + 1 }] };
    },

    samples: ({ at, by, page, evidence, because }, incident) => {
      if (!incident.samples?.waiting || incident.samples.page !== page) return { events: [] };
      const fresh = evidence.filter(
        (one, place) =>
          !incident.evidence.some(({ sha256 }) => sha256 === one.sha256) &&
          evidence.findIndex(({ sha256 }) => sha256 === one.sha256) === place,
      );
      const saved = fresh.map((one): IncidentEvent => ({ at, by, type: 'evidence.saved', evidence: one }));
      const taken = fresh.map(({ id }) => id);
      return {
        events: [
          ...saved,
          { at, by, type: 'samples.taken', page, taken, ...(because !== undefined && { problem: because }) },
        ],
      };
    },

    'example.sort': sort,
  };

function save({ at, by, evidence: given }: CommandOf<'evidence'>, incident: Opened): Decision {
  if (given.content.trim() === '')
    return { rejected: 'There is nothing in it to keep.', next: 'Paste the text or a link.' };
  const evidence = judged(given, incident, by);
  const waiting = incident.evidence.filter((one) => one.unconfirmed && one.by === actorName(by)).length;
  if (by.kind === 'agent' && waiting >= mostUnconfirmed)
    return {
      rejected: `${waiting} items of ${actorName(by)} wait for somebody to look at them.`,
      next: 'Once they are confirmed in the channel, more can be handed over.',
    };
  // The same text answers one item of the runbook; one that was saved for none may still be given its item.
  const known = incident.evidence.find(
    (one) =>
      one.sha256 === evidence.sha256 &&
      // Whoever saves for themselves what an agent handed over has looked at it.
      (evidence.unconfirmed || !one.unconfirmed) &&
      (one.item !== undefined || evidence.item === undefined),
  );
  if (known) {
    const once = known.item === evidence.item ? '' : ' The same text counts once.';
    return { events: [], note: `${known.by} saved exactly this already, as "${known.title}".${once}` };
  }
  return { events: [{ at, by, type: 'evidence.saved', evidence }] };
}

/** So many items of one agent wait at once. */
const mostUnconfirmed = 5;

function confirm({ at, by, id }: CommandOf<'evidence.confirm'>, incident: Opened): Decision {
  const one = incident.evidence.find((known) => known.id === id);
  if (one === undefined)
    return { rejected: 'There is no such evidence.', next: '`/airb evidence list` numbers what is saved.' };
  if (!one.unconfirmed) return { events: [], note: `“${one.title}” counts already.` };
  return { events: [{ at, by, type: 'evidence.confirmed', evidence: id }] };
}

/** With what it is, where that is not the thing itself: airb looks, and takes nobody's word for it. */
function judged(given: EvidenceRecord, { plan }: Opened, by: Actor): EvidenceRecord {
  const { unconfirmed: _, ...rest } = given;
  const evidence: EvidenceRecord = by.kind === 'agent' ? { ...rest, unconfirmed: true } : rest;
  const kind = plan.evidence.find(({ id }) => id === evidence.item)?.kind;
  const nature = natureOf(evidence.content, kind);
  return nature === 'content' ? evidence : { ...evidence, nature };
}

function sort({ at, by, example }: CommandOf<'example.sort'>, incident: Opened): Decision {
  const from = incident.evidence.find(({ id }) => id === example.source);
  if (from === undefined)
    return { rejected: 'There is no such evidence.', next: '`/airb evidence list` numbers what is saved.' };
  const input = example.input?.trim();
  if (input === undefined && from.nature !== undefined)
    return {
      rejected: `“${from.title}” only says where the example is, or what somebody saw; an eval set needs what went in.`,
      next: 'Write the input into the form, or save the prompt itself as evidence.',
    };
  const expected = example.expected.trim();
  if (expected === '')
    return { rejected: 'Say what a good answer does.', next: '`expected: explains where the invoice is`' };
  const reason = example.reason.trim();
  if (reason === '')
    return { rejected: 'Say why it belongs there.', next: '`because: paid customers ask this daily`' };
  // The same input of the same evidence moves to another set, and does not stand in two.
  const before = incident.examples.find((one) => one.source === from.id && one.input === input);
  const output = example.output?.trim();
  const sorted: Example = {
    id: before?.id ?? example.id,
    source: from.id,
    set: example.set,
    ...(input && { input }),
    ...(output && { output }),
    expected,
    reason,
  };
  if (before && JSON.stringify(factsOf(before)) === JSON.stringify(factsOf(sorted)))
    return { events: [], note: `It stands there already, in the ${sorted.set} set.` };
  return { events: [{ at, by, type: 'example.sorted', example: sorted }] };
}

function factsOf({ set, input, output, expected, reason }: Example) {
  return { set, input, output, expected, reason };
}

type Happens = 'evidence.saved' | 'evidence.confirmed' | 'samples.asked' | 'samples.taken' | 'example.sorted';

export const folds: Folds<Happens> = {
  'evidence.saved': (incident, { evidence, by, at }) => ({
    ...incident,
    evidence: [...incident.evidence, { ...evidence, by: actorName(by), at }],
  }),
  'evidence.confirmed': (incident, { evidence: id }) => ({
    ...incident,
    evidence: incident.evidence.map((one) => {
      const { unconfirmed, ...rest } = one;
      return one.id === id ? rest : one;
    }),
  }),
  'samples.asked': (incident, { page }) => ({ ...incident, samples: { page, waiting: true } }),
  // What gave nothing is asked for again, and not passed over.
  'samples.taken': (incident, { page, problem }) => ({
    ...incident,
    samples: { page: problem === undefined ? page : page - 1, waiting: false },
  }),
  'example.sorted': (incident, { example, by, at }) => ({
    ...incident,
    examples: [
      ...incident.examples.filter(({ id }) => id !== example.id),
      { ...example, by: actorName(by), at },
    ],
  }),
};

export const reactions: Reactions<Happens> = {
  'evidence.saved': (event, incident) => [
    draw(event.at, { of: 'card' }),
    ...(isTold(event, incident) ? [tell(event)] : []),
  ],
  'evidence.confirmed': (event) => [draw(event.at, { of: 'card' }), tell(event)],
  'samples.asked': ({ at, page }, incident) => [
    wish(at, { kind: 'sample', page, ...badMinutes(incident) }, { lane: 'sample', urgency: 3 }),
  ],
  'samples.taken': (event) => [tell(event)],
  'example.sorted': (event) => [tell(event)],
};

/** A program hands over as fast as it can, and a chat takes a message a second: what people say would wait behind it all. */
const apart: Duration = minute;

/** What airb takes by itself is told together, or with the card; of what a program sends in a row, the first. */
function isTold(
  { at, evidence: { from, unconfirmed } }: EventOf<'evidence.saved'>,
  incident: Opened,
): boolean {
  if (from === 'automatic' || from === 'trace') return false;
  // Somebody has to look at it, and there are never many.
  if (unconfirmed) return true;
  const before = from === 'api' ? incident.evidence.filter((one) => one.from === 'api').at(-2) : undefined;
  return before === undefined || at - before.at >= apart;
}
