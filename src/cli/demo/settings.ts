import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, settingNames } from '../../config.ts';
import { ConfigError } from '../../errors.ts';

/**
 * Settings that lead to real people and systems. A demo replaces all of them by its sandbox, so that no invented
 * incident wakes anybody. On a shared Redis its wake-ups, and in a shared database its incidents, would also mix with those
 * of the airb that owns it.
 */
const outside =
  /^(SLACK_|TEAMS_|PAGERDUTY_|AIRB_PAGE_WEBHOOK_|AIRB_HEARTBEAT_URL$|SMTP_|NTFY_|PROMETHEUS_(?:URL|HEADERS)$|REDIS_URL$|DATABASE_URL$)/;

/** Hosts a rollback may call from a demo, whatever address the runbook files name. */
export function ownMachine({ host }: Pick<Config, 'host'>): string[] {
  return ['127.0.0.1', 'localhost', '[::1]', host];
}

/** True when the environment sets a setting; false when its default is used. */
export function isSet({ environment }: Pick<Config, 'environment'>, name: string): boolean {
  return (environment[name] ?? '') !== '';
}

/** The settings that are given and that a demo ignores. */
export function leftOut(config: Config): string[] {
  return settingNames.filter((name) => outside.test(name) && isSet(config, name));
}

/** The settings of a demo: all that are set, except those that lead outside. */
export function demoConfig(config: Config, own: { dataDir: string; port: number }): Config {
  const given = Object.entries(config.environment).filter(([, value]) => value !== '');
  return {
    ...config,
    ...own,
    publicUrl: isSet(config, 'AIRB_PUBLIC_URL') ? config.publicUrl : `http://${config.host}:${own.port}`,
    databaseUrl: undefined,
    redisUrl: undefined,
    slack: undefined,
    teams: undefined,
    pagerduty: undefined,
    pageWebhook: undefined,
    smtp: undefined,
    ntfy: undefined,
    heartbeatUrl: undefined,
    statuspage: undefined,
    instatus: undefined,
    audienceWebhook: undefined,
    pagerdutyWebhook: undefined,
    pagerdutyApi: undefined,
    prometheusUrl: undefined,
    // The sample targets are in this sandbox, even when the setting names another one.
    environment: { ...Object.fromEntries(given), AIRB_SANDBOX_URL: undefined },
  };
}

/**
 * The settings of a demo with a runbooks folder it can play from: the one that is set, the one here, or the samples.
 * @param samples the runbooks folder that came with airb
 * @throws ConfigError when the folder that is set has no people and incidents to play
 */
export function withScenarios(config: Config, samples: string): Config {
  const { runbooksDir } = config;
  if (existsSync(join(runbooksDir, 'scenarios', 'workspace.yaml'))) return config;
  if (!isSet(config, 'AIRB_RUNBOOKS_DIR')) return { ...config, runbooksDir: samples };
  if (!existsSync(runbooksDir))
    throw new ConfigError(
      `AIRB_RUNBOOKS_DIR: there is no folder ${runbooksDir}`,
      `Name a folder with organization.yaml, systems/, library/ and scenarios/; the samples are in ${samples}.`,
    );
  throw new ConfigError(
    `AIRB_RUNBOOKS_DIR: ${runbooksDir} has no scenarios/workspace.yaml, so the demo has no people to play`,
    `Copy ${join(samples, 'scenarios')} into it, or leave AIRB_RUNBOOKS_DIR out to play the samples.`,
  );
}
