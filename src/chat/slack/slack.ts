import { App, HTTPReceiver, type Receiver } from '@slack/bolt';
import type { DeliveryError } from '../../errors.ts';
import type { RequestListener } from '../../http/listen.ts';
import type { Chat } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Memory } from '../../ports/memory.ts';
import type { RateLimiter } from '../../ports/rate-limiter.ts';
import type { UserGroups } from '../../ports/schedules.ts';
import { createBackground } from '../kit/background.ts';
import type { ChatConnection, Problem } from '../kit/connection.ts';
import { createEar } from '../kit/hearing.ts';
import { keepTrying } from '../kit/keep-trying.ts';
import { type Caller, createClient, webClientOptions } from './api/client.ts';
import { boltLogger } from './api/log.ts';
import { goneAccounts } from './directory/gone.ts';
import { createWhoami, type Identity, type Whoami } from './directory/identity.ts';
import { createPeople, type Directory, slackUser } from './directory/people.ts';
import { askProfile } from './directory/profile.ts';
import { finish, gate } from './inbound/gate.ts';
import { createHeldBack } from './inbound/held-back.ts';
import { listen } from './inbound/listen.ts';
import { ackAfterStore } from './inbound/receiver.ts';
import { createSocket, type Socket } from './inbound/socket.ts';
import { archiveRoom } from './methods/archive.ts';
import { createCanvases, writeCanvas } from './methods/canvas.ts';
import { createCharts } from './methods/charts.ts';
import { addLinks, pin, setTopic } from './methods/dress.ts';
import { userGroups } from './methods/groups.ts';
import { drawHome } from './methods/home.ts';
import { invite } from './methods/invite.ts';
import { createPlaces, lookAtChannel } from './methods/places.ts';
import { find, post, read, redraw } from './methods/posts.ts';
import { regainRoom } from './methods/regain.ts';
import { remove } from './methods/remove.ts';
import { renameRoom } from './methods/rename.ts';
import { openRoom } from './methods/room.ts';
import { upload } from './methods/upload.ts';
import { missingScopes } from './package/scopes.ts';

export interface SlackOptions {
  botToken: string;
  /** Needed for HTTP. Without it and without an app token, airb accepts nothing from Slack. */
  signingSecret?: string;
  /** `xapp-…`; switches to Socket Mode. */
  appToken?: string;
  /** The address of another server with Slack's API, `http://127.0.0.1:3000/sandbox/slack/api`. */
  apiUrl?: string;
  directory: Directory;
  /** Remembers what the workspace refused; without it, that is learned anew after a start. */
  memory?: Memory;
  log: Log;
  clock: Clock;
  /** Keeps account of the workspace's limits; by this process alone when left out. */
  limiter?: RateLimiter;
  /** Called for each request that claims to be Slack's and is not signed by it. */
  onForged?(): void;
  /** Called when Slack says that it holds events back. */
  onHeldBack?(): void;
  /** Reports a failure that no effect will report. */
  onTrouble(code: string, text: string): void;
  /** Milliseconds a command may take before airb answers "still working"; Slack gives up after 3,000. */
  patience?: number;
  /** Milliseconds a person waits while Slack is asked who they are. */
  acquaintance?: number;
}

/** Handles `POST /slack/events`; its start opens the socket when Socket Mode is on. */
export interface SlackChat extends ChatConnection<Identity> {
  groups: UserGroups;
  /** Which of these accounts Slack says are deactivated or unknown to it. @throws DeliveryError when it does not say */
  goneAccounts(accounts: string[]): Promise<string[]>;
  /** Whether airb is in a channel, by its name or id. @throws DeliveryError where it could not post there */
  lookAtChannel(channel: string): Promise<{ member: boolean }>;
}

const path = '/slack/events';
const patience = 2500;

/** The Slack adapter: a Bolt app receives, the Web API sends. */
export function createSlack(options: SlackOptions): SlackChat {
  const { log } = options;
  const { call, inTurn } = createClient(options);
  const whoami = createWhoami(call);
  const people = createPeople({
    directory: options.directory,
    ask: askProfile(call, whoami),
    clock: options.clock,
    log,
    ...(options.acquaintance !== undefined && { patience: options.acquaintance }),
  });
  const userOf = (person: string) => slackUser(people, person);
  const background = createBackground();
  const ear = createEar();
  const held = createHeldBack(options);
  const entrance = createEntrance({ ...options, onHeldBack: held.note });
  const app = createApp(options, entrance.receiver, whoami);
  const botUser = () => whoami.known()?.botUser;
  listen(app, {
    ...options,
    onInput: ear.onInput,
    call,
    people,
    userOf,
    botUser,
    beside: background.add,
    patience: options.patience ?? patience,
  });

  const asking = keepTrying(whoami.ask, (error) =>
    log.warn({ error: String(error) }, 'Slack does not say who airb is'),
  );
  const placesFor = createPlaces({ directory: people, log });
  const charts = createCharts(options);
  const canvases = createCanvases({ ...options, self: whoami.ask });

  /** The methods of the port; this caller makes their calls. */
  function chatBy(own: Caller): Chat {
    const posting = { call: own, places: placesFor(own), people, userOf, charts, self: whoami.ask };
    const rooms = { call: own, log, beside: background.add, self: whoami.ask };
    return {
      name: 'slack',
      cannot: [],
      inTurn: (turn, work) => inTurn(turn, (its) => work(chatBy(its))),
      openRoom: async (spec) => ({ ...(await openRoom(rooms, spec)), announced: false }),
      regainRoom: (room) => regainRoom(own, room),
      archiveRoom: (room) => archiveRoom(own, room),
      renameRoom: (room, name) => renameRoom(own, room, name),
      invite: (room, persons) => invite({ call: own, directory: people }, room, persons),
      setTopic: (room, topic) => setTopic(own, room, topic),
      addLinks: (room, links) => addLinks(own, room, links),
      writeCanvas: (room, page) => writeCanvas({ call: own, canvases, self: whoami.ask }, room, page),
      post: (place, card, key) => post(posting, place, { card, key }),
      redraw: (message, card) => redraw(posting, message, card),
      drawHome: (person, card) => drawHome(own, { user: userOf(person), card, userOf }),
      pin: (message) => pin(own, message),
      upload: (place, file, key) => upload(posting, place, { file, key }),
      find: (place, posted) => find(posting, place, posted),
      remove: (place, posted) => remove(posting, place, posted),
      drawsCharts: async () => !(await charts.refused()),
      read: (message) => read(posting, message),
    };
  }

  return {
    ...chatBy(call),
    requestListener: entrance.listener,
    async start(listener) {
      ear.listen(listener);
      await Promise.all([asking.start(), entrance.socket?.start()]);
    },
    async stop() {
      asking.stop();
      await entrance.socket?.stop();
      await background.settled();
    },
    identity: whoami.ask,
    groups: userGroups(call, options.clock),
    goneAccounts: (accounts) => goneAccounts(call, accounts),
    lookAtChannel: (channel) => lookAtChannel(call, channel),
    problems: () => [...held.problems(), ...problemsOf(options, whoami, entrance.socket)],
  };
}

const nothing = () => undefined;

interface Entrance {
  receiver: Receiver;
  listener: RequestListener;
  socket?: Socket;
}

/** How requests from Slack arrive: over a socket that airb opens, as signed requests, or not at all. */
function createEntrance(options: SlackOptions): Entrance {
  const { appToken, apiUrl, signingSecret, log, onForged = nothing, onHeldBack = nothing } = options;
  if (appToken) {
    const socket = createSocket({ appToken, log, onHeldBack, ...(apiUrl ? { apiUrl } : {}) });
    return {
      receiver: ackAfterStore(socket.receiver, log),
      listener: (_req, res) => finish(res, 404),
      socket,
    };
  }
  if (!signingSecret) {
    const nobody: Receiver = {
      init: () => undefined,
      start: async () => undefined,
      stop: async () => undefined,
    };
    return { receiver: nobody, listener: (_req, res) => finish(res, 401) };
  }
  const http = new HTTPReceiver({
    signingSecret,
    endpoints: [path],
    logger: boltLogger(log),
    // The request is signed, but no listener handles its kind.
    unhandledRequestHandler: ({ response }) => {
      if (!response.headersSent) finish(response, 404);
    },
  });
  return {
    receiver: ackAfterStore(http, log),
    listener: gate(http.requestListener, { path, secret: signingSecret, log, onForged, onHeldBack }),
  };
}

/**
 * The Bolt app. `authorize` answers from memory: Bolt would ask Slack on every request, and a failure there would end
 * the process.
 */
function createApp(options: SlackOptions, receiver: Receiver, whoami: Whoami): App {
  const app = new App({
    receiver,
    authorize: async () => {
      const known = whoami.known();
      return {
        botToken: options.botToken,
        ...(known ? { botId: known.botId, botUserId: known.botUser } : {}),
      };
    },
    convoStore: false,
    logger: boltLogger(options.log),
    clientOptions: webClientOptions(options),
  });
  app.error(async (error) => {
    options.log.error({ error: error.message }, 'a Slack delivery could not be taken');
    throw error;
  });
  return app;
}

function problemsOf(options: SlackOptions, whoami: Whoami, socket: Socket | undefined): Problem[] {
  const problems: Problem[] = [];
  if (!options.signingSecret && !options.appToken) {
    const text =
      'Neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set: airb can speak in Slack but hears nothing.';
    problems.push({ code: 'deaf', text });
  }
  const failure = whoami.failure();
  if (failure) problems.push(unreachable(failure));
  const lost = socket?.failure();
  if (lost)
    problems.push({ code: 'socket', text: `Socket Mode is not connected (${lost}): airb hears nothing.` });
  const identity = whoami.known();
  for (const scope of identity ? missingScopes(identity.scopes) : []) {
    const text = `Slack has not granted ${scope.name}. Without it ${scope.cost} Add it and reinstall the app.`;
    problems.push({ code: `missing_scope:${scope.name}`, text });
  }
  return problems;
}

function unreachable(failure: DeliveryError): Problem {
  return { code: failure.code, text: `Slack does not know airb: ${failure.message}` };
}
