import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createSlack } from './chat/slack/slack.ts';
import type { Means } from './cli/doctor/result.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { DeliveryError } from './errors.ts';
import { silentLog } from './log.ts';
import { prometheusSignals } from './signals/prometheus.ts';
import { openSqliteStore } from './store/sqlite.ts';

/** The adapters `airb doctor` looks with: they ask and change nothing. */
export function checkup(config: Config): Means {
  const file = join(config.dataDir, 'airb.db');
  const { slack, prometheusUrl } = config;
  return {
    clock: systemClock,
    openStore: async () => (existsSync(file) ? openSqliteStore({ file }) : undefined),
    ...(slack && { chat: () => askSlack(slack) }),
    ...(prometheusUrl && { signals: prometheusSignals({ url: prometheusUrl }) }),
  };
}

/** Who airb is in Slack and which scopes it has; nothing is listened to. */
async function askSlack(settings: NonNullable<Config['slack']>) {
  const slack = createSlack({
    ...settings,
    onInput: async () => ({ type: 'nothing' }),
    directory: { slackIdOf: () => undefined, personOf: () => undefined },
    log: silentLog,
    clock: systemClock,
    onTrouble: () => undefined,
  });
  const place = await slack.identity().then(
    ({ team, url }) => `Slack workspace ${team} at ${url}, ${settings.appToken ? 'Socket Mode' : 'HTTP'}`,
    (error: unknown) => {
      // What failed is among the problems below.
      if (!(error instanceof DeliveryError)) throw error;
      return undefined;
    },
  );
  return { ...(place && { place }), problems: slack.problems() };
}
