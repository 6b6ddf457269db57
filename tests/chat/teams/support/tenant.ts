import type { TeamsOptions } from '../../../../src/chat/teams/api/options.ts';
import { createTeams, type TeamsChat } from '../../../../src/chat/teams/teams.ts';
import type { Memory } from '../../../../src/ports/memory.ts';
import { testLog } from '../../../support/log.ts';
import { seal } from '../../../support/seal.ts';
import { appPassword, createMemory, type FakeTeams, openTeams } from './connector.ts';
import { general, incidents, people } from './world.ts';

/** Those of the played tenant who are in the organization file. */
export function directoryOf(...ids: (keyof typeof people)[]) {
  const listed = ids.map((id) => ({ id, name: people[id].name }));
  return {
    teamsIdOf: (person: string) => ids.flatMap((id) => (id === person ? people[id].aad : []))[0],
    personOf: (aad: string) => listed.find(({ id }) => people[id].aad === aad),
    people: () => listed,
  };
}

/** Everybody but Dan. */
export const directory = directoryOf('ana', 'ben', 'chloe', 'eve', 'finn');

/** The adapter on a played tenant, in the team and knowing it. */
export interface Tenant {
  teams: FakeTeams;
  chat: TeamsChat;
  memory: Memory & { held: Map<string, string> };
  troubles: string[];
  close(): Promise<void>;
}

export async function openTenant(
  options: Partial<TeamsOptions> & { granted?: string[]; memory?: ReturnType<typeof createMemory> } = {},
): Promise<Tenant> {
  const { granted, memory = createMemory(), ...changes } = options;
  const teams = await openTeams(granted ? { granted } : {});
  memory.held.set('teams:service', teams.serviceUrl);
  memory.held.set('teams:teams', JSON.stringify([{ id: general, name: teams.world.team.name }]));
  const troubles: string[] = [];
  const chat = createTeams({ ...optionsFor(teams, memory, troubles), ...changes });
  return {
    teams,
    chat,
    memory,
    troubles,
    close: async () => {
      await chat.stop();
      await teams.close();
    },
  };
}

/** For another process in the same tenant, with the same memory. */
export function optionsFor(teams: FakeTeams, memory: Memory, troubles: string[]): TeamsOptions {
  return {
    appId: teams.world.appId,
    appPassword,
    tenantId: teams.world.tenantId,
    development: true,
    incidentsChannel: () => incidents,
    rooms: 'thread',
    graphUrl: teams.graphUrl,
    loginUrl: teams.loginUrl,
    publicUrl: 'https://airb.example.com',
    openId: teams.openId,
    directory,
    memory,
    seal,
    log: testLog,
    clock: teams.clock,
    onTrouble: (code, text) => void troubles.push(`${code}: ${text}`),
  };
}
