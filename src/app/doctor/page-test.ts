import { createSlack } from '../../chat/slack/slack.ts';
import { systemClock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { PersonSpec } from '../../domain/runbooks/runbook.ts';
import { DeliveryError } from '../../errors.ts';
import { silentLog } from '../../log.ts';
import type { PageRequest } from '../../ports/pager.ts';
import { pagersOf } from '../pagers.ts';
import type { Check, PageTest } from './check.ts';

const words = 'TEST of paging by airb: nothing is wrong, and nothing is to be done';

/** Sends a marked test page to one person, by each way that is set up. It is no incident, and leaves no record. */
export const pageTest: PageTest = async (config, library, person) => {
  const at = systemClock.now();
  const key = `airb-test-${person.id}-${new Date(at).toISOString().slice(0, 16).replace(/\D/g, '')}`;
  const request: PageRequest = {
    action: 'trigger',
    dedupKey: key,
    incident: 0,
    level: 0,
    severity: 'sev2',
    people: [{ id: person.id, name: person.name }],
    summary: `${words}. It is for ${person.name}.`,
    details: { test: 'yes' },
  };
  const ways = pagersOf(config, () => library).map(({ route, send }) => ({
    route,
    send: () => send(request),
  }));
  const { slack } = config;
  if (slack) ways.unshift({ route: 'slack', send: () => directMessage(slack, { person, key }) });
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

async function tried(way: { route: string; send(): Promise<void> }, { name }: PersonSpec): Promise<Check> {
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

async function directMessage(
  settings: NonNullable<Config['slack']>,
  { person, key }: { person: PersonSpec; key: string },
): Promise<void> {
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
  const text = `${words}.`;
  const card = { text, nodes: [{ type: 'text' as const, spans: [{ bold: words }, '.'] }] };
  await slack.post({ person: person.id }, card, key);
}
