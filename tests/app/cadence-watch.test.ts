import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cadenceWatch, createPulse } from '../../src/app/cadence-watch.ts';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { createCadenceAudit } from '../../src/flow/cadence-audit.ts';
import type { StoredEffect } from '../../src/ports/outbox.ts';
import { type Endpoint, endpoint } from '../support/endpoint.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog, testLog } from '../support/log.ts';
import { sampleLibrary } from '../support/sample-library.ts';
import { at, ben, person } from '../support/worked-example.ts';

let flow: Flow;
let now: number;
let outside: Endpoint;
const clock = { now: () => now };
const text = { users: 'Some are refused.', since: '14:09', scope: 'Paid.', mitigation: 'We look.' };

beforeEach(async () => {
  flow = await openFlow();
  await flow.alert();
  await flow.later(0);
  now = flow.now();
  outside = await endpoint();
});
afterEach(async () => {
  await flow.close();
  await outside.close();
});

function watching({
  library = sampleLibrary(),
  url = `${outside.url}/beat`,
}: {
  library?: Library;
  url?: string;
} = {}) {
  const audit = createCadenceAudit({ store: flow.store, writer: flow.writer, clock });
  const pulse = createPulse(clock);
  const chats = [flow.chat];
  const parts = { clock, log: testLog, library: () => library, chats, memory: flow.store, pulse };
  return { ...cadenceWatch({ ...parts, audit, heartbeatUrl: url }), pulse };
}

const alarms = (channel = 'incidents') =>
  flow.chat.texts(channel).filter((words) => words.startsWith('Stakeholders wait'));

describe('every promise is kept', () => {
  it('asks for the address outside, and says nothing', async () => {
    const watch = watching();
    now = at('14:40');
    await watch.check();
    expect(outside.calls.map(({ path }) => path)).toEqual(['/beat']);
    expect(watch.pulse).toEqual({ at: at('14:40'), unkept: 0, beatAt: at('14:40') });
    expect(alarms()).toEqual([]);
  });

  it('is not in doubt for what left two minutes ago', async () => {
    const watch = watching();
    now = at('15:11');
    await watch.check();
    await watch.check();
    expect(outside.calls).toHaveLength(2);
    expect(alarms()).toEqual([]);
  });
});

describe('the timer of a promise never came', () => {
  beforeEach(() => {
    now = at('15:13');
  });

  it('is told in the operations channel once, when it is found twice, and the address is left alone', async () => {
    expectLog(/^error a promise to stakeholders was not kept/);
    const watch = watching();
    await watch.check();
    expect(alarms()).toEqual([]);
    await watch.check();
    await watch.check();
    expect(alarms()).toEqual([
      'Stakeholders wait. INC-1 (SEV3): no update and no automatic status has gone out, although one was promised for 15:10 UTC. airb should have spoken by itself: tell them by hand, then look at airb doctor and the log.',
    ]);
    expect(watch.pulse.unkept).toBe(1);
    expect(outside.calls).toEqual([]);
  });

  it('is told where the organization says', async () => {
    expectLog(/^error a promise to stakeholders was not kept/);
    const library = sampleLibrary();
    const organization = { ...library.organization, operationsChannel: 'support-leadership' };
    const watch = watching({ library: { ...library, organization } });
    await watch.check();
    await watch.check();
    expect(alarms('support-leadership')).toHaveLength(1);
    expect(alarms()).toEqual([]);
  });

  it('is over as soon as airb or a person spoke: the address hears it again', async () => {
    const watch = watching();
    await watch.check();
    await flow.later(63 * 60_000);
    await watch.check();
    expect(alarms()).toEqual([]);
    expect(outside.calls).toHaveLength(1);
  });
});

describe('what was said does not arrive', () => {
  it('is told with its channel and since when', async () => {
    expectLog(/^error a promise to stakeholders was not kept/);
    expectLog(/^error effect failed for good|^warn /);
    flow.chat.lose(flow.chat.rooms.get('support-leadership')?.ref ?? '');
    await flow.writer.handle(1, { type: 'update', form: 'internal', text }, person(ben));
    await flow.later(0);
    const watch = watching();
    now = at('14:15');
    await watch.check();
    await watch.check();
    expect(alarms()).toEqual([
      expect.stringMatching(/what was said to #support-leadership has not arrived since 14:10 UTC/),
    ]);
    expect(outside.calls).toEqual([]);
  });
});

describe('a reader whom the last word has not reached', () => {
  const place = { to: 'channel', channel: 'support-leadership' };
  it.each([
    ['by e-mail', { kind: 'publish', audience: 'finance', by: 'email' }, 'audience finance'],
    [
      'by the head of a thread',
      { kind: 'draw', slot: 'announcement:support-leadership', place },
      '#support-leadership',
    ],
  ])('%s is found', async (_, body, reader) => {
    const failed = {
      key: '1.1.99',
      incident: 1,
      state: 'failed',
      dueAt: at('14:10'),
      body,
    } as unknown as StoredEffect;
    const effects = async (incident: number) => [...(await flow.store.effects(incident)), failed];
    const audit = createCadenceAudit({ store: { ...flow.store, effects }, writer: flow.writer, clock });
    now = at('14:15');
    expect(await audit()).toMatchObject([{ incident: 1, reader }]);
  });
});

describe('the address outside', () => {
  it('that does not answer is told in the log once, until it answers again', async () => {
    expectLog(/^warn the heartbeat address does not answer/);
    const watch = watching();
    outside.answer = (response) => void response.writeHead(500).end();
    await watch.check();
    await watch.check();
    outside.answer = (response) => void response.writeHead(200).end('OK');
    await watch.check();
    expect(outside.calls).toHaveLength(3);
  });

  it('is not asked for where the look itself fails', async () => {
    const broken = { heads: () => Promise.reject(new Error('the database is gone')) };
    const audit = createCadenceAudit({ store: { ...flow.store, ...broken }, writer: flow.writer, clock });
    const pulse = createPulse(clock);
    now = at('14:40');
    const parts = { clock, log: testLog, library: sampleLibrary, chats: [], memory: flow.store, pulse };
    const watch = cadenceWatch({ ...parts, audit, heartbeatUrl: outside.url });
    await expect(watch.check()).rejects.toThrow('the database is gone');
    expect(outside.calls).toEqual([]);
    expect(pulse.at).toBe(at('14:10'));
  });
});
