import { expect, it, onTestFinished } from 'vitest';
import type { Means } from '../../src/app/doctor/check.ts';
import { meansOf } from '../../src/app/doctor/means.ts';
import { readConfig } from '../../src/config.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { openWorkspace } from '../chat/slack/support/workspace.ts';
import { endpoint } from '../support/endpoint.ts';
import { freePort } from '../support/loopback.ts';
import { mailServer } from '../support/mail-server.ts';
import { botToken } from '../support/slack-workspace.ts';
import { doctor, given, installed, matching, wrong } from './examine.ts';

/** Means that never answer. The time is over as soon as `looks` of them were asked: asked one after the other, it never is. */
function silence(looks: readonly string[]): Partial<Means> {
  const asked = new Set<string>();
  let over: () => void = () => undefined;
  const allAsked = new Promise<void>((resolve) => {
    over = resolve;
  });
  const hang = (name: string) => (): Promise<never> => {
    asked.add(name);
    if (looks.every((one) => asked.has(one))) over();
    return new Promise(() => undefined);
  };
  const chat = (name: 'Slack' | 'Teams') => ({ name, ask: hang(name) });
  return {
    patience: () => ({ over: allAsked, end: () => undefined }),
    openStore: hang('records'),
    chats: [chat('Slack'), chat('Teams')],
    redis: hang('redis'),
    signals: { read: hang('signals'), history: hang('history'), shares: hang('shares') },
    currentOf: () => hang('targets'),
    elsewhere: hang('oncall'),
    askAudience: hang('audiences'),
  };
}

it('with everything down, all is asked side by side, and each is a finding with its cost and its fix', async () => {
  const means = silence(['records', 'Slack', 'Teams', 'redis', 'signals', 'targets', 'oncall', 'audiences']);
  const { lines, text, code } = await doctor(given(installed).env, means);
  const found = wrong(lines);
  expect(found.map(({ check, what }) => `${check}: ${what}`)).toEqual([
    'records: the records gave no answer in time',
    'redis: Redis gave no answer in time',
    'chat: Slack gave no answer in time',
    'chat: Teams gave no answer in time',
    'signals: Prometheus did not answer all queries in time',
    expect.stringMatching(/^targets: support-bot .*: no answer in time$/),
    expect.stringMatching(/^audiences: support-leadership \(#support-leadership\), .*: no answer in time$/),
    'oncall: what says who is on call gave no answer in time',
  ]);
  for (const { state, cost, fix } of found)
    expect([state, cost, fix]).toEqual(['broken', expect.any(String), expect.any(String)]);
  // Worst first, and what is fine last.
  const states = text.split('\n').flatMap((line) => /^ {2}(broken|missing|ok)/.exec(line)?.[1] ?? []);
  expect(states.lastIndexOf('broken')).toBeLessThan(states.indexOf('ok'));
  expect(text).toMatch(/\n\n8 broken, 0 missing, \d+ ok$/);
  expect(code).toBe(1);
});

it('each audience is looked at where it is told, and nobody is told anything', async () => {
  const [workspace, mail, page] = [await openWorkspace(), await mailServer(), await endpoint()];
  onTestFinished(async () => void (await Promise.all([workspace.close(), mail.close(), page.close()])));
  page.answer = (response) => response.writeHead(401).end('{"error":"Could not authenticate"}');
  const { env, folder } = given({
    ...installed,
    SLACK_BOT_TOKEN: botToken,
    SLACK_API_URL: `${workspace.url}/sandbox/slack/api`,
    SMTP_URL: mail.url,
    AIRB_MAIL_FROM: 'airb@example.org',
    STATUSPAGE_API_KEY: 'a-key-for-tests-only',
    STATUSPAGE_API_URL: page.url,
  });
  folder.edit(
    'organization.yaml',
    'audiences:\n',
    `audiences:
  by-mail: { title: Mail, email: [board@example.com], form: internal, severities: [sev1] }
  by-page: { title: Page, statuspage: { page: abc123 }, form: customer, severities: [sev1] }
  by-other-page: { title: Page, instatus: { page: def456 }, form: customer, severities: [sev1] }
  nowhere: { title: Nobody, channel: nowhere-at-all, form: internal, severities: [sev1] }
`,
  );
  const { lines } = await look(env, folder.dir);
  expect(lines).toMatchObject(
    [
      { state: 'ok', what: /^the mail server lets airb in$/ },
      { state: 'broken', what: /^Statuspage refused it with 401.*Look at STATUSPAGE_API_KEY/ },
      { state: 'missing', what: /^INSTATUS_API_KEY is not set$/ },
      { state: 'broken', what: /^There is no channel #nowhere-at-all/ },
      { state: 'ok', what: /^(airb is in it|it is public, and airb joins it with the first update)$/ },
    ].map(matching),
  );
  expect([mail.letters, page.calls.map(({ method }) => method)]).toEqual([[], ['GET']]);
  await mail.close();
  const gone = await look({ ...env, SMTP_URL: `smtp://127.0.0.1:${await freePort()}` }, folder.dir);
  expect(gone.lines[0]).toMatchObject({
    state: 'broken',
    what: expect.stringMatching(/^The mail server can’t be reached/),
  });
});

/** The first five audiences of the files. */
async function look(env: Record<string, string | undefined>, dir: string) {
  const config = readConfig(env);
  const { library } = loadLibrary(dir, { now: 0 });
  if (!library) throw new Error('the files of the story can not be used');
  const { askAudience } = meansOf(config);
  const audiences = library.organization.audiences.slice(0, 5);
  return { lines: await Promise.all(audiences.map((audience) => askAudience(audience, library))) };
}
