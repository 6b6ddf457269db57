import { join, resolve } from 'node:path';
import type { App } from '../../app/app.ts';
import { fold, nothing } from '../../domain/incident/evolve.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { approvalsLeft } from '../../domain/response/approval.ts';
import { rankSuspects } from '../../domain/response/suspects.ts';
import type { Category } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import { clockTime, hour, minute } from '../../domain/time.ts';
import { ConfigError } from '../../errors.ts';
import { timeline } from '../../views/record/timeline.ts';
import type { Io } from '../terminal/io.ts';
import { makeFolder, writeFile } from '../terminal/write-file.ts';
import { createWorkspace, type Script, type Workspace } from './workspace.ts';

/** The people of the sample workspace by their role in every story. Who is on call depends on the system. */
const cast = {
  commander: 'U01BEN',
  communications: 'U01CHLOE',
  engineer: 'U01DEV',
  approvers: ['U01BEN', 'U01FINN'],
};

/** Milliseconds of real time a step may take before the story is given up. */
const patience = 20_000;

interface Stage {
  people: Workspace;
  narrator: Narrator;
  script: Script;
  /** Account of the person who is paged first. */
  onCall: string;
  /** The incident channel. */
  channel: string;
  /** Number of the incident. */
  number: number;
}

/**
 * Plays a scenario to its end. Scripted responders use the same HTTP addresses as people in the page; only the clock is
 * moved for them. What airb measures decides which part they roll back, so a wrong measurement ends the story.
 * @throws Error when a step does not happen
 */
export async function playScenario(
  app: App,
  { scenario, out, io }: { scenario: string; out: string; io: Io },
): Promise<void> {
  const people = createWorkspace(app.url);
  await rest(app, people);
  const number = await people.fire(scenario);
  if (number === undefined) throw new Error('airb did not take the alert');
  const stage = await setStage(people, createNarrator(app, { number, io }), number);
  await respond(stage);
  await contain(stage);
  await recover(stage);
  const files = await keepPostmortem(stage, out);
  await stage.narrator.tell();
  io.out(`\nThe postmortem draft is in ${files.join(' and ')}`);
}

/** Longer than any of the sample runbooks watches a recovery. */
const restBetween = 3 * hour;

/**
 * Lets time pass when the folder already contains a demo. airb reads the signals of a resolved incident once more, and
 * an incident that began before that would count as its relapse.
 */
async function rest(app: App, people: Workspace): Promise<void> {
  const earlier = await app.store.heads({});
  if (earlier.some(({ open }) => open))
    throw new ConfigError(
      'AIRB_DATA_DIR: an incident is open in the records there, and no other is played beside it',
      'Resolve it in the demo without --auto, or give AIRB_DATA_DIR another folder.',
    );
  if (earlier.length > 0) await people.advance(restBetween);
}

/** Prints the incident's story line by line as the log grows. */
interface Narrator {
  tell(): Promise<Opened | undefined>;
  until(what: string, reached: (incident: Opened) => boolean): Promise<Opened>;
}

function createNarrator(app: App, { number, io }: { number: number; io: Io }): Narrator {
  let told = 0;
  async function tell(): Promise<Opened | undefined> {
    const events = (await app.store.events(number)).map((stored) => stored.event);
    for (const entry of timeline(events).slice(told)) {
      // The recovery watch reads every other minute; one line at the end tells the result.
      const event = events[entry.seq - 1];
      if (event?.type === 'readings.taken' && event.purpose.for === 'recovery') continue;
      const [first = '', ...more] = entry.what.split('\n');
      io.out(`${clockTime(entry.at)}  ${entry.who.padEnd(14)}${[first, ...more].join(' ')}`);
    }
    told = Math.max(told, events.length);
    const incident = fold(nothing, events);
    return incident.phase === 'none' ? undefined : incident;
  }
  async function until(what: string, reached: (incident: Opened) => boolean): Promise<Opened> {
    const end = Date.now() + patience;
    for (;;) {
      const incident = await tell();
      if (incident && reached(incident)) return incident;
      if (Date.now() > end)
        throw new ConfigError(
          `The demo waited in vain for ${what}.`,
          'Run it with AIRB_LOG_LEVEL=debug to see why.',
        );
      await pause(50);
    }
  }
  return { tell, until };
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Tries again until it works, because a button appears a moment after its message. */
async function soon(act: () => Promise<void>): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > end) throw error;
      await pause(100);
    }
  }
}

async function setStage(people: Workspace, narrator: Narrator, number: number): Promise<Stage> {
  const { plan, roomName } = await narrator.until('the channel', (one) => one.room !== undefined);
  const channel = await people.channelNamed(roomName);
  if (!channel) throw new Error(`the channel ${roomName} is not there`);
  const first = plan.escalation[0]?.people[0] ?? '';
  const onCall = await people.accountOf(plan.people[first]?.name ?? '');
  if (!onCall) throw new Error(`nobody in the workspace is on call for ${plan.system.id}`);
  return { people, narrator, script: await people.script(), onCall, channel: channel.id, number };
}

/** Acknowledges, answers the first questions, sets the category, saves evidence, and writes the first update. */
async function respond({ people, narrator, script, onCall, channel, number }: Stage): Promise<void> {
  const { commander, communications, engineer } = cast;
  await soon(async () =>
    people.press(onCall, (await people.directMessages(onCall))?.id ?? '', 'page.ack', `${number}`),
  );
  for (const severity of script.severities) await people.command(commander, channel, `severity ${severity}`);
  await soon(() => people.press(onCall, channel, 'section.show', `${number}|questions`));
  await soon(() => people.press(onCall, channel, 'question.set', `${number}|reviewer|No`));
  const incident = await narrator.until('the readings', (one) => one.readings.length > 0);
  // The first step by its id: which section's message stands last depends on how fast Slack took each.
  const [step] = incident.plan.sections.flatMap(({ steps }) => steps);
  await soon(() => people.press(onCall, channel, 'section.show', `${number}|triage`));
  await soon(() => people.press(onCall, channel, 'step.done', `${number}|${step?.id ?? ''}`));
  await people.act({ as: engineer, type: 'join', channel });
  await people.act({ as: engineer, type: 'say', channel, text: script.seen });
  await keepEvidence(people, incident, { channel, text: script.seen });
  await diagnose({ people, script, onCall, channel }, incident);
  await people.command(
    communications,
    channel,
    `update users: ${wordsOf(incident)} scope: ${scopeOf(incident)} since: ${clockTime(incident.startedAt)} UTC mitigation: we are taking back the newest changes one at a time`,
  );
  await narrator.until('the first update', (one) => one.updates.length > 0);
}

/** Walks the diagnosis where the scenario has answers; the cause that is found sets the category. */
async function diagnose(
  { people, script, onCall, channel }: Pick<Stage, 'people' | 'script' | 'onCall' | 'channel'>,
  incident: Opened,
): Promise<void> {
  for (const answer of script.answers) await people.command(onCall, channel, `diagnose ${answer}`);
  if (script.answers.length > 0) return;
  const category = categoryOf(incident);
  await people.command(onCall, channel, `category ${category} it changed shortly before the start`);
}

/** Saves everything the runbook asks people for, from a message that somebody has just written. */
async function keepEvidence(
  people: Workspace,
  incident: Opened,
  { channel, text }: { channel: string; text: string },
): Promise<void> {
  const message = (await people.messages(channel)).findLast((one) => one.text === text);
  for (const item of incident.plan.evidence.filter((one) => one.source === 'people')) {
    await people.act({
      as: cast.engineer,
      type: 'shortcut',
      callbackId: 'airb_evidence',
      channel,
      ts: message?.ts,
    });
    // The same text would count for one item only.
    const content = `${item.title}: ${text}`;
    await soon(() => people.submit(cast.engineer, { item: item.id, title: item.title, content }));
  }
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

function wordsOf(incident: Opened): string {
  const signal = incident.plan.signals[0];
  const value = incident.readings[0]?.readings.find((one) => one.signal === signal?.name)?.value;
  if (!signal || value === undefined) return incident.title;
  return `${signal.title} at ${show(value, signal.unit)} where ${show(signal.baseline ?? value, signal.unit)} is normal.`;
}

/** Rolls back one suspect after the other, until airb's own measurement says the incident is contained. */
async function contain({ people, narrator, onCall, channel, number }: Stage): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    const before = await narrator.until('a suspect', (one) => one.readings.length > 0);
    const judged = before.containments.at(-1);
    if (judged?.verdict === 'contained') return;
    const part = nextPart(before);
    if (part === undefined) throw new Error('nothing is left to roll back, and it is not contained');
    await people.command(onCall, channel, `rollback ${part} because it changed shortly before the start`);
    const action = `r${before.containments.length + 1}`;
    const asked = await narrator.until('the request', (one) =>
      one.containments.some((known) => known.id === action),
    );
    await approve({ people, channel, number }, approvalsFor(asked, action), action);
    const applied = await narrator.until(
      'the rollback',
      (one) => statusOf(one, action) === 'applied' && measuredBefore(one, action),
    );
    await people.advance(applied.plan.measureAfter);
    await narrator.until('the verdict', (one) => statusOf(one, action) === 'judged');
  }
}

/** Approvals a rollback still waits for. */
function approvalsFor(incident: Opened, action: string): number {
  const asked = incident.containments.find((known) => known.id === action);
  return asked?.status === 'waiting' ? approvalsLeft(asked) : 0;
}

async function approve(
  { people, channel, number }: Pick<Stage, 'people' | 'channel' | 'number'>,
  needed: number,
  action: string,
): Promise<void> {
  for (const approver of cast.approvers.slice(0, needed)) {
    await people.act({ as: approver, type: 'join', channel });
    await soon(() => people.press(approver, channel, 'rollback.approve', `${number}|${action}`));
  }
}

function statusOf(incident: Opened, action: string): string | undefined {
  return incident.containments.find((known) => known.id === action)?.status;
}

/**
 * True once the signals before the rollback are measured. The verdict compares with them, so time must not pass
 * earlier.
 */
function measuredBefore(incident: Opened, action: string): boolean {
  return incident.readings.some(
    ({ purpose }) => purpose.for === 'containment' && purpose.action === action && purpose.when === 'before',
  );
}

function nextPart(incident: Opened): string | undefined {
  const tried = incident.containments.map((known) => known.part);
  return rankSuspects(incident).find((suspect) => suspect.part && !tried.includes(suspect.part.id))?.part?.id;
}

/** How long before the due time an update is written, so that nobody needs a reminder. */
const early = 6 * minute;

/** Watches until the metrics have stayed in range long enough, then resolves. */
async function recover(stage: Stage): Promise<void> {
  const { people, narrator, channel } = stage;
  await people.command(cast.commander, channel, 'resolve');
  await report(stage, 'the changes are taken back and recovery is being watched');
  await people.command(cast.commander, channel, 'verify');
  const watching = await narrator.until('the watch', (one) => one.phase === 'verifying');
  const { hold } = watching.plan.recovery;
  const started = watching.phase === 'verifying' ? watching.until - hold : 0;
  for (let waited = minute; waited <= 2 * hold; waited += minute) {
    await people.advance(minute);
    const now = await narrator.tell();
    if (now?.phase === 'verifying' && now.held) break;
    const due = now?.cadence.dueAt;
    if (due !== undefined && due - early <= started + waited)
      await report(stage, 'the metrics hold so far and are being watched on');
  }
  await narrator.until('recovery', (one) => one.phase === 'verifying' && one.held);
  await people.command(cast.commander, channel, 'resolve');
  await narrator.until('the end', (one) => !isOpen(one));
}

/** Writes an update to stakeholders; the time until the next one counts from it. */
async function report({ people, narrator, script, channel }: Stage, mitigation: string): Promise<void> {
  const told = (await narrator.tell())?.updates.length ?? 0;
  const words = `update users: ${script.mended} mitigation: ${mitigation}`;
  await people.command(cast.communications, channel, words);
  await narrator.until('the update', (one) => one.updates.length > told);
}

/** Saves the drafts that airb posted as files here. */
async function keepPostmortem({ people, narrator }: Stage, out: string): Promise<string[]> {
  await narrator.until('the postmortem', (one) => one.drafts >= 2);
  makeFolder(out);
  const kept: string[] = [];
  for (const ending of ['.md', '.html']) {
    const file = await people.file(ending);
    if (!file) throw new Error(`no postmortem${ending} was posted`);
    const path = resolve(join(out, file.name));
    writeFile(path, file.bytes);
    kept.push(path);
  }
  return kept;
}
