import { evalToolNames, type RunExample } from '../response/eval-run.ts';
import { rules as items } from './action-items.ts';
import type { CommandOf, Decision } from './commands.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Opened } from './state.ts';
import { tell, wish } from './wishes.ts';

/** Rules for the way of failed examples into eval tools, and for what comes back from there. */
export const rules: Rules<'examples.push' | 'examples.pushed' | 'evals.run'> = {
  'examples.push': ({ at, by, tool, withPrivate }, incident) => {
    if (incident.examples.length === 0)
      return {
        rejected: 'There is no failed example yet.',
        next: '`/airb example 3 blocking expected: … because: …` sorts one, by the number of its evidence.',
      };
    if (incident.drill !== undefined)
      return {
        rejected: `This is a drill: its examples are played, and none goes to ${evalToolNames[tool]}.`,
        next: 'Sorting them is all that a drill asks.',
      };
    if (incident.private && !withPrivate)
      return {
        rejected: `This incident is private, and ${evalToolNames[tool]} is read by others.`,
        next: `\`/airb example push ${tool} private\` says that they may.`,
      };
    if (incident.examplesPushing?.includes(tool))
      return { events: [], note: `They are on their way to ${evalToolNames[tool]} already.` };
    return { events: [{ at, by, type: 'examples.push-asked', tool }] };
  },

  'examples.pushed': ({ at, by, tool, pushed, because: problem }, incident) => {
    if (!incident.examplesPushing?.includes(tool)) return { events: [] };
    const why = problem === undefined ? {} : { problem };
    return { events: [{ at, by, type: 'examples.pushed', tool, pushed, ...why }] };
  },

  'evals.run': evalRun,
};

function evalRun({ at, by, run, examples }: CommandOf<'evals.run'>, incident: Opened): Decision {
  if (examples.length === 0)
    return {
      rejected: 'The incident has no blocking example, so no run can show that it will not come again.',
      next: '`/airb example 3 blocking expected: … because: …` sorts one.',
    };
  const named = (outcome: RunExample['outcome']) =>
    examples.filter((one) => one.outcome === outcome).map(({ name }) => name);
  const [passed, failed, missing] = [named('passed'), named('failed'), named('missing')];
  if (passed.length + failed.length === 0)
    return {
      // Whoever hands a run over reads nothing, so their names are not told.
      rejected: 'The run contains none of the blocking examples of this incident.',
      next: '`airb examples export` and `airb examples push` give them these names.',
    };
  const proves = failed.length + missing.length === 0;
  const closed = verified({ at, by, run, examples }, incident);
  const known = incident.evalRun;
  // Programs send again what was not answered. A run that goes on may say more the next time.
  if (known?.id === run.id && known.passed === passed.length && known.of === examples.length)
    return closed.length > 0 ? { events: closed } : { events: [], note: `${run.name} is on record already.` };
  const said: IncidentEvent = proves
    ? { at, by, type: 'evals.passed', run, examples: passed.length }
    : { at, by, type: 'evals.failed', run, passed: passed.length, failed, missing };
  return { events: [said, ...closed] };
}

/** What the run means for action items of the kind `eval`, which wait for one like it. What was redacted no run can contain. */
function verified(
  { at, by, run, examples }: Pick<CommandOf<'evals.run'>, 'at' | 'by' | 'run' | 'examples'>,
  incident: Opened,
): IncidentEvent[] {
  const left = new Map(examples.map((one) => [one.id, one.outcome]));
  const contained = incident.examples.map(({ id }) => id).filter((id) => left.get(id) !== 'missing');
  const passed = examples.every(({ outcome }) => outcome !== 'failed');
  const command = { type: 'action-item.verify' as const, run: { ...run, passed, examples: contained } };
  const decision = items['action-item.verify']({ ...command, at, by }, incident);
  return 'events' in decision ? decision.events : [];
}

type Happens = 'examples.push-asked' | 'examples.pushed' | 'evals.passed' | 'evals.failed';

export const folds: Folds<Happens> = {
  'examples.push-asked': (incident, { tool }) => ({
    ...incident,
    examplesPushing: [...(incident.examplesPushing ?? []), tool],
  }),
  'examples.pushed': (incident, { tool }) => ({
    ...incident,
    examplesPushing: (incident.examplesPushing ?? []).filter((one) => one !== tool),
  }),
  'evals.passed': (incident, { at, run, examples }) => ({
    ...incident,
    evalRun: { ...run, at, passed: examples, of: examples },
  }),
  'evals.failed': (incident, { at, run, passed, failed, missing }) => ({
    ...incident,
    evalRun: { ...run, at, passed, of: passed + failed.length + missing.length },
  }),
};

export const reactions: Reactions<Happens> = {
  'examples.push-asked': ({ at, tool }) => [
    wish(at, { kind: 'examples', tool }, { lane: `examples:${tool}`, urgency: 4 }),
  ],
  'examples.pushed': (event) => [tell(event)],
  'evals.passed': (event, incident) => (toldByItem(event, incident) ? [] : [tell(event)]),
  // It names which failed, which the item does not.
  'evals.failed': (event) => [tell(event)],
};

/** The message about the action item that it closed says the same. */
function toldByItem({ run }: EventOf<'evals.passed'>, { actionItems = [] }: Opened): boolean {
  return actionItems.some(({ verified: by }) => by?.id === run.id);
}
