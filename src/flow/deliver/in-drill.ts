import { staysIn } from '../../domain/incident/drill-gate.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { PersonId } from '../../domain/people.ts';
import { DeliveryError } from '../../errors.ts';
import type { Chat } from '../../ports/chat.ts';
import type { StoredEffect } from '../../ports/outbox.ts';
import { asExercise, exerciseFile, exerciseMark, marked } from '../../views/chat/exercise.ts';
import type { DeliverDeps } from './sending.ts';

/** What a drill sends nothing of, whoever asked for it; the domain asks for none of it. */
const never: ReadonlySet<string> = new Set([
  'room.rename',
  'page',
  'publish',
  'letter',
  'issue',
  'examples',
  'subscribers',
  'share',
  'hand-over',
  'split',
  'sample',
]);

/**
 * The ports of a drill: the played world in place of targets, signals and traces, no pager, publisher, tracker or eval tool at all, and chats
 * that mark every message. Chosen once for each effect, so no sender has to think of it.
 */
export function inDrill(deps: DeliverDeps, incident: Opened): DeliverDeps {
  return {
    ...deps,
    ...deps.scenarios.world(incident),
    pagers: [],
    publishers: [],
    trackers: [],
    evalSets: [],
    chats: deps.chats.map((chat) => markedChat(chat, new Set(incident.drill?.joined.map(({ id }) => id)))),
  };
}

/** The second look at what leaves: nothing of a drill that is not for its own room or for those who joined. */
export function refuseOutside({ body }: StoredEffect, incident: Opened): DeliveryError | undefined {
  const outside = never.has(body.kind) || ('place' in body && !staysIn(body.place, incident));
  return outside
    ? new DeliveryError('A drill sends this to nobody.', { retry: false, code: 'drill_outside' })
    : undefined;
}

/** A chat in which everything that is said begins with the mark of an exercise. */
function markedChat(chat: Chat, joined: ReadonlySet<PersonId>): Chat {
  return {
    name: chat.name,
    cannot: chat.cannot,
    inTurn: (turn, work) => chat.inTurn(turn, (own) => work(markedChat(own, joined))),
    openRoom: (spec) => chat.openRoom({ ...spec, mark: exerciseMark }),
    regainRoom: (room) => chat.regainRoom(room),
    archiveRoom: (room) => chat.archiveRoom(room),
    renameRoom: (room, name) => chat.renameRoom(room, name),
    invite: (room, people) => chat.invite(room, people),
    setTopic: (room, topic) => chat.setTopic(room, marked(topic)),
    addLinks: (room, links) => chat.addLinks(room, links),
    writeCanvas: (room, page) => chat.writeCanvas(room, { ...page, title: marked(page.title) }),
    post: (place, card, key) => chat.post(place, asExercise(card, joined), key),
    redraw: (message, card, key) => chat.redraw(message, asExercise(card, joined), key),
    drawHome: (person, card) => chat.drawHome(person, card),
    pin: (message) => chat.pin(message),
    upload: (place, file, key) =>
      chat.upload(place, { ...file, name: exerciseFile(file.name), title: marked(file.title) }, key),
    drawsCharts: () => chat.drawsCharts(),
    find: (place, posted) => chat.find(place, postedIn(posted)),
    remove: (place, posted) => chat.remove(place, postedIn(posted)),
    read: (message) => chat.read(message),
  };
}

function postedIn<T extends { file?: string }>(posted: T): T {
  return posted.file === undefined ? posted : { ...posted, file: exerciseFile(posted.file) };
}
