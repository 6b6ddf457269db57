import { createServer } from 'node:http';
import type { TeamsOptions } from '../../../../src/chat/teams/api/options.ts';
import { createTeams, type TeamsChat } from '../../../../src/chat/teams/teams.ts';
import type { ChatAnswer, ChatInput } from '../../../../src/domain/chat/input.ts';
import type { Memory } from '../../../../src/ports/memory.ts';
import { closed, listening } from '../../../support/loopback.ts';
import { createMemory, type FakeTeams, openTeams } from './connector.ts';
import { directoryOf, optionsFor } from './tenant.ts';
import { type FakeMessage, incidents, type Json, people } from './world.ts';

/** A thread of the incidents channel. */
const rootId = '1739801400000';
export const thread = `${incidents};messageid=${rootId}`;
/** The 1:1 chat with Ana. */
export const withAna = `a:1${people.ana.mri.slice(3)}`;

/**
 * The bot's door, on a port of its own, with the played Teams behind it. Ana, Ben and Chloe are in the organization file;
 * everybody else is a stranger.
 */
export interface DoorOfBot {
  teams: FakeTeams;
  airb: TeamsChat;
  target: string;
  /** What reached the listener, in order. */
  inputs: ChatInput[];
  troubles: string[];
  memory: Memory & { held: Map<string, string> };
  /** Decides the answers of the listener; nothing unless a test says otherwise. */
  answer: (input: ChatInput) => ChatAnswer | Promise<ChatAnswer>;
  /** Sends an activity as Teams does. */
  send(activity: Json): Promise<Response>;
  /** What airb posted into a conversation, once everything that goes on after an answer has ended. */
  posted(conversation: string): Promise<FakeMessage[]>;
  /** Everything that goes on after an answer has ended. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function openDoor(changes: Partial<TeamsOptions> = {}): Promise<DoorOfBot> {
  const teams = await openTeams();
  const memory = createMemory();
  const inputs: ChatInput[] = [];
  const troubles: string[] = [];
  const airb = createTeams({
    ...optionsFor(teams, memory, []),
    serviceUrl: teams.serviceUrl,
    directory: directoryOf('ana', 'ben', 'chloe'),
    onTrouble: (code) => void troubles.push(code),
    ...changes,
  });
  /** The stories begin when airb has looked around. */
  function forgetStart(): void {
    teams.calls.splice(0);
    memory.held.clear();
  }
  const settled = airb.stop;
  const server = createServer(airb.requestListener);
  const target = `${await listening(server)}/api/messages`;
  const door: DoorOfBot = {
    teams,
    airb,
    target,
    inputs,
    troubles,
    memory,
    answer: () => ({ type: 'nothing' }),
    send: (activity) => teams.deliver(target, activity),
    async posted(conversation) {
      await settled();
      const [channel = '', root] = conversation.split(';messageid=');
      const all = teams.world.conversations.get(channel)?.messages ?? [];
      return all.filter((one) => one.root === root && one.id !== rootId);
    },
    settled,
    close: async () => {
      await settled();
      await closed(server);
      await teams.close();
    },
  };
  teams.world.conversations.set(withAna, {
    id: withAna,
    kind: 'direct',
    name: people.ana.name,
    description: '',
    members: [people.ana.aad],
    installed: true,
    messages: [],
  });
  teams.world.conversations.get(incidents)?.messages.push({
    id: rootId,
    at: teams.clock.now(),
    from: 'bot',
    activity: { type: 'message' },
    edits: 0,
  });
  await airb.start(async (input) => {
    inputs.push(input);
    return door.answer(input);
  });
  forgetStart();
  return door;
}
