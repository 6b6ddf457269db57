import { describe, expect, it, onTestFinished } from 'vitest';
import { endpoint } from '../support/endpoint.ts';
import { mailServer } from '../support/mail-server.ts';
import { doctor, given, installed, wrong } from './examine.ts';
import { airb } from './page-test.ts';

describe('airb doctor, on who could not be reached', () => {
  it('names the person, the systems and what is missing', async () => {
    const { folder, env } = given(installed);
    folder.edit('organization.yaml', /^ {4}slack: U01DEV\n/m, '');
    const { lines, code } = await doctor(env);
    expect(wrong(lines).filter(({ check }) => check === 'oncall')).toEqual([
      expect.objectContaining({
        state: 'missing',
        what: expect.stringMatching(
          /^Dev Patel, who is paged for .*support-bot.* at sev1, sev2 and sev3, can be reached by no way/,
        ),
        fix: 'Give `people.dev` `slack` in organization.yaml',
      }),
    ]);
    expect(code).toBe(1);
  });

  it('is content where their e-mail address is a way that is set up', async () => {
    const { folder, env } = given({
      ...installed,
      SMTP_URL: 'smtp://mail.example.org',
      AIRB_MAIL_FROM: 'a@b.org',
    });
    folder.edit('organization.yaml', /^ {4}slack: U01DEV\n/m, '');
    const { lines } = await doctor(env);
    expect(lines.filter(({ check }) => check === 'oncall')).toMatchObject([{ state: 'ok' }]);
  });
});

describe('airb doctor --page-test', () => {
  it('pages one person by each way, marked as a test, and says which did not work', async () => {
    const [webhook, mail] = [await endpoint(), await mailServer()];
    onTestFinished(async () => void (await Promise.all([webhook.close(), mail.close()])));
    webhook.answer = (response) => response.writeHead(403).end('{"message":"unknown key"}');
    const { env } = given({
      AIRB_PAGE_WEBHOOK_URL: webhook.url,
      AIRB_PAGE_WEBHOOK_SECRET: 'a-page-secret-for-tests',
      SMTP_URL: mail.url,
      AIRB_MAIL_FROM: 'airb@example.org',
    });
    const { out, code } = await airb(['doctor', '--page-test', 'ana'], env);
    expect(out).toMatch(/^paging\n {2}broken {3}webhook refused the page.*403/m);
    expect(out).toMatch(/^ {2}ok {7}smtp: sent, marked as a test; ask Ana Lima whether it arrived/m);
    expect(code).toBe(1);
    expect(mail.letters.map(({ to }) => to)).toEqual([['ana.lima@example.com']]);
    expect(mail.letters[0]?.message).toContain('TEST of paging by airb');
    expect(JSON.parse(webhook.calls[0]?.body ?? '')).toMatchObject({
      summary: expect.stringContaining('TEST of paging by airb: nothing is wrong'),
    });
  });

  it('refuses somebody nobody knows, and pages nobody', async () => {
    const { env } = given({ SMTP_URL: 'smtp://127.0.0.1:1', AIRB_MAIL_FROM: 'airb@example.org' });
    await expect(airb(['doctor', '--page-test', 'anna'], env)).rejects.toThrow(
      'nobody in organization.yaml has the id “anna”',
    );
  });
});
