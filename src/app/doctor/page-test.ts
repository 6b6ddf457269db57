import { createSlack } from '../../chat/slack/slack.ts';
import { systemClock } from '../../clock.ts';
import type { Config, TeamsSettings } from '../../config.ts';
import type { Card } from '../../domain/chat/card.ts';
import type { Library, PersonSpec } from '../../domain/runbooks/runbook.ts';
import { DeliveryError } from '../../errors.ts';
import { silentLog } from '../../log.ts';
import type { PageRequest } from '../../ports/pager.ts';
import type { Store } from '../../ports/store.ts';
import { pagersOf } from '../pagers.ts';
import { readOnly, teamsToLookAt } from './chat-clients.ts';
import type { Check, PageTest } from './check.ts';

const words = 'TEST of paging by airb: nothing is wrong, and nothing is to be done';

/**
 * Sends a marked test page to one person, by each way that is set up. It is no incident, and leaves no record.
 * @param openStore where airb has learned how Teams is spoken to; nothing is added
 */
export function pageTester(openStore: () => Promise<Store | undefined>): PageTest {
  return async (config, library, person) => {
    const at = systemClock.now();
    const key = `airb-test-${person.id}-${new Date(at).toISOString().slice(0, 16).replace(/\D/g, '')}`;
    const ways: Way[] = pagersOf(config, () => library).map(({ route, send }) => ({
      route,
      send: () => send(requestFor(person, key)),
    }));
    const { slack, teams, publicUrl } = config;
    const asked = { person, key };
    if (teams?.app)
      ways.unshift({ route: 'teams', send: () => inTeams(teams, asked, { library, publicUrl, openStore }) });
    if (slack) ways.unshift({ route: 'slack', send: () => inSlack(slack, asked) });
    const tested = await Promise.all(ways.map((way) => tried(way, person)));
    if (tested.length > 0) return tested;
    return [
      {
        check: 'paging',
        state: 'missing',
        what: 'no way to page is set up besides the sandbox',
        fix: 'Set one of those of .env.example',
      },
    ];
  };
}

interface Way {
  route: string;
  send(): Promise<void>;
}
type Asked = { person: PersonSpec; key: string };

function requestFor({ id, name }: PersonSpec, dedupKey: string): PageRequest {
  return {
    action: 'trigger',
    dedupKey,
    incident: 0,
    level: 0,
    severity: 'sev2',
    people: [{ id, name }],
    summary: `${words}. It is for ${name}.`,
    details: { test: 'yes' },
  };
}

async function tried(way: Way, { name }: PersonSpec): Promise<Check> {
  const { route } = way;
  try {
    await way.send();
    return {
      check: 'paging',
      state: 'ok',
      what: `${route}: sent, marked as a test; ask ${name} whether it arrived. Where it rings on, acknowledge it there`,
    };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const cost = `a page to ${name} by ${route} would not arrive`;
    return { check: 'paging', state: 'broken', what: error.message, cost };
  }
}

async function inSlack(settings: NonNullable<Config['slack']>, { person, key }: Asked): Promise<void> {
  const slack = createSlack({
    ...settings,
    directory: {
      slackIdOf: (id) => (id === person.id ? person.slack : undefined),
      personOf: () => undefined,
    },
    log: silentLog,
    clock: systemClock,
    onTrouble: () => undefined,
  });
  await slack.post({ person: person.id }, testCard, key);
}

async function inTeams(
  settings: TeamsSettings,
  { person, key }: Asked,
  around: { library: Library; publicUrl: string; openStore: () => Promise<Store | undefined> },
): Promise<void> {
  const { library: files, publicUrl } = around;
  // Records that can't be opened are the doctor's own finding; a test page does not depend on them.
  const store = await around.openStore().catch(() => undefined);
  try {
    const teams = await teamsToLookAt(settings, { files, publicUrl, memory: readOnly(store), person });
    await teams.post({ person: person.id }, testCard, key);
  } finally {
    await store?.close();
  }
}

const testCard: Card = { text: `${words}.`, nodes: [{ type: 'text', spans: [{ bold: words }, '.'] }] };
