import { randomBytes } from 'node:crypto';
import { type Config, fileEnvironment } from '../config.ts';
import { ConfigError } from '../errors.ts';
import { isLoopback } from '../http/loopback.ts';
import type { SandboxKeys } from '../sandbox/open.ts';

/** The settings in force: what is given and, where the sandbox plays the world around airb, its side of what is not. */
export interface Settings extends Config {
  /** Where the program listens. */
  url: string;
  /** Set where the sandbox plays chat. */
  sandbox: SandboxSettings | undefined;
}

export interface SandboxSettings {
  /** What both sides know. Made anew for each start; it never leaves the machine. */
  keys: SandboxKeys;
  /** Below this address rollback targets are played. */
  address: string;
  /** What they are called with when an action names a secret that is not set. */
  targetSecret: string;
}

/** The sandbox plays chat where no real one is connected; beside a Teams of the development machine it stays. */
export function hasSandbox({ slack, teams }: Pick<Config, 'slack' | 'teams'>): boolean {
  return slack === undefined && teams?.app === undefined;
}

/**
 * In the sandbox anybody may act as anybody, so nobody from outside may reach it.
 * @throws ConfigError when it would listen to more than this machine
 */
export function keepSandboxHere(config: Config): void {
  if (!hasSandbox(config) || isLoopback(config.host)) return;
  throw new ConfigError(
    `AIRB_HOST: the sandbox does not listen on ${config.host}, because whoever reaches it may act as anybody`,
    'Connect a chat (SLACK_BOT_TOKEN …), or listen on 127.0.0.1.',
  );
}

/** @param url where the program listens, which nobody knows before it does when the port is 0 */
export function settingsAt(config: Config, url: string): Settings {
  const publicUrl = config.publicUrl.endsWith(':0') ? url : config.publicUrl;
  if (!hasSandbox(config))
    return { ...config, url, publicUrl, environment: fileEnvironment(config), sandbox: undefined };
  const played = `${url}/sandbox`;
  const environment = { AIRB_SANDBOX_URL: played, ...definedOnly(config.environment) };
  const { alertmanager = [secret()], generic = [secret()] } = config.sourceSecrets;
  const keys = {
    botToken: `xoxb-sandbox-${secret()}`,
    signingSecret: secret(),
    sourceSecrets: { alertmanager: alertmanager[0] ?? secret(), generic: generic[0] ?? secret() },
  };
  return {
    ...config,
    url,
    publicUrl,
    environment,
    sourceSecrets: { ...config.sourceSecrets, alertmanager, generic },
    pagerduty: config.pagerduty ?? { routingKey: secret(), baseUrl: `${played}/pagerduty` },
    prometheusUrl: config.prometheusUrl ?? `${played}/prometheus`,
    sandbox: { keys, address: environment.AIRB_SANDBOX_URL, targetSecret: secret() },
  };
}

/** 32 hexadecimal digits. */
function secret(): string {
  return randomBytes(16).toString('hex');
}

function definedOnly(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
