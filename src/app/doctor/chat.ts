import { downSince } from '../health.ts';
import { type ChatSettings, type ChatToAsk, type Check, type Files, isReal, type Means } from './check.ts';
import { inTime, nothingIn } from './in-time.ts';
import type { Patience } from './patience.ts';
import { checkPeople } from './people.ts';
import { silent } from './silent.ts';

/** Does each chat platform know airb, and has it granted what airb needs? */
export async function checkChat(
  config: ChatSettings,
  {
    library,
    means,
    waiting,
  }: { library: Files; means: Pick<Means, 'chats' | 'openStore' | 'clock'>; waiting: Patience },
): Promise<Check[]> {
  const asked = means.chats.map((chat) =>
    inTime(waiting, askedOf(chat, library), { ...silent.chat, what: `${chat.name} gave no answer in time` }),
  );
  // What is wrong with the records is said by those who look at them.
  const found = Promise.race([outages(means), nothingIn(waiting)]);
  const answers = await Promise.all([...asked, found]);
  return [...stoodIn(config), ...answers.flat(), ...checkPeople(config, library)];
}

/** What a running airb has found of the chats, and how much waits there. */
async function outages({ openStore, clock }: Pick<Means, 'openStore' | 'clock'>): Promise<Check[]> {
  // What is wrong with the records is said by those who look at them.
  const store = await openStore().catch(() => undefined);
  if (store === undefined) return [];
  try {
    const now = clock.now();
    const waiting = (await store.backlog(now)).waitForChat ?? 0;
    const told = await Promise.all(
      ['slack', 'teams'].map((chat) => downSince(chat, { store, waiting, now })),
    );
    return told
      .filter((what) => what !== undefined)
      .map((what) => ({
        check: 'chat',
        state: 'broken',
        what,
        cost: 'nobody sees there what airb says; it comes late, in order and marked as late',
        fix: 'Look at the status page of the chat, and whether a proxy stands in between',
      }));
  } catch {
    return [];
  } finally {
    await store.close();
  }
}

async function askedOf({ name, ask }: ChatToAsk, files: Files): Promise<Check[]> {
  const { place, problems } = await ask(files);
  // A missing permission says itself what it costs.
  const cost = `airb opens no channel in ${name} and hears nobody there; only other ways of paging reach people`;
  const lacking = problems.map(
    ({ code, text }): Check => ({
      check: 'chat',
      state: lacksOnly.test(code) ? 'missing' : 'broken',
      what: text,
      ...(place === undefined && { cost }),
    }),
  );
  return place === undefined ? lacking : [{ check: 'chat', state: 'ok', what: place }, ...lacking];
}

/** What Teams works without. In Slack each scope carries something no incident can do without. */
const lacksOnly = /^(?:missing_permission:|service_url$)/;

/** What plays the chats that are not set up. */
function stoodIn(config: ChatSettings): Check[] {
  if (isReal(config)) return [];
  const sandbox = 'the sandbox, as neither SLACK_BOT_TOKEN nor TEAMS_APP_ID is set';
  const playground = 'Teams without sign-in, for the Agents Playground on this machine (TEAMS_DEVELOPMENT)';
  return [sandbox, ...(config.teams ? [playground] : [])].map((what) => ({
    check: 'chat',
    state: 'ok',
    what,
  }));
}
