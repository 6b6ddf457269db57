import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, settingNames } from '../../config.ts';
import { ConfigError } from '../../errors.ts';

/**
 * What leads to real people and systems. A demo plays all of them in its sandbox, so that no invented incident wakes
 * anybody; and the wake-ups of one on a shared Redis would be mixed with those of the airb it belongs to.
 */
const outside = /^(SLACK_|TEAMS_|PAGERDUTY_|AIRB_PAGE_WEBHOOK_|PROMETHEUS_URL$|REDIS_URL$)/;

/** Hosts a rollback may call from a demo, whatever address the runbook files name. */
export function ownMachine({ host }: Pick<Config, 'host'>): string[] {
  return ['127.0.0.1', 'localhost', '[::1]', host];
}

/** Whether the environment says something about a setting, or its default holds. */
export function isSet({ environment }: Pick<Config, 'environment'>, name: string): boolean {
  return (environment[name] ?? '') !== '';
}

/** Settings that are given and that a demo does not follow. */
export function leftOut(config: Config): string[] {
  return settingNames.filter((name) => outside.test(name) && isSet(config, name));
}

/** The settings of a demo: everything that is set, but nothing that leads outside. */
export function demoConfig(config: Config, own: { dataDir: string; port: number }): Config {
  const given = Object.entries(config.environment).filter(([, value]) => value !== '');
  return {
    ...config,
    ...own,
    publicUrl: isSet(config, 'AIRB_PUBLIC_URL') ? config.publicUrl : `http://${config.host}:${own.port}`,
    redisUrl: undefined,
    slack: undefined,
    teams: undefined,
    pagerduty: undefined,
    pageWebhook: undefined,
    prometheusUrl: undefined,
    // The sample targets are in this very sandbox, wherever another one may be.
    environment: { ...Object.fromEntries(given), AIRB_SANDBOX_URL: undefined },
  };
}

/** @throws ConfigError when the runbooks folder has no people and incidents to play */
export function needScenarios({ runbooksDir }: Config): void {
  if (!existsSync(runbooksDir))
    throw new ConfigError(
      `AIRB_RUNBOOKS_DIR: there is no folder ${runbooksDir}`,
      'Name a folder with organization.yaml, systems/, library/ and scenarios/, or leave it out for the samples.',
    );
  if (!existsSync(join(runbooksDir, 'scenarios', 'workspace.yaml')))
    throw new ConfigError(
      `AIRB_RUNBOOKS_DIR: ${runbooksDir} has no scenarios/workspace.yaml, so there is nobody to play`,
      'Copy the folder runbooks/scenarios that came with airb into it, or leave the setting out for the samples.',
    );
}
