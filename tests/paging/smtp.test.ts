import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError, DeliveryError } from '../../src/errors.ts';
import { letterOf } from '../../src/paging/mail.ts';
import { smtpPager } from '../../src/paging/smtp.ts';
import type { PageRequest } from '../../src/ports/pager.ts';
import { page } from '../contracts/pager.contract.ts';
import { failureOf } from '../support/endpoint.ts';
import { closed, listening } from '../support/loopback.ts';
import { type MailServer, mailServer } from '../support/mail-server.ts';

let server: MailServer;
afterEach(() => server.close());

const from = 'airb <airb@example.org>';
const addressOf = (id: string) => (id === 'ana' ? 'ana@example.org' : undefined);
const pager = (url: string, timeoutMs = 5000) => smtpPager({ url, from, addressOf, timeoutMs });

/** The head of a letter, by name. */
const head = (message: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'im').exec(message)?.[1]?.replace(/\r\n\s+/g, ' ');

describe('paging by e-mail', () => {
  it('sends one letter with the page as text and as HTML', async () => {
    server = await mailServer();
    await pager(server.url).send(page);
    const [letter] = server.letters;
    expect(letter?.to).toEqual(['ana@example.org']);
    expect(head(letter?.message ?? '', 'From')).toBe('airb <airb@example.org>');
    expect(letter?.message).toContain('multipart/alternative');
    // Long lines are folded on the way.
    expect(letter?.message.replaceAll('=\r\n', '')).toContain('https://airb.example.org/incidents/42');
    expect(head(letter?.message ?? '', 'Auto-Submitted')).toBe('auto-generated');
  });

  it('keeps the letters of an incident in one thread, and a repeat has the same id', async () => {
    server = await mailServer();
    const mail = pager(server.url);
    for (const action of ['trigger', 'trigger', 'acknowledge'] as const) await mail.send({ ...page, action });
    const ids = server.letters.map(({ message }) => head(message, 'Message-ID'));
    expect(ids[0]).toBe('<airb-42-1.ana.trigger@example.org>');
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    const threads = server.letters.map(({ message }) => head(message, 'References'));
    expect(new Set(threads)).toEqual(new Set(['<airb-42@example.org>']));
  });

  it('says that somebody has no address, and sends nothing', async () => {
    server = await mailServer();
    const lost: PageRequest = { ...page, people: [{ id: 'dev', name: 'Dev Patel' }] };
    const error = await failureOf(pager(server.url).send(lost));
    expect(error).toMatchObject({ retry: false, uncertain: false, code: 'smtp_no_address' });
    expect(String(error)).toContain('Dev Patel: no e-mail address in organization.yaml');
    expect(server.letters).toEqual([]);
  });

  it('keeps foreign text from the head of the letter and from its markup', async () => {
    server = await mailServer();
    await pager(server.url).send({
      ...page,
      summary: 'SEV2 bot\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>',
    });
    const [letter] = server.letters;
    expect(letter?.to).toEqual(['ana@example.org']);
    expect(head(letter?.message ?? '', 'Bcc')).toBeUndefined();
    expect(letterOf({ ...page, summary: '<script>alert(1)</script>' }).html).not.toContain('<script>');
  });

  it('never repeats what the server refuses for good, and does repeat what it puts off', async () => {
    const answering = (responseCode: number) =>
      mailServer({
        onRcptTo: (_, __, done) => done(Object.assign(new Error('no such mailbox'), { responseCode })),
      });
    server = await answering(550);
    const refused = await failureOf(pager(server.url).send(page));
    expect(refused).toBeInstanceOf(DeliveryError);
    expect(refused).toMatchObject({ retry: false, uncertain: false });
    expect(String(refused)).toContain('550');
    await server.close();
    server = await answering(451);
    expect(await failureOf(pager(server.url).send(page))).toMatchObject({ retry: true, uncertain: false });
  });

  it('tells nobody the password it was refused with', async () => {
    server = await mailServer({
      onAuth: (auth, _, done) => done(new Error(`wrong: ${auth.password}`)),
      authMethods: ['PLAIN'],
    });
    const url = server.url.replace('smtp://', 'smtp://airb:a-long-password@');
    const error = await failureOf(pager(url).send(page));
    expect(error).toMatchObject({ retry: false });
    expect(String(error)).not.toContain('a-long-password');
  });

  it('tries again when nobody listens', async () => {
    server = await mailServer();
    await server.close();
    const error = await failureOf(pager(server.url).send(page));
    expect(error).toMatchObject({ retry: true, uncertain: false });
    server = await mailServer();
  });

  it('waits for no server that hangs: before the greeting nothing was sent', async () => {
    server = await mailServer();
    const silent = createServer(() => undefined);
    const url = (await listening(silent)).replace(/^http/, 'smtp');
    const error = await failureOf(pager(url, 80).send(page));
    expect(error).toMatchObject({ retry: true, uncertain: false });
    expect(String(error)).toContain('did not answer in time');
    await closed(silent);
  });

  it('nor for one that hangs with the letter in hand: then it may have arrived', async () => {
    server = await mailServer({ onData: (stream) => void stream.resume() });
    const error = await failureOf(pager(server.url, 1500).send(page));
    expect(error).toMatchObject({ retry: true, uncertain: true });
  });

  it.each(['http://mail.example.org', 'mail.example.org'])('refuses the address %s', async (url) => {
    server = await mailServer();
    expect(() => pager(url)).toThrow(ConfigError);
  });
});
