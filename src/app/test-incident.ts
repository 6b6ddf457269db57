import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { IncidentEvent } from '../domain/incident/events.ts';
import type { PersonSpec } from '../domain/runbooks/runbook.ts';
import { second } from '../domain/time.ts';
import { ConfigError } from '../errors.ts';
import { createMask } from '../flow/masked.ts';
import { createStates } from '../flow/states.ts';
import { createWriter } from '../flow/write.ts';
import { loadLibrary } from '../library/load.ts';
import { testFiles } from '../library/test-files.ts';
import { silentLog } from '../log.ts';
import type { Store } from '../ports/store.ts';
import { masking } from '../redaction/masking.ts';
import { hash } from './drafts.ts';
import { startApp } from './start.ts';

/** The system that test incidents are about: by it they are told apart in lists and reports. */
export const testSystem = 'airb-test';

/** What became of a test incident. */
export interface Tested {
  incident: number;
  /** By each way, whether the page left. */
  pages: { route: string; state: 'sent' | 'failed'; why?: string }[];
  /** Whether its channel was opened. */
  room: boolean;
}

/** So long something is waited for that does not come. */
const patience = 30 * second;

/**
 * Opens an incident by the way that alerts take, with the chat and the pagers of this installation, waits until one person was
 * paged, and ends it. Its files know nobody else: no one but them can be invited, paged or asked, its channel is private and it
 * is announced nowhere. It stays in the records as cancelled, about a system of its own.
 * @throws ConfigError when nobody is called so, or an airb serves already
 */
export async function testIncident(config: Config, person: string, samples: string): Promise<Tested> {
  const one = loadLibrary(config.runbooksDir).library?.organization.people.find(({ id }) => id === person);
  if (one === undefined)
    throw new ConfigError(
      `nobody in organization.yaml has the id “${person}”`,
      'airb runbooks lint shows what is wrong.',
    );
  const folder = mkdtempSync(join(tmpdir(), 'airb-test-incident-'));
  try {
    writeFiles(folder, one, existsSync(join(config.runbooksDir, generic)) ? config.runbooksDir : samples);
    const secret = config.sourceSecrets.generic?.[0] ?? 'of-this-test-incident';
    const own = { ...config, port: 0, runbooksDir: folder, sourceSecrets: { generic: [secret] } };
    const app = await startApp(own, { log: silentLog });
    try {
      return await played(app, secret);
    } finally {
      await app.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const generic = 'library/reliability/ai-triage.yaml';

function writeFiles(folder: string, person: PersonSpec, from: string): void {
  const files = testFiles(person, {
    id: testSystem,
    runbook: { file: generic, text: readFileSync(join(from, generic), 'utf8') },
  });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

async function played({ url, store }: { url: string; store: Store }, secret: string): Promise<Tested> {
  const at = systemClock.now();
  const alert = {
    ...{
      title: 'TEST by airb init: nothing is wrong',
      status: 'firing',
      system: testSystem,
      severity: 'sev2',
    },
    ...{ fingerprint: `test-${at}`, startsAt: new Date(at).toISOString() },
  };
  const answer = await fetch(`${url}/alerts/generic`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(alert),
  });
  const { alerts = [] } = (await answer.json()) as { alerts?: { incident?: number }[] };
  const incident = alerts[0]?.incident;
  if (incident === undefined) throw new ConfigError(`the test alert was answered with ${answer.status}`);
  await settled(store, incident);
  const effects = await store.effects(incident);
  const room = effects.some(({ body, state }) => body.kind === 'room.open' && state === 'done');
  const pages = (await store.events(incident)).flatMap(({ event }) => pageIn(event));
  const writer = createWriter({
    store,
    clock: systemClock,
    states: createStates(),
    mask: createMask({ masking, hash }),
    hash,
  });
  const by = { kind: 'source' as const, name: 'airb init' };
  await writer.handle(incident, { type: 'cancel', reason: 'a test; nothing was wrong', confirmed: [] }, by);
  await settled(store, incident);
  return { incident, pages, room };
}

/** Waits until everything is sent, or for as long as there is patience. */
async function settled(store: Store, incident: number): Promise<void> {
  for (const end = systemClock.now() + patience; systemClock.now() < end; await pause(100)) {
    const effects = (await store.effects(incident)).filter(({ body }) => body.kind !== 'timer');
    if (!effects.some(({ state }) => ['pending', 'sending', 'uncertain'].includes(state))) return;
  }
}

function pageIn(event: IncidentEvent): Tested['pages'] {
  if (event.type === 'page.sent') return [{ route: event.route, state: 'sent' }];
  if (event.type === 'page.failed') return [{ route: event.route, state: 'failed', why: event.why }];
  return [];
}
