import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import { expectLog } from '../support/log.ts';
import { haveBrowser, startBrowser } from './support/browser.ts';
import {
  entraIds,
  havePlayground,
  type Playground,
  type Somebody,
  startPlayground,
} from './support/playground.ts';
import { createTeammate, type Teammate } from './support/teammate.ts';

/** For one step, or for the start, on a busy machine. */
const SLOW = 120_000;
const CARD = 'INC-1 · SEV';
const CHECKLIST = /Checklist · \d+ of 13 steps/;
const TRIAGE = /Triage · \d of 5.*What it means/s;
const PAGE = 'You are the owner on call.';

/** The Playground knows one team with one channel besides General, and nothing of Slack. */
const inTeams = {
  file: 'organization.yaml',
  change: (text: string) =>
    Object.entries(entraIds)
      .reduce(
        (file, [id, entra]) => file.replace(`slack: U01${id.toUpperCase()}\n`, `$&    teams: ${entra}\n`),
        text,
      )
      .replace('incidentsChannel: incidents\n', '$&rooms: [teams]\n')
      .replace('channel: support-leadership', 'channel: General'),
};

const possible = [haveBrowser(), havePlayground()].every(Boolean);

// The app is added when airb runs already, the Playground begins with an empty request, and no card can be pinned.
expectLog(/^warn Teams does not show airb its place/, /^warn refused a request .*it is no activity/);
expectLog(/^warn Teams lets no bot pin a message/);

describe.skipIf(!possible)('the worked example in the Agents Playground', { timeout: SLOW }, () => {
  let running: RunningApp;
  let playground: Playground;
  let browser: Browser;
  let r: Teammate;

  beforeAll(async () => {
    [playground, browser] = await Promise.all([startPlayground(), startBrowser()]);
    running = await runApp([inTeams], { TEAMS_DEVELOPMENT: '1' });
    playground.connect(running.app.url);
    const page = await browser.newPage({ viewport: { width: 1300, height: 1000 } });
    page.setDefaultTimeout(20_000);
    await page.goto(playground.url);
    r = createTeammate(page);
  }, SLOW);
  afterAll(async () => {
    await browser?.close();
    await running?.app.stop();
    await playground?.stop();
  });

  const as = (person: Somebody) => playground.become(person);

  async function control(path: string, body: object): Promise<void> {
    const answer = await fetch(`${running.app.url}/sandbox/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
  }

  async function passes(minutes: number): Promise<void> {
    await control('clock', { advanceMs: minutes * 60_000 });
  }

  /** Everybody has spoken to airb once, so everybody's 1:1 chat is the one the Playground shows. */
  it('greets everybody in person and the channel', async () => {
    expect(await r.reads('airb is here.')).toContain('It pages you in this chat');
    for (const [n, person] of (['ana', 'ben', 'chloe', 'dev'] as const).entries()) {
      as(person);
      await r.says('my incidents');
      await r.card('Nothing waits for you.', n).waitFor();
    }
    await r.enter('Sample organization - incidents');
    expect(await r.reads('airb is here.')).toContain('@airb declare opens an incident.');
  });

  it('opens a thread for the alert and pages the owner', async () => {
    await control('scenario', { name: 'support-bot' });
    expect(await r.reads('Everything about this incident is said here below.')).toContain(
      'inc-20250217-1-support-bot-refusal-spike',
    );
    // Drawn again once the signals have told when users began to feel it.
    const card = await r.reads(/INC-1 · SEV2[\s\S]*prompt v6 → v7, 3[2-5] min before the start/);
    expect(card).toContain('INC-1 · SEV2 · Support bot refuses too much');
    expect(card).toContain('Refusals 19 % (normal 4 %)');
    expect(card).toContain('Ben, Finn or Hugo, 1 approval for each rollback, stop or fallback at SEV2');
    expect(await r.reads(/you are needed in this incident/)).toContain('Ana Lima');
    await r.reads(CHECKLIST);
    as('ana');
    await r.enter('Personal Chat');
    expect(await r.reads(PAGE)).toContain('SEV2 support-bot — refusals 19 % (normal 4 %)');
    await r.press('Acknowledge', PAGE);
    await r.reads(/You acknowledged at .*Nobody else is paged\./);
  });

  it('unfolds the checklist and works it: done, and skipped with a reason', async () => {
    await r.enter('Sample organization - incidents');
    await r.reads(/Ana acknowledged after .* \(via chat\)\. Nobody else is paged\./);
    await r.press('Show', CHECKLIST, 1);
    await r.reads(TRIAGE);
    await r.press(/^Done$/, TRIAGE);
    await r.reads(/✓ 1\. Read twenty refused requests — Ana/);
    await r.pick('Skip…', TRIAGE);
    await r.enter('Personal Chat');
    await r.sends('Skip', 'Skip a step', { 'Why is it skipped?': 'the traces name no policy' });
    await r.enter('Sample organization - incidents');
    expect(await r.reads(/skipped: 2\. Find out which component said no — Ana .*names? no policy/)).toContain(
      'Triage · 2 of 5',
    );
  });

  it('takes commands by mention, and says what to type when one is wrong', async () => {
    as('ben');
    await r.mentions('severity sev1 paid customers are refused');
    expect(await r.reads('Severity sev2 → sev1 (Ben: paid customers are refused)')).toContain(
      'Updates every 20 min',
    );
    await r.mentions('severity sev2 people can answer meanwhile');
    await r.reads(/Severity sev1 → sev2.*Updates every 30 min/);
    await r.mentions('sevrity sev1');
    await r.enter('Personal Chat');
    expect(await r.reads('There is no command “sevrity”')).toContain('Usage: @airb severity');
  });

  it('writes the stakeholder update in a form, and posts it to the audience', async () => {
    as('chloe');
    await r.enter('Sample organization - incidents');
    await r.mentions('update');
    await r.enter('Personal Chat');
    await r.press('Preview', 'Stakeholder update');
    await r.reads('Nothing is sent yet.');
    await r.sends('Send', 'Nothing is sent yet.');
    await r.enter('Sample organization - incidents');
    await r.reads('Chloe posted the internal update to support-leadership.');
    await r.enter('Sample organization - General');
    const update = await r.reads('update on INC-1');
    expect(update).toMatch(
      /Users see: The assistant declines some questions.*Scope: .*Next update: .*Who owns it: Ben Okafor/s,
    );
  });

  it('offers a role to somebody, whom nobody else can answer for, and who takes it', async () => {
    as('ben');
    await r.enter('Sample organization - incidents');
    await r.mentions('role scribe @chloe');
    await r.reads(/Ben offers Chloe Martin the role of scribe\. Nobody keeps the notes yet\. Open until /);
    await r.enter('Personal Chat');
    const asked = await r.reads('Ben asks you to take');
    expect(asked).toMatch(/With it you keep the notes\. SEV2 .*[Rr]efusals 19 %/);
    // Had this counted, nothing would be left to press for Chloe.
    as('dev');
    await r.press('Accept', 'Ben asks you to take');
    as('chloe');
    await r.press('Accept', 'Ben asks you to take');
    await r.reads(/Ben offered you .*scribe.*Accepted .*: Chloe keeps the notes/);
    await r.enter('Sample organization - incidents');
    await r.reads('Chloe Martin is scribe now');
  });

  it('rolls back the prompt once somebody approved it, and reads what it did', async () => {
    as('dev');
    await r.enter('Sample organization - incidents');
    await r.press('Roll back…', CARD);
    await r.enter('Personal Chat');
    await r.sends('Ask for rollback', 'prompt v7 → v6', {
      'Why this part?': 'declines too readily',
      'Evidence is incomplete': 'the guardrail had no part in it',
    });
    await r.enter('Sample organization - incidents');
    await r.reads(
      /Rollback of prompt v7 → v6.*Waits for 1 more approval\. May approve: Ben, Finn and Hugo\./s,
    );
    await r.reads('Dry run of prompt v7 → v6: the target would accept it.');
    as('ben');
    await r.press('Approve', 'Waits for 1 more approval');
    await r.enter('Personal Chat');
    await r.press('Approve', 'Approve this rollback?');
    await r.enter('Sample organization - incidents');
    await r.reads(/Rollback of prompt.*Approved by Ben\. Took effect/s);
    await passes(5);
    await passes(1);
    expect(await r.reads(/after 6 min.*partly contained/s)).toContain(
      'Refusals 19 % → 8 % after 6 min, normal 4 %: partly contained',
    );
  });

  it('rolls back the index where it is due, and it is contained', async () => {
    await r.press('Roll back index…', 'Now: roll back index');
    await r.enter('Personal Chat');
    await r.sends('Ask for rollback', 'index kb-2025-02-15 → kb-2025-02-01', {
      'Evidence is incomplete': 'as before',
    });
    await r.enter('Sample organization - incidents');
    await r.reads('Dry run of index kb-2025-02-15 → kb-2025-02-01: the target would accept it.');
    await r.press('Approve', 'Waits for 1 more approval');
    await r.enter('Personal Chat');
    await r.press('Approve', 'Approve this rollback?');
    await r.enter('Sample organization - incidents');
    await r.reads(/Rollback of index.*Approved by Ben\. Took effect/s);
    await passes(5);
    await passes(1);
    await r.reads('Refusals 8 % → 5 % after 6 min, normal 4 %: contained');
  });

  it('verifies that it holds, resolves, and hands over the postmortem', async () => {
    await r.press('Verify recovery', 'Now: verify the recovery');
    await r.reads(
      'Ben started verification: refusals, unsafe answers and ticket deflection must stay in range',
    );
    await passes(15);
    await r.reads('Every metric stayed in range for 10 min. The incident can be resolved.');
    await r.mentions('category prompt it went away with v7');
    await r.reads('Category: prompt (Ben: it went away with v7).');
    await r.press('Resolve…', 'Now: resolve');
    await r.enter('Personal Chat');
    await r.sends('Resolve', 'Still open:');
    await r.enter('Sample organization - incidents');
    await r.reads(/Resolved by Ben\. Felt for .* min, from .*\. The postmortem is due in 5 days\./);
    await r.reads('inc-1-postmortem.md');
    await r.enter('Sample organization - General');
    await r.reads('INC-1 · Resolved');
  });

  it('ends without leaving anything open', async () => {
    await browser.close();
    await running.close();
  });
});
