import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { mailServer as connect } from '../../src/mail/mail-server.ts';
import { emailPublisher } from '../../src/publishing/email.ts';
import { letterOf } from '../../src/publishing/letter.ts';
import { failureOf } from '../support/endpoint.ts';
import { closed, listening } from '../support/loopback.ts';
import { type MailServer, mailServer } from '../support/mail-server.ts';
import { addresseeAt, announcement, memory, publication } from './given.ts';

let server: MailServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const from = 'airb <airb@example.org>';
const everybody = ['ana@example.org', 'ben@example.org', 'bad@example.org'];
const internal = publication({ form: 'internal', subject: 'INC-42 refusals', link: 'https://a.example/42' });

function publisher(url: string, { kept = memory(), timeoutMs = 5000 } = {}) {
  return emailPublisher({
    server: connect({ url, from, timeoutMs }),
    memory: kept,
    addresseeOf: addresseeAt({ by: 'email', addresses: everybody }, 'America/New_York'),
  });
}

const head = (message = '', name = '') =>
  new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'im').exec(message)?.[1]?.replace(/\r\n\s+/g, ' ');

const refusing = (responseCode: number) =>
  mailServer({
    onRcptTo: ({ address }, _, done) =>
      address.startsWith('bad')
        ? done(Object.assign(new Error('no such mailbox'), { responseCode }))
        : done(),
  });

describe('an audience with e-mail addresses', () => {
  it('gets one letter in which nobody reads who else gets it, as text and as HTML', async () => {
    server = await mailServer();
    await publisher(server.url).publish(announcement({ publication: internal }));
    expect(server.letters).toHaveLength(1);
    const [letter] = server.letters;
    expect(letter?.to).toEqual(everybody);
    expect(letter?.message).not.toContain('ana@example.org');
    expect(letter?.message).toContain('multipart/alternative');
    expect(head(letter?.message, 'List-Id')).toContain('<public.example.org>');
    expect(head(letter?.message, 'Subject')).toBe('INC-42 refusals');
  });

  it('reads one thread for each incident', async () => {
    server = await mailServer();
    const mail = publisher(server.url);
    const { thread } = await mail.publish(announcement({ publication: internal }));
    await mail.publish(announcement({ key: '42.9.1', publication: internal, thread: thread ?? '' }));
    const [one, two] = server.letters.map(({ message }) => message);
    expect(head(one, 'In-Reply-To')).toBeUndefined();
    expect(head(two, 'In-Reply-To')).toBe(head(one, 'Message-ID'));
    expect(head(two, 'References')).toBe(head(one, 'Message-ID'));
    expect(head(two, 'Subject')).toBe('Re: INC-42 refusals');
  });

  it('reads times in its zone, which is named', () => {
    const { text } = letterOf(internal, { zone: 'America/New_York', footer: 'f', reply: false });
    expect(text).toContain('Next update: 09:40 EST');
  });

  it('reads foreign text as text', () => {
    const { html } = letterOf(internal, { zone: 'UTC', footer: 'f', reply: false });
    expect(html).toContain('some are refused &lt;b&gt;now&lt;/b&gt;');
  });

  it('all but one hear it where one address is refused, and that is told', async () => {
    server = await refusing(550);
    const { trouble } = await publisher(server.url).publish(announcement({ publication: internal }));
    expect(server.letters.map(({ to }) => to)).toEqual([['ana@example.org', 'ben@example.org']]);
    expect(trouble?.text).toMatch(/except bad@example\.org \(550/);
  });

  it('is not written to twice where one address is put off; that one is told after three tries', async () => {
    server = await refusing(451);
    const mail = publisher(server.url, { kept: memory() });
    const publish = () => mail.publish(announcement({ publication: internal }));
    for (let n = 0; n < 2; n += 1)
      expect(await failureOf(publish())).toMatchObject({ retry: true, uncertain: false });
    expect((await publish()).trouble?.text).toMatch(/except bad@example\.org \(.*451/);
    expect(server.letters).toHaveLength(1);
  });

  it('waits for no server that hangs', async () => {
    const silent = createServer(() => undefined);
    const url = (await listening(silent)).replace('http', 'smtp');
    const error = await failureOf(
      publisher(url, { timeoutMs: 50 }).publish(announcement({ publication: internal })),
    );
    expect(error).toMatchObject({ retry: true, uncertain: false });
    expect(String(error)).toContain('did not answer in time');
    await closed(silent);
  });
});
