import { checkPeople } from './people.ts';
import { type ChatSettings, type ChatToAsk, type Files, isReal, type Line, type Means } from './result.ts';

/** Does each chat platform know airb, and has it granted what airb needs? */
export async function checkChat(
  config: ChatSettings,
  { library, means }: { library: Files; means: Pick<Means, 'chats'> },
): Promise<Line[]> {
  const answers = await Promise.all(means.chats.map((chat) => askedOf(chat, library)));
  return [...stoodIn(config), ...answers.flat(), ...checkPeople(config, library)];
}

async function askedOf({ name, ask }: ChatToAsk, files: Files): Promise<Line[]> {
  const { place, problems } = await ask(files);
  // A missing permission says itself what it costs.
  const cost = `airb opens no channel in ${name} and hears nobody there; only other ways of paging reach people`;
  const lines = problems.map(
    ({ code, text }): Line => ({
      check: 'chat',
      state: lacksOnly.test(code) ? 'missing' : 'broken',
      what: text,
      ...(place === undefined && { cost }),
    }),
  );
  return place === undefined ? lines : [{ check: 'chat', state: 'ok', what: place }, ...lines];
}

/** What Teams works without. In Slack each scope carries something no incident can do without. */
const lacksOnly = /^(?:missing_permission:|service_url$)/;

/** What plays the chats that are not set up. */
function stoodIn(config: ChatSettings): Line[] {
  if (isReal(config)) return [];
  const sandbox = 'the sandbox, as neither SLACK_BOT_TOKEN nor TEAMS_APP_ID is set';
  const playground = 'Teams without sign-in, for the Agents Playground on this machine (TEAMS_DEVELOPMENT)';
  return [sandbox, ...(config.teams ? [playground] : [])].map((what) => ({
    check: 'chat',
    state: 'ok',
    what,
  }));
}
