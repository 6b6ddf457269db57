import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { startApp } from '../../src/app/start.ts';
import type { MovableClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import type { Dump } from '../../src/sandbox/dump.ts';
import { type RunbookFolder, runbookFolder } from '../library/folder.ts';
import { testLog } from '../support/log.ts';
import { sealedPress, sealedState, sealKey } from '../support/seal.ts';
import { botToken, playSlack, signed, signingSecret } from '../support/slack-workspace.ts';
import { until } from '../support/until.ts';
import { type Answer, secret, send } from '../webhooks/running.ts';

export const apiToken = 'a-token-for-tests-only';

export interface House {
  url: string;
  app: App;
  runbooks: RunbookFolder;
  slack(): Dump;
  /** Posts to /slack/events as Slack does, unless told to lie. */
  deliver(body: string, lie?: Lie): Promise<Answer>;
  /** Everything stored that came from outside, for comparing before and after. */
  stored(): Promise<Stored>;
  /** Resolves when nothing that is due is left to send. */
  quiet(): Promise<void>;
}

export interface Stored {
  incidents: { number: number; events: IncidentEvent[]; alerts: unknown[] }[];
  changes: unknown[];
}

export interface Lie {
  at?: number;
  secret?: string;
  headers?: Record<string, string>;
}

/** The whole bot on a port, in front of a Slack of our own, with one incident open: a refusal spike. */
export async function openHouse(): Promise<House> {
  const slack = await playSlack({ clock: { now: Date.now, advance: async () => undefined } });
  const dataDir = mkdtempSync(join(tmpdir(), 'airb-hostile-'));
  const runbooks = runbookFolder();
  const config = readConfig({
    AIRB_PORT: '0',
    AIRB_DATA_DIR: dataDir,
    AIRB_RUNBOOKS_DIR: runbooks.dir,
    AIRB_API_TOKEN: apiToken,
    AIRB_SEAL_KEY: sealKey,
    AIRB_ALERTMANAGER_SECRET: secret,
    AIRB_GENERIC_SECRET: secret,
    SUPPORT_BOT_ROLLBACK_TOKEN: secret,
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: slack.apiUrl,
  });
  const app = await startApp(config, { log: testLog });
  slack.connect(app.url);
  onTestFinished(async () => {
    await app.stop();
    await slack.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const house: House = {
    url: app.url,
    app,
    runbooks,
    slack: slack.sandbox.dump,
    deliver(body, { at, secret: key, headers } = {}) {
      const form = { authorization: '', 'content-type': 'application/x-www-form-urlencoded' };
      const signature = signed(body, at, key);
      return send(app.url, '/slack/events', { body, headers: { ...form, ...signature, ...headers } });
    },
    stored: () => stored(app),
    quiet: () => quiet(app),
  };
  await fire(house, alert());
  return house;
}

/** What came from outside: airb's own doings go on meanwhile. */
export async function stored({ store }: App): Promise<Stored> {
  const heads = await store.heads({});
  const incidents = heads.map(async ({ number }) => ({
    number,
    events: (await store.events(number)).map(({ event }) => event).filter(({ by }) => by.kind !== 'airb'),
    alerts: (await store.alerts(number)).map(({ alert, episode }) => ({ alert, episode })),
  }));
  return { incidents: await Promise.all(incidents), changes: await store.changes({}) };
}

/** Resolves when all that falls due within half a minute is sent. A clock that can be moved is moved along meanwhile. */
export async function quiet({ store }: App, clock?: MovableClock): Promise<void> {
  await until('everything due to be sent', async () => {
    const now = clock?.now() ?? Date.now();
    const { sending, uncertain, oldestDue } = await store.backlog(now + 30_000);
    if (sending === 0 && uncertain === 0 && oldestDue === undefined) return true;
    if (oldestDue !== undefined && oldestDue > now) await clock?.advance(oldestDue - now);
    return false;
  });
}

/** An Alertmanager body with one alert; what is given replaces fields of the alert. */
export function alert(given: Record<string, unknown> = {}): string {
  const base = {
    status: 'firing',
    labels: { alertname: 'Refusals', system: 'support-bot', failure: 'refusal-spike', severity: 'critical' },
    annotations: { summary: 'Refusals 19 % on support-bot', value: '0.19', baseline: '0.04', unit: 'ratio' },
    startsAt: '2025-02-17T14:10:00Z',
    fingerprint: '5d1c7a5e0f6b2c11',
  };
  return JSON.stringify({ version: '4', status: 'firing', alerts: [{ ...base, ...given }] });
}

export function fire(house: { url: string }, body: string): Promise<Answer> {
  return send(house.url, '/alerts/alertmanager', { body });
}

/** A slash command as Slack sends it; each is a new one unless the trigger is given. */
export function command(text: string, more: Record<string, string> = {}): string {
  return new URLSearchParams({
    command: '/airb',
    text,
    user_id: 'U01BEN',
    user_name: 'ben',
    channel_id: 'C01INC',
    team_id: 'T0AIRB',
    trigger_id: randomUUID(),
    ...more,
  }).toString();
}

const payload = (body: Record<string, unknown>) =>
  new URLSearchParams({ payload: JSON.stringify(body) }).toString();
const from = (user: string) => ({ user: { id: user, name: 'someone' }, team: { id: 'T0AIRB' } });

/** A press of a button of ours, in the incident's channel; sealed as airb does it unless told otherwise. */
export function press(
  verb: string,
  value: unknown,
  { user = 'U01BEN', ts = '1739801400.000100', channel = 'C01INC', sealed = true } = {},
): string {
  const action = {
    type: 'button',
    action_id: `airb:${verb}#1`,
    block_id: 'b',
    value: sealed && typeof value === 'string' ? sealedPress(verb, value) : value,
    action_ts: `${Date.now() / 1000}`,
  };
  const place = { channel: { id: channel, name: 'incidents' }, message: { ts, text: 'x' } };
  return payload({
    type: 'block_actions',
    ...from(user),
    ...place,
    trigger_id: randomUUID(),
    actions: [action],
  });
}

/** A form of ours, sent with these answers; sealed as airb does it unless told otherwise. */
export function submit(
  form: unknown,
  given: unknown,
  values: Record<string, unknown>,
  { user = 'U01BEN', sealed = true } = {},
): string {
  const ours = sealed && typeof form === 'string' && typeof given === 'string';
  const state = ours ? sealedState(form, given) : given;
  const answers = Object.entries(values).map(([id, value]) => [
    id,
    { value: { type: 'plain_text_input', value } },
  ]);
  const view = {
    id: `V${randomUUID()}`,
    type: 'modal',
    callback_id: 'airb:form',
    title: { type: 'plain_text', text: 'x' },
    private_metadata: JSON.stringify({ form, state }),
    state: { values: Object.fromEntries(answers) },
  };
  return payload({ type: 'view_submission', ...from(user), trigger_id: randomUUID(), view });
}
