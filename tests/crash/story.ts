import { setTimeout as pause } from 'node:timers/promises';
import { createWorkspace, type Workspace } from '../../src/cli/demo/workspace.ts';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import { isOpen } from '../../src/domain/incident/state.ts';
import { type Look, look } from './ledger.ts';
import { deliver, does, patience, until } from './people.ts';
import { shortScenario } from './short-runbooks.ts';
import type { World } from './world.ts';

const [ana, ben, chloe, dev] = ['U01ANA', 'U01BEN', 'U01CHLOE', 'U01DEV'];
/** What Dev says in the channel; it must be on the timeline once. */
export const remark = '“How do I cancel my plan?” was refused under policy-12';
export const updateWords = 'Refusals at 19 % where 4 % is normal';

/** The first delivery and three retries; docs.slack.dev/apis/events-api#retries. */
const slackTries = 4;

const happened = (type: IncidentEvent['type']) => (seen: Look) =>
  seen.events.some((one) => one.type === type);
const withIncident =
  (reached: (incident: NonNullable<Look['incident']>) => boolean) =>
  ({ incident }: Look) =>
    incident !== undefined && reached(incident);

/**
 * The railway from the alert to the postmortem, played by people who do not give up. Ends when nothing is left to do.
 * @param onResolved called when the postmortem is there; the bot must be left alive from then on
 * @throws Error when a step does not come about or something acknowledged is lost
 */
export async function playRailway(world: World, onResolved = () => {}): Promise<void> {
  const people = createWorkspace(world.people);
  await soundAlarm(world);
  const direct = await answerPage(world, people);
  const room = await openRoom(world);
  await respond(world, people, room);
  await rollBack(world, people, room);
  await recover(world, people, room);
  onResolved();
  await untilQuiet(world);
  if (direct === room) throw new Error('the page went to the room');
}

/** The change feed and the alert source deliver, and deliver again until they are told that it is stored. */
export async function soundAlarm(world: World): Promise<void> {
  const { changes, alert } = dated(shortScenario(), Date.now());
  const [change] = changes;
  await deliver(world, { path: '/changes/generic', secret: world.secrets.changes, body: change });
  const taken = await deliver(world, {
    path: '/alerts/alertmanager',
    secret: world.secrets.alerts,
    body: alert,
  });
  if (taken !== 202) throw new Error(`the alert was answered ${taken}`);
  await until(world, 'the incident', happened('incident.opened'));
}

/** Replaces `{{now-40m}}` by the time meant. */
function dated<T>(value: T, now: number): T {
  const text = JSON.stringify(value).replaceAll(/\{\{now(?:-(\d+)m)?\}\}/g, (_, minutes?: string) =>
    new Date(now - Number(minutes ?? 0) * 60_000).toISOString(),
  );
  return JSON.parse(text) as T;
}

export async function answerPage(world: World, people: Workspace): Promise<string> {
  await does(world, 'Acknowledge', {
    act: async () => people.press(ana, (await people.directMessages(ana))?.id ?? 'none', 'page.ack'),
    done: happened('acknowledged'),
  });
  return (await people.directMessages(ana))?.id ?? '';
}

async function openRoom(world: World): Promise<string> {
  const { incident } = await until(
    world,
    'the channel',
    withIncident((one) => one.room !== undefined),
  );
  return incident?.room?.split(':')[1] ?? '';
}

async function respond(world: World, people: Workspace, room: string): Promise<void> {
  await until(
    world,
    'the readings',
    withIncident((one) => one.readings.length > 0),
  );
  await until(world, 'the invitations', () => memberOf(world, room, ana));
  for (const section of ['triage', 'questions'] as const)
    await does(world, `Show ${section}`, {
      act: () => people.press(ana, room, 'section.show', `1|${section}`),
      done: withIncident((one) => one.sections[section] === 'shown'),
    });
  await does(world, 'Done', {
    act: () => people.press(ana, room, 'step.done', '1|'),
    done: happened('step.done'),
  });
  await does(world, 'the answer to a question', {
    act: () => people.press(ana, room, 'question.set', '1|reviewer|'),
    done: happened('question.answered'),
  });
  await people.act({ as: dev, type: 'join', channel: room });
  await say(world, people, room);
  for (const item of ['refused', 'decision']) {
    await does(world, `the evidence ${item}`, {
      act: () => people.command(dev, room, `evidence ${item}: ${remark} (${item})`),
      done: withIncident((one) => one.evidence.some((kept) => kept.item === item)),
    });
  }
  await does(world, 'the update', {
    act: () =>
      people.command(
        chloe,
        room,
        `update send users: ${updateWords} mitigation: the newest changes are taken back`,
      ),
    done: happened('update.posted'),
  });
}

/**
 * Dev says something in the channel. Slack gives an event up after four tries, and the bot may die at each of them:
 * only then it is said again. Once Slack was told that it is stored, it must be on the timeline.
 */
async function say(world: World, people: Workspace, room: string): Promise<void> {
  const told = ({ events }: Look) => events.some((one) => one.type === 'message.said' && one.text === remark);
  for (let tries = 0; tries < 5 && !told(await look(world)); tries++) {
    await people.act({ as: dev, type: 'say', channel: room, text: remark });
    const { ts = '' } = (await people.messages(room)).findLast((one) => one.text === remark) ?? {};
    const accepted = await offered(world, ts);
    if (accepted && !told(await look(world)))
      throw new Error('Slack was told that a message is stored, and it is not on the timeline');
  }
  await until(world, 'what Dev said', told);
}

/** @returns whether the bot has taken the message of that time, or let Slack give up */
async function offered(world: World, ts: string): Promise<boolean> {
  const end = Date.now() + patience;
  for (;;) {
    const tries = world.sandbox.dump().deliveries.filter(({ body }) => {
      const { event } = body as { event?: { ts?: string; type?: string } };
      return event?.type === 'message' && event.ts === ts;
    });
    if (tries.some(({ status }) => status !== undefined && status < 300)) return true;
    if (tries.length === slackTries) return false;
    if (Date.now() > end) throw new Error(`Slack offered a message ${tries.length} times only`);
    await offerAgain(world);
  }
}

async function delivered(world: World): Promise<void> {
  const end = Date.now() + patience;
  while (world.sandbox.dump().pendingEvents > 0) {
    if (Date.now() > end) throw new Error('some events stay undelivered');
    await offerAgain(world);
  }
}

/** Only a living bot uses one of Slack's tries up. */
async function offerAgain(world: World): Promise<void> {
  if (world.ready() && world.sandbox.dump().pendingEvents > 0) await world.redeliver();
  await pause(60);
}

async function rollBack(world: World, people: Workspace, room: string): Promise<void> {
  await does(world, 'the request of a rollback', {
    act: async () => {
      await people.press(ana, room, 'rollback.open', '1|prompt');
      await formFor(world, ana);
      await people.submit(ana, { reason: 'it changed shortly before the start' });
    },
    done: happened('rollback.requested'),
  });
  await until(world, 'the dry run', happened('rollback.previewed'));
  await does(world, 'Approve', {
    act: () => people.press(ben, room, 'rollback.approve', '1|r1'),
    done: happened('rollback.approved'),
  });
  await until(world, 'the verdict', happened('containment.judged'));
}

/** The form opens a moment after the press is acknowledged; one that never comes is asked for again. */
async function formFor(world: World, person: string): Promise<void> {
  for (let tries = 0; tries < 30; tries++) {
    if ((world.sandbox.dump().modals[person]?.length ?? 0) > 0) return;
    await pause(50);
  }
  throw new Error('no form opened');
}

async function recover(world: World, people: Workspace, room: string): Promise<void> {
  await does(world, 'verify', {
    act: () => people.command(ben, room, 'verify'),
    done: happened('verification.started'),
  });
  await until(world, 'recovery', happened('verification.held'));
  await does(world, 'the category', {
    act: () => people.command(ben, room, 'category prompt it was the prompt'),
    done: withIncident((one) => one.category !== undefined),
  });
  await does(world, 'resolve', {
    act: () => people.command(ben, room, 'resolve'),
    done: withIncident((one) => !isOpen(one)),
  });
  await until(
    world,
    'the postmortem',
    withIncident((one) => one.drafts >= 2),
  );
}

function memberOf(world: World, room: string, person: string): boolean {
  return world.sandbox.dump().channels.some((one) => one.id === room && one.members.includes(person));
}

/** Every effect that is due has come to an end, and Slack has nothing more to tell. */
export async function untilQuiet(world: World): Promise<void> {
  const unsettled = ({ effects }: Look) =>
    effects.filter(
      (one) => ['pending', 'sending', 'uncertain'].includes(one.state) && !later(one, Date.now()),
    );
  await until(world, 'the last effect', (seen) => seen.effects.length > 0 && unsettled(seen).length === 0);
  await delivered(world);
  await until(world, 'the last effect', (seen) => unsettled(seen).length === 0);
}

/** A timer whose time has not come, or one of the looks at the metrics that go on after the end. */
export function later({ body, dueAt }: Look['effects'][number], now: number): boolean {
  return (body.kind === 'timer' && dueAt > now) || (body.kind === 'read' && body.purpose.for === 'recovery');
}
