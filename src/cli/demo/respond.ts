import type { Opened } from '../../domain/incident/state.ts';
import { aboutSignal } from '../../domain/response/onset.ts';
import { inForce } from '../../domain/response/stops.ts';
import { rankSuspects } from '../../domain/response/suspects.ts';
import type { Category } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import { clockTime, minute } from '../../domain/time.ts';
import { soon } from './narrator.ts';
import { cast, enter, pressSoon, type Stage } from './stage.ts';
import type { ScriptedStep } from './workspace.ts';

/** Takes the page, once the signals at opening are read. */
export async function acknowledge({ people, narrator, onCall, number }: Stage): Promise<void> {
  await narrator.until('the readings', (one) => one.readings.length > 0);
  await soon(async () =>
    people.press(onCall, (await people.directMessages(onCall))?.id ?? '', 'page.ack', `${number}`),
  );
}

/** Sets the severity, walks the diagnosis, saves evidence, and writes the first update. */
export async function respond(stage: Stage): Promise<void> {
  const { people, narrator, script, channel } = stage;
  for (const severity of script.severities)
    await people.command(cast.commander, channel, `severity ${severity}`);
  const incident = await narrator.until('the readings', (one) => one.readings.length > 0);
  // The worse it is, the sooner people want to hear; otherwise what is being done can be said as well.
  const soonest = (incident.cadence.dueAt ?? Number.POSITIVE_INFINITY) < (await people.now()) + longestLook;
  if (soonest) await firstReport(stage, incident);
  await diagnose(stage, incident);
  await keepEvidence(stage, incident);
  if (!soonest) await firstReport(stage, incident);
}

/** Diagnosis and evidence take no longer than this. */
const longestLook = 15 * minute;

async function firstReport(stage: Stage, incident: Opened): Promise<void> {
  await report(stage, {
    users: wordsOf(incident),
    scope: stage.script.scope ?? scopeOf(incident),
    since: `${clockTime(incident.feltAt ?? incident.startedAt)} UTC`,
    mitigation: stage.script.doing,
  });
}

/** Answers the diagnosis where the scenario has answers; the cause that is found sets the category. */
async function diagnose(stage: Stage, incident: Opened): Promise<void> {
  const { people, script, onCall, channel } = stage;
  await answerAll(stage, script.answers);
  if (script.answers.length > 0) return;
  const [first] = rankSuspects(incident);
  await people.command(onCall, channel, `category ${categoryOf(incident)} ${first?.because ?? ''}`);
}

/** Types answers of the diagnosis, one after the other. */
export async function answerAll(
  { people, onCall, channel }: Pick<Stage, 'people' | 'onCall' | 'channel'>,
  answers: string[],
): Promise<void> {
  for (const answer of answers) await people.command(onCall, channel, `diagnose ${answer}`);
}

/** Saves all that the runbook asks people for: first a message that somebody has just written, the rest in words. */
async function keepEvidence(stage: Stage, incident: Opened): Promise<void> {
  const { people, script, onCall, channel } = stage;
  const { engineer } = cast;
  const [first, ...others] = incident.plan.evidence.filter(({ source }) => source === 'people');
  await enter(stage, engineer);
  await people.act({ as: engineer, type: 'say', channel, text: script.seen });
  if (!first) return;
  const message = (await people.messages(channel)).findLast((one) => one.text === script.seen);
  const shortcut = { callbackId: 'airb_evidence', channel, ts: message?.ts };
  await people.act({ as: engineer, type: 'shortcut', ...shortcut });
  const content = `${first.title}: ${script.seen}`;
  await soon(() => people.submit(engineer, { item: first.id, title: first.title, content }));
  // The same text would count for one item only.
  for (const { id, title } of others)
    await people.command(onCall, channel, `evidence ${id}: ${title}. ${script.seen}`);
}

/** The questions and the step that are still open, once users are relieved. */
export async function tidyUp(stage: Stage): Promise<void> {
  const { onCall: as, channel, number, narrator } = stage;
  const incident = await narrator.until('the incident', () => true);
  // The first step by its id: which section's message stands last depends on how fast Slack took each.
  const [step] = incident.plan.sections.flatMap(({ steps }) => steps);
  await pressSoon(stage, { as, channel, verb: 'section.show', value: `${number}|triage` });
  await pressSoon(stage, { as, channel, verb: 'step.done', value: `${number}|${step?.id ?? ''}` });
}

/** Ticks a step with what was found there; a section that is folded is shown first. */
export async function tick(stage: Stage, { step, found, as = stage.onCall }: ScriptedStep): Promise<void> {
  const { people, channel, number, narrator } = stage;
  const [section = ''] = step.split('.');
  const { sections } = await narrator.until('the incident', () => true);
  await enter(stage, as);
  if (!Object.entries(sections).some(([id, is]) => id === section && is === 'shown'))
    await pressSoon(stage, { as, channel, verb: 'section.show', value: `${number}|${section}` });
  await pressSoon(stage, { as, channel, verb: 'step.find', value: `${number}|${step}` });
  await soon(() => people.submit(as, { note: found }));
}

/** How long before the due time an update is written, so that nobody needs a reminder. */
export const early = 8 * minute;

/** Writes an update to stakeholders; the time until the next one counts from it. */
export async function report(
  { people, narrator, channel }: Stage,
  { users, scope, since, mitigation }: { users: string; scope?: string; since?: string; mitigation: string },
): Promise<void> {
  const told = (await narrator.tell())?.updates.length ?? 0;
  const words = [
    `users: ${users}`,
    ...(scope ? [`scope: ${scope}`] : []),
    ...(since ? [`since: ${since}`] : []),
    `mitigation: ${mitigation}`,
  ];
  await people.command(cast.communications, channel, `update send ${words.join(' ')}`);
  await narrator.until('the update', (one) => one.updates.length > told);
}

function categoryOf(incident: Opened): Category {
  const first = rankSuspects(incident)[0];
  const kind = first?.change?.kind ?? first?.part?.kind;
  if (kind === 'prompt' || kind === 'model') return kind;
  return kind === 'index' || kind === 'data' ? 'data' : 'infrastructure';
}

function scopeOf(incident: Opened): string {
  return incident.alerts[0]?.alert.labels.segment ?? 'all traffic';
}

/** What users have now: what is in force for them, or the key signal by its last measurement. */
export function wordsOf(incident: Opened): string {
  const [relief] = inForce(incident);
  if (relief) return `${relief.title}: ${lowerFirst(relief.loses)}`;
  const signal = aboutSignal(incident);
  const value = incident.readings
    .map(({ readings }) => readings.find((one) => one.signal === signal?.name)?.value)
    .findLast((one) => one !== undefined);
  if (!signal || value === undefined) return incident.title;
  const [read, normal] = [show(value, signal.unit), show(signal.baseline ?? value, signal.unit)];
  if (read === normal)
    return `${signal.title} back at ${normal}, which is normal; we watch whether it stays.`;
  return `${signal.title} at ${read} where ${normal} is normal.`;
}

function lowerFirst(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}
