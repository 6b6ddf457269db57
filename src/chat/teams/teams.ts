import type { PersonId } from '../../domain/people.ts';
import { DeliveryError } from '../../errors.ts';
import type { Chat } from '../../ports/chat.ts';
import type { Memory } from '../../ports/memory.ts';
import { createBackground } from '../kit/background.ts';
import type { ChatConnection } from '../kit/connection.ts';
import { createEar } from '../kit/hearing.ts';
import { keepTrying } from '../kit/keep-trying.ts';
import { type Caller, createClient } from './api/client.ts';
import type { Directory, TeamsOptions } from './api/options.ts';
import { createTokens } from './api/tokens.ts';
import { type Checkup, createCheckup, type Identity } from './checkup.ts';
import { createKnown } from './directory/known.ts';
import { teamsUser } from './directory/people.ts';
import { createPlaces } from './directory/places.ts';
import { createInbound, opensDialogs } from './inbound/inbound.ts';
import { createVoice } from './inbound/voice.ts';
import { createWho } from './inbound/who.ts';
import { createHistory } from './methods/graph.ts';
import { addLinks, setTopic } from './methods/head.ts';
import { drawHome } from './methods/home.ts';
import { invite } from './methods/invite.ts';
import { find, type Outbound, post, read, redraw } from './methods/posts.ts';
import { remove } from './methods/remove.ts';
import { renameRoom } from './methods/rename.ts';
import { openRoom } from './methods/room.ts';
import { upload } from './methods/upload.ts';

/** Handles `POST /api/messages`; its start checks the access that airb has in Teams. */
export interface TeamsChat extends ChatConnection<Identity> {
  /** Finds a channel by its name, id or link. @throws DeliveryError where there is none that airb can see */
  lookAtChannel(channel: string): Promise<void>;
}

const cannotPin =
  'Teams lets no bot pin a message: the incident card stays where it is, near the top of the thread.';

/**
 * The Teams adapter: the Bot Connector's requests come in, its REST API and Graph send.
 * @throws ConfigError when nothing is configured that tells Teams from a stranger
 */
export function createTeams(options: TeamsOptions): TeamsChat {
  const { log, clock, appId, tenantId } = options;
  const memory = guarded(options.memory);
  const known = createKnown(memory, options.serviceUrl);
  const tokens = createTokens(options);
  const { call, inTurn } = createClient({ ...options, tokens, serviceUrl: known.serviceUrl });
  const who = createWho({
    ...{ directory: options.directory, known, call, clock, log },
    ...(tenantId && { tenantId }),
    ...(options.acquaintance !== undefined && { patience: options.acquaintance }),
  });
  const directory: Directory = {
    ...options.directory,
    teamsIdOf: (person) => options.directory.teamsIdOf(person) ?? who.recognised(person),
  };
  const bot = { ...(appId ? { appId, id: `28:${appId}` } : {}), ...(tenantId ? { tenantId } : {}) };
  const placesFor = createPlaces({ known, directory, bot, incidentsChannel: options.incidentsChannel });
  const places = placesFor(call);
  const checkup = createCheckup({ options, call, tokens, known, places });
  const out: Outbound = {
    call,
    places,
    memory,
    directory,
    bot,
    log,
    history: createHistory(call, places, appId),
    drawing: () => ({
      teamsIdOf: (person: PersonId) => teamsUser(directory, person),
      moreAt: options.publicUrl,
      ...(tenantId ? { tenantId } : {}),
      dialogs: opensDialogs(options),
    }),
    onTrouble(code, text) {
      checkup.noteRefusal(code);
      options.onTrouble(code, text);
    },
  };
  const background = createBackground();
  const ear = createEar();
  const requestListener = createInbound(options, {
    known,
    who,
    voice: createVoice(out),
    incidentsChannel: places.incidentsKnown,
    beside: background.add,
    onInput: ear.onInput,
  });
  // This is also tried again because the app may not be in its team yet.
  const looking = keepTrying(checkup.look, (error) =>
    log.warn({ error: String(error) }, 'Teams does not show airb its place'),
  );

  /** The methods of the port; this caller makes their calls. */
  function chatBy(own: Caller): Chat {
    const near = placesFor(own);
    const by: Outbound = { ...out, call: own, places: near, history: createHistory(own, near, appId) };
    const rooms = { ...by, rooms: options.rooms, now: clock.now };
    return {
      name: 'teams',
      cannot: [cannotPin],
      inTurn: (turn, work) => inTurn(turn, (its) => work(chatBy(its))),
      openRoom: (spec) => noting(checkup, openRoom(rooms, spec)),
      // Who was put out of a conversation comes back only where a person adds the app again.
      regainRoom: async () => false,
      // A thread has no end that anybody could set.
      archiveRoom: async () => false,
      renameRoom: (room, name) => renameRoom(by, room, name),
      invite: (room, people) => invite(by, room, people),
      setTopic: (room, topic) => setTopic(by, room, topic),
      addLinks: (room, links) => addLinks(by, room, links),
      // Teams has no document that belongs to a thread.
      writeCanvas: async () => false,
      post: (place, card, key) => post(by, place, { card, key }),
      redraw: (message, card, key) => redraw(by, message, { card, key }),
      drawHome: (person, card) => drawHome(by, person, card),
      async pin() {
        throw new DeliveryError(cannotPin, { retry: false, code: 'teams_cannot_pin' });
      },
      upload: (place, file, key) => upload(by, place, { file, key }),
      find: (place, posted) => find(by, place, posted),
      remove: (place, posted) => remove(by, place, posted),
      // A client that can't draw one leaves it out, and its words stand.
      drawsCharts: async () => true,
      read: (message) => read(by, message),
    };
  }

  return {
    ...chatBy(call),
    requestListener,
    async start(listener) {
      ear.listen(listener);
      await looking.start();
    },
    async stop() {
      looking.stop();
      await background.settled();
    },
    identity: checkup.look,
    async lookAtChannel(channel) {
      await places.target({ channel });
    },
    problems: checkup.problems,
  };
}

/** Notes a permission that proves to be missing, so that `doctor` shows it as well. */
async function noting<T>(checkup: Checkup, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DeliveryError) checkup.noteRefusal(error.code);
    throw error;
  }
}

/**
 * The memory with DeliveryError as its only error, as the port demands. When something could not be stored, it is
 * unknown whether it happened.
 */
function guarded(memory: Memory): Memory {
  const failed = (error: unknown, uncertain: boolean) =>
    new DeliveryError('airb can’t reach its own records right now.', {
      retry: true,
      uncertain,
      code: 'memory',
      cause: error,
    });
  return {
    recall: (key) =>
      memory.recall(key).catch((error: unknown) => {
        throw failed(error, false);
      }),
    remember: (key, value) =>
      memory.remember(key, value).catch((error: unknown) => {
        throw failed(error, true);
      }),
  };
}
