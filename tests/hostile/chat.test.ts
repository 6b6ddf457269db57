import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { expectLog } from '../support/log.ts';
import { sealedPress, sealedState } from '../support/seal.ts';
import { signed } from '../support/slack-workspace.ts';
import { command, type House, type Lie, openHouse, press, submit } from './house.ts';
import { impossibleForms, impossiblePresses, long } from './impossible.ts';

const now = () => Date.now() / 1000;

const forged: [what: string, lie: Lie][] = [
  ['unsigned', { headers: { 'x-slack-signature': '' } }],
  ['undated', { headers: { 'x-slack-request-timestamp': '' } }],
  ['signed with another secret', { secret: 'a-guess' }],
  ['signed six minutes ago', { at: now() - 360 }],
  ['signed for tomorrow', { at: now() + 86_400 }],
  ['dated with a word', { headers: { 'x-slack-request-timestamp': 'now' } }],
  ['with half a signature', { headers: { 'x-slack-signature': 'v0=' } }],
];

describe('a request that is not from Slack', () => {
  it.each(['command', 'press', 'form'])('is refused, whatever is wrong with it: a %s', async (kind) => {
    expectLog(/^warn refused a request to \/slack\/events/);
    const house = await openHouse();
    const before = await house.stored();
    const body =
      kind === 'command'
        ? command('#1 note planted')
        : kind === 'press'
          ? press('page.ack', '1', { user: 'U01ANA' })
          : submit('note', '1', { text: 'planted' });
    for (const [what, lie] of forged) {
      expect([what, (await house.deliver(body, lie)).status]).toEqual([what, 401]);
    }
    expect(await house.stored()).toEqual(before);
    expect((await house.deliver(body)).status).toBe(200);
    expect(await house.stored()).not.toEqual(before);
  });
});

describe('a request that says it only checks the certificate', () => {
  it('needs no signature, and carries nothing in', async () => {
    const house = await openHouse();
    const before = await house.stored();
    const smuggled = `ssl_check=1&${press('page.ack', '1', { user: 'U01ANA' })}`;
    expect((await house.deliver(smuggled, { secret: 'a-guess' })).status).toBe(200);
    expect((await house.deliver(`${smuggled}&ssl_check=1`, { secret: 'a-guess' })).status).toBe(200);
    expect((await house.deliver(`ssl_check=1&${command('#1 note x')}`, { secret: 'a-guess' })).status).toBe(
      200,
    );
    expect(await house.stored()).toEqual(before);
  });
});

describe('a request that Slack signed but no adapter can hold', () => {
  it('is refused without an unhandled rejection, and the next one is taken', async () => {
    expectLog(/^warn refused a request to \/slack\/events/);
    const house = await openHouse();
    for (const body of ['payload=null', 'payload=%5B%5D', 'payload=3', 'payload={', 'nothing=1', '']) {
      expect((await house.deliver(body)).status).toBe(400);
    }
    expect((await house.deliver(command('#1 note still here'))).status).toBe(200);
  });
});

describe('a request that Slack delivers again', () => {
  it('does its work once', async () => {
    const house = await openHouse();
    const body = command('#1 note looked at twenty traces');
    const answers = await Promise.all(Array.from({ length: 10 }, () => house.deliver(body)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const events = (await house.stored()).incidents[0]?.events ?? [];
    expect(events.filter(({ type }) => type === 'note.written')).toHaveLength(1);
  });
});

/** Each is signed by Slack; none of it can be done. */
const commands = [
  'launch',
  '#1 launch',
  '#999999999999999999999 status',
  '#0 note x',
  '#-1 note x',
  '#1 severity sev9 because',
  '#1 role king @ana',
  '#1 role commander @nobody',
  '#1 rollback __proto__ because',
  '#1 rollback prompt to',
  '#1 assign constructor @ana',
  '#1 category weather because',
  '#1 note',
  '#1 resolve',
  `#1 ${long}`,
  long,
  '\u0000\u202E',
  'declare',
];

describe('something nobody can do, asked by somebody who may ask', () => {
  it('by command is answered in words, to the asker alone', async () => {
    await refusesAll(
      commands.map((text) => [`/airb ${text.slice(0, 40)}`, command(text)]),
      ({ status, text, body }, what) => {
        expect([what, status]).toEqual([what, 200]);
        if (text !== '') expect(body).toMatchObject({ response_type: 'ephemeral' });
      },
    );
  });

  it('by a button of another version, or of an incident that is none', async () => {
    await refusesAll(
      impossiblePresses.map(([verb, value]) => [`${verb} ${String(value).slice(0, 40)}`, press(verb, value)]),
    );
  });

  it('by a form with values nobody can have typed', async () => {
    await refusesAll(
      impossibleForms.map(([form, state, values]) => [
        `${String(form)} ${JSON.stringify(values).slice(0, 60)}`,
        submit(form, state, values),
      ]),
    );
  });

  it('by somebody the organization does not know: they may talk, not decide', async () => {
    expectLog(
      /^warn An answer did not reach the person who asked: Slack refuses/,
      /^warn an answer did not reach its asker/,
    );
    const stranger = { user: 'U0STRANGER' };
    await refusesAll([
      ['acknowledge', press('page.ack', '1', stranger)],
      ['take a role', press('role.take', '1|commander', stranger)],
      ['rollback', command('#1 rollback prompt because', { user_id: 'U0STRANGER' })],
      ['severity', command('#1 severity sev4 all fine', { user_id: 'U0STRANGER' })],
      ['resolve', command('#1 resolve override all fine', { user_id: 'U0STRANGER' })],
      ['cancel', command('#1 cancel all fine', { user_id: 'U0STRANGER' })],
    ]);
  });

  it('by a button or a form whose seal is missing, of another verb, of another incident, or cut', async () => {
    expectLog(/^warn refused a (?:button|form) without airb's seal/);
    const ack = sealedPress('page.ack', '1');
    const note = sealedState('note', '1');
    const raw = { sealed: false };
    await refusesAll([
      ['no seal, as an older airb posted it', press('page.ack', '1', raw)],
      ['the seal of another verb', press('verify.start', ack, raw)],
      ['another value before the seal', press('page.ack', ack.replace(/^1/, '2'), raw)],
      ['a value put before the sealed one', press('role.take', `1|commander${ack.slice(1)}`, raw)],
      ['a seal cut short', press('page.ack', ack.slice(0, -1), raw)],
      ['nothing but a seal', press('page.ack', ack.slice(1), raw)],
      ['a menu entry without a seal', press('step.done', '1|triage.read-twenty', raw)],
      ['no seal on a form', submit('note', '1', { text: 'planted' }, raw)],
      ['the seal of another form', submit('cancel', note, { reason: 'planted' }, raw)],
      ['another incident in the form', submit('note', note.replace(/^1/, '2'), { text: 'planted' }, raw)],
    ]);
  });

  it('by a body that is signed but none of Slack’s', async () => {
    expectLog(/^warn refused a request to \/slack\/events/);
    const house = await openHouse();
    const before = await house.stored();
    const form = 'application/x-www-form-urlencoded';
    const json = 'application/json';
    const bodies: [body: string, type: string, status: number][] = [
      ['payload=', form, 400],
      ['payload={', form, 400],
      ['{', json, 400],
      ['['.repeat(50_000), json, 400],
      ['{"type":"event_callback","event":{"type":"message"}}', json, 200],
      ['{"type":"event_callback","event":{"type":"launch","channel":"C01INC"}}', json, 200],
      [
        '{"type":"event_callback","event":{"type":"message","channel":"C01INC","user":7,"text":{},"ts":"x"}}',
        json,
        200,
      ],
    ];
    for (const [body, type, expected] of bodies) {
      const { status } = await house.deliver(body, { headers: { 'content-type': type } });
      expect([body.slice(0, 90), status]).toEqual([body.slice(0, 90), expected]);
    }
    expect(await house.stored()).toEqual(before);
  });
});

type Told = Awaited<ReturnType<House['deliver']>>;

/** Delivers each; all are acked, none leaves anything behind, and nothing of it fails inside. */
async function refusesAll(
  requests: [what: string, body: string][],
  look: (answer: Told, what: string) => void = ({ status }, what) =>
    expect([what, status]).toEqual([what, 200]),
): Promise<void> {
  const house = await openHouse();
  const before = await house.stored();
  for (const [what, body] of requests) {
    look(await house.deliver(body), what);
    expect([what, await house.stored()]).toEqual([what, before]);
  }
}

describe('eighty requests that come to no end', () => {
  it('shut nobody else out', async () => {
    const house = await openHouse();
    const headers = Object.entries({ ...signed('x'), 'transfer-encoding': 'chunked', host: 'x' });
    const head = headers.map(([name, value]) => `${name}: ${value}`).join('\r\n');
    const sockets = Array.from({ length: 80 }, () => {
      const socket = connect(Number(new URL(house.url).port), '127.0.0.1').on('error', () => undefined);
      socket.write(`POST /slack/events HTTP/1.1\r\n${head}\r\n\r\n1\r\nx\r\n`);
      return socket;
    });
    await Promise.all(sockets.map((socket) => (socket.connecting ? once(socket, 'connect') : undefined)));
    expect((await house.deliver(command('help'))).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });
});

describe('Slack that holds events back', () => {
  it('is told in /readyz, is kept for the doctor, and ends nothing', async () => {
    expectLog(/^warn Slack holds events back/);
    const house = await openHouse();
    const body = JSON.stringify({
      ...{ token: 'x', type: 'app_rate_limited', team_id: 'T0AIRB', api_app_id: 'A0' },
      minute_rate_limited: 1739801400,
    });
    const answer = await house.deliver(body, { headers: { 'content-type': 'application/json' } });
    expect(answer.status).toBe(200);
    const ready = (await (await fetch(`${house.url}/readyz`)).json()) as { checks: { name: string }[] };
    expect(ready.checks.find(({ name }) => name === 'chat')).toMatchObject({
      ok: false,
      findings: [expect.stringContaining('app_rate_limited')],
    });
    expect(Number(await house.app.store.recall('slack/held-back'))).toBeGreaterThan(0);
  });
});
