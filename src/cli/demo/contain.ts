import type { Opened } from '../../domain/incident/state.ts';
import { approvalsLeft } from '../../domain/response/approval.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { rankSuspects } from '../../domain/response/suspects.ts';
import { soon } from './narrator.ts';
import { answerAll, early, report, wordsOf } from './respond.ts';
import { cast, enter, pressSoon, type Stage } from './stage.ts';
import type { ScriptedDeed } from './workspace.ts';

/** What is asked of airb: a part, and the version it is to have where it is not the last known good one. */
type Asked = Pick<ScriptedDeed, 'part' | 'why' | 'as'> & { to?: string };

/** Before anybody looks for a cause: what stops the harm at once. */
export async function stopFirst(stage: Stage): Promise<void> {
  const [first] = stage.script.deeds;
  if (first?.verdict !== 'stopped') return;
  // Nobody waits for the verdict here: what has to be looked at can be looked at meanwhile.
  await carryOut(stage, first);
  stage.tally.relieved = stage.tally.acts;
}

/** Changes what the script says, or one suspect after the other until airb's own measurement says it is contained. */
export async function contain(stage: Stage): Promise<void> {
  const { deeds } = stage.script;
  if (deeds.length === 0) return bySuspects(stage);
  const [first] = deeds;
  if (first?.verdict === 'stopped') await seeVerdict(stage, 'r1', first);
  for (const [place, deed] of deeds.entries()) {
    if (place === 0 && deed.verdict === 'stopped') continue;
    await waitUntil(stage, deed.notBefore);
    await answerAll(stage, deed.answers);
    const action = await carryOut(stage, deed);
    await seeVerdict(stage, action, deed);
  }
}

/** Rolls back one suspect after the other, until airb's own measurement says the incident is contained. */
async function bySuspects(stage: Stage): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    const before = await stage.narrator.until('a suspect', (one) => one.readings.length > 0);
    if (before.containments.at(-1)?.verdict === 'contained') return;
    const next = nextPart(before);
    if (next === undefined) throw new Error('nothing is left to roll back, and it is not contained');
    await seeVerdict(stage, await carryOut(stage, next));
  }
}

/**
 * Asks for a deed and lets those approve it who must.
 * @returns the action's id, once it took effect
 */
async function carryOut(stage: Stage, deed: Asked): Promise<string> {
  const { narrator } = stage;
  const before = await narrator.until('the incident', () => true);
  const action = `r${before.containments.length + 1}`;
  await ask(stage, deed, before);
  const asked = await narrator.until('the request', (one) => find(one, action) !== undefined);
  await approve(stage, asked, action);
  await narrator.until(
    `${deed.part} to take effect`,
    (one) => find(one, action)?.appliedAt !== undefined && measuredBefore(one, action),
  );
  return action;
}

/** By a command; where evidence is still missing, in the form, which asks why not to wait for it. */
async function ask(stage: Stage, { part, to, why, as }: Asked, incident: Opened): Promise<void> {
  const { people, onCall, channel, number } = stage;
  const who = as ?? onCall;
  await enter(stage, who);
  if (completeness(incident).missing.length === 0 || to === undefined) {
    await people.command(who, channel, `rollback ${part}${to ? ` to ${to}` : ''} because ${why}`);
    return;
  }
  await pressSoon(stage, { as: who, channel, verb: 'rollback.to', value: `${number}|${part}|${to}` });
  await soon(() => people.submit(who, { reason: why, override: 'harm goes on while we look' }));
}

async function approve(stage: Stage, asked: Opened, action: string): Promise<void> {
  const { channel, number } = stage;
  const request = find(asked, action);
  const needed = request?.status === 'waiting' ? approvalsLeft(request) : 0;
  // Into a private channel nobody comes uninvited, so those who are in it come first.
  const members = await stage.people.members(channel);
  const approvers = cast.approvers.toSorted(
    (a, b) => Number(members.includes(b)) - Number(members.includes(a)),
  );
  for (const as of approvers.slice(0, needed)) {
    await enter(stage, as);
    await pressSoon(stage, { as, channel, verb: 'rollback.approve', value: `${number}|${action}` });
  }
}

/** Lets the time pass until airb has measured what a deed did; a verdict the script does not expect ends the story. */
async function seeVerdict(stage: Stage, action: string, expected?: ScriptedDeed): Promise<void> {
  const { people, narrator, channel } = stage;
  const { plan, containments } = await narrator.until('the deed', (one) => find(one, action) !== undefined);
  const acts = stage.tally.acts;
  const due = (containments.find(({ id }) => id === action)?.appliedAt ?? 0) + plan.measureAfter;
  await advanceTo(stage, due);
  const judged = await narrator.until('the verdict', (one) => find(one, action)?.status === 'judged');
  const { verdict } = find(judged, action) ?? {};
  if (judged.milestones.contained !== undefined) stage.tally.relieved ??= acts;
  if (!expected) return;
  if (verdict !== expected.verdict)
    throw new Error(`${expected.part} ${expected.to}: ${verdict}, and the story says ${expected.verdict}`);
  if (expected.seen) {
    await enter(stage, cast.engineer);
    await people.act({ as: cast.engineer, type: 'say', channel, text: expected.seen });
  }
}

/** Lets time pass until a moment of the story, with an update to stakeholders whenever one falls due. */
async function waitUntil(stage: Stage, notBefore: number | undefined): Promise<void> {
  const { narrator } = stage;
  if (notBefore === undefined) return;
  const { openedAt } = await narrator.until('the incident', () => true);
  await advanceTo(stage, openedAt + notBefore);
}

/** Moves the clock on in steps, so that no update to stakeholders falls due unwritten. */
export async function advanceTo(stage: Stage, moment: number): Promise<void> {
  const { people, narrator, script } = stage;
  for (;;) {
    const now = await people.now();
    if (now >= moment) return;
    const incident = await narrator.until('the incident', () => true);
    const due = incident.cadence.dueAt;
    if (due !== undefined && due - early <= now) {
      await report(stage, { users: wordsOf(incident), mitigation: script.doing });
      continue;
    }
    const next = due === undefined ? moment : Math.min(moment, due - early);
    await people.advance(next - now);
  }
}

function find(incident: Opened, action: string): Opened['containments'][number] | undefined {
  return incident.containments.find((known) => known.id === action);
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

function nextPart(incident: Opened): Asked | undefined {
  const tried = incident.containments.map((known) => known.part);
  const next = rankSuspects(incident).find((suspect) => suspect.part && !tried.includes(suspect.part.id));
  return next?.part && { part: next.part.id, why: next.because };
}
