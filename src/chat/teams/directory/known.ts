import type { Memory } from '../../../ports/memory.ts';

/** A team airb is installed in, as its activities name it. */
export interface Team {
  /** The id of its General channel: `19:…@thread.tacv2`. */
  id: string;
  /** The Entra group behind it, which Graph wants. */
  groupId?: string;
  name?: string;
}

/**
 * Facts that Teams sends along with other things and that can't be asked for later. The memory keeps them over a
 * restart.
 */
export interface Known {
  /** Where the Bot Connector answers. */
  serviceUrl(): Promise<string>;
  /** True when Teams itself named that address. */
  serviceUrlLearned(): Promise<boolean>;
  learnServiceUrl(url: string): Promise<void>;
  teams(): Promise<Team[]>;
  /** Adds the new facts about a team. */
  learnTeam(team: Team): Promise<void>;
  forgetTeam(id: string): Promise<void>;
  /** The `29:…` id of a person with this bot. */
  mriOf(aadObjectId: string): Promise<string | undefined>;
  learnMri(aadObjectId: string, mri: string): Promise<void>;
  /** The 1:1 chat with a person. */
  directOf(aadObjectId: string): Promise<string | undefined>;
  learnDirect(aadObjectId: string, conversation: string): Promise<void>;
}

/**
 * Where the connector answers until Teams names another address. Source:
 * learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages.
 */
const globalService = 'https://smba.trafficmanager.net/teams/';

const serviceKey = 'teams:service';
const teamsKey = 'teams:teams';
const mriKey = (aad: string) => `teams:mri:${aad}`;
const directKey = (aad: string) => `teams:direct:${aad}`;

/** @param fallback the service URL until Teams has named one */
export function createKnown(memory: Memory, fallback = globalService): Known {
  const held = new Map<string, string>();
  /** Makes changes to the list of teams wait for one another. */
  let turn: Promise<void> = Promise.resolve();

  /** Reads the memory again while the fact is missing, because another process may have learned it. */
  async function recall(key: string): Promise<string | undefined> {
    const known = held.get(key) ?? (await memory.recall(key));
    if (known !== undefined) held.set(key, known);
    return known;
  }

  async function remember(key: string, value: string): Promise<void> {
    if ((await recall(key)) === value) return;
    await memory.remember(key, value);
    held.set(key, value);
  }

  const teams = async () => teamsIn(await memory.recall(teamsKey));

  function changeTeams(change: (known: Team[]) => Team[]): Promise<void> {
    const mine = turn.then(async () => {
      const before = await memory.recall(teamsKey);
      const after = JSON.stringify(change(teamsIn(before)));
      if (after !== before) await memory.remember(teamsKey, after);
    });
    turn = mine.catch(() => undefined);
    return mine;
  }

  return {
    serviceUrl: async () => (await recall(serviceKey)) ?? fallback,
    serviceUrlLearned: async () => (await recall(serviceKey)) !== undefined,
    learnServiceUrl: (url) => remember(serviceKey, url),
    teams,
    learnTeam: (team) =>
      changeTeams((known) => {
        const before = known.find((one) => one.id === team.id);
        const after = { ...before, ...withoutUndefined(team) };
        return before ? known.map((one) => (one === before ? after : one)) : [...known, after];
      }),
    forgetTeam: (id) => changeTeams((known) => known.filter((team) => team.id !== id)),
    mriOf: (aad) => recall(mriKey(aad)),
    learnMri: (aad, mri) => remember(mriKey(aad), mri),
    directOf: (aad) => recall(directKey(aad)),
    learnDirect: (aad, conversation) => remember(directKey(aad), conversation),
  };
}

function withoutUndefined(team: Team): Team {
  const { id, groupId, name } = team;
  return { id, ...(groupId ? { groupId } : {}), ...(name ? { name } : {}) };
}

/** The teams in a text from the memory. airb wrote that text; anything else reads as no teams. */
function teamsIn(text: string | undefined): Team[] {
  const parsed: unknown = text === undefined ? [] : JSON.parse(text);
  return Array.isArray(parsed) ? parsed.filter(isTeam) : [];
}

function isTeam(value: unknown): value is Team {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
