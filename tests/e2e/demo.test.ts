import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveBrowser, startBrowser } from './support/browser.ts';
import { type Demo, startDemo } from './support/demo-process.ts';
import { createResponder, type Responder } from './support/responder.ts';

/** The whole walk takes half a minute where nothing else runs. */
const SLOW = 120_000;
const INCIDENT = /^inc-\d{8}-1-support-bot/;
const CARD = 'INC-1 · SEV';
const CHECKLIST = /Checklist · \d+ of 13 steps/;
const TRIAGE = /Triage · \d of 5.*What it means/s;
const QUESTIONS = 'First fifteen minutes';
const REFUSED = '“How do I cancel my plan?” was refused: the sources disagree.';

describe.skipIf(!haveBrowser())('a newcomer walks the demo', { timeout: SLOW }, () => {
  let demo: Demo;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let r: Responder;
  const faults: string[] = [];

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(20_000);
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    r = createResponder(page);
    await page.goto(demo.url);
  }, SLOW);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  const passes = (minutes: number) =>
    page
      .getByRole('region', { name: 'Guide' })
      .getByRole('button', { name: `+${minutes} min` })
      .click();

  it('fires the alert, is paged, acknowledges and is led into the channel', async () => {
    await r.takes('An alert arrives');
    await page.getByRole('button', { name: 'Fire the alert' }).click();
    await r.ticked('An alert arrives');
    await r.takes('Acknowledge the page');
    await r.enter(/^airb/);
    const paged = await r.reads('You are the owner on call.');
    expect(paged).toMatch(/SEV2 support-bot — refusals 19 % \(normal 4 %\) since 14:(03|10), paid-en\./);
    expect(paged).toContain('If nobody acknowledges by 14:15, Dev is paged.');
    await r.press('Acknowledge', 'You are the owner on call.');
    await r.reads(/You acknowledged at 14:1\d\. Nobody else is paged\./);
    await r.ticked('Acknowledge the page');
    await r.press(/^#inc-/, 'You acknowledged');
    await r.reads(CARD);
  });

  it('is asked one question at a time, and led to the prompt', async () => {
    await r.takes('Answer what is asked');
    const signals = await r.reads('Signals at 14:1');
    expect(signals).toContain('Key: refusals 19 % (normal 4 %)');
    expect(signals).toContain('Business: ticket deflection 25 % (normal 42 %)');
    expect(signals).toMatch(
      /Off as well: questions with a useful document 78 % \(normal 93 %\)[\s\S]*Also: \d+ signals as usual/,
    );
    await r.press('Refusals step up within minutes of a prompt release', 'Diagnosis · question 1');
    await r.press('Yes, the text or what it renders to', 'Diagnosis · question 1');
    await r.reads(/Diagnosis: it points at “.*”, category prompt \(Ana/);
    await r.reads('Now: roll back prompt v7 → v6.');
    await r.ticked('Answer what is asked');
  });

  it('keeps a message as evidence', async () => {
    await r.takes('Keep the evidence');
    await r.enter(INCIDENT);
    await r.writes(REFUSED);
    // By the keyboard: the message moves while others arrive, and its toolbar stays only under the pointer.
    await r.message(REFUSED).getByRole('button', { name: 'Shortcuts' }).press('Enter');
    await page.getByRole('option', { name: 'Save as evidence' }).click();
    await r.sends('Save', { 'Answers which item': 'Refused requests' });
    await r.reads(/Dev saved evidence: .* It answers “Refused requests with their full traces”/);
    await r.ticked('Keep the evidence');
  });

  it('rolls back the prompt once somebody approved it', async () => {
    await r.takes('Ask for the first rollback');
    await r.press('Roll back prompt…', 'Now: roll back prompt');
    await r.sends('Ask for rollback', { 'Evidence is incomplete': 'the guardrail had no part in it' });
    await r.reads(
      /Rollback of prompt v7 → v6.*Waits for 1 more approval\. May approve: Ben, Finn and Hugo\./,
    );
    expect(await r.reads('Was due: roll back prompt')).not.toContain('Roll back prompt…');
    await r.ticked('Ask for the first rollback');
    await r.takes('Approve it');
    await r.reads('Dry run of prompt v7 → v6: the target would accept it.');
    await r.press('Approve', 'Waits for 1 more approval');
    await r.sends('Approve');
    await r.reads(/Rollback of prompt.*Approved by Ben\. Took effect 14:1\d\. Its effect is read at 14:1/);
    await r.ticked('Approve it');
  });

  it('writes the stakeholder update with the keyboard alone', async () => {
    await page.keyboard.press('Alt+3');
    await page.getByTestId('acting').getByText('Chloe Martin').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByTestId('switcher').getByRole('combobox').waitFor();
    await page.keyboard.type('inc-20');
    await page.keyboard.press('Enter');
    await page.getByTestId('switcher').waitFor({ state: 'detached' });
    await r.tabsTo(page.getByRole('textbox', { name: /as Chloe Martin$/ }));
    await page.keyboard.type('/airb update');
    await page.keyboard.press('Enter');
    await r.dialog().waitFor();
    await r.tabsTo(r.dialog().getByLabel('Who and what is affected?'));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Paid customers writing in English.');
    await r.tabsTo(r.dialog().getByRole('button', { name: 'Preview' }));
    await page.keyboard.press('Enter');
    await r.dialog().getByText('Nothing is sent yet.').waitFor();
    await r.tabsTo(r.dialog().getByRole('button', { name: 'Send' }));
    await page.keyboard.press('Enter');
    await r.reads(/Chloe posted the internal update to support-leadership, account-managers\. Next due 14:4/);
    await r.ticked('Tell the stakeholders');
  });

  it('lets the stakeholder read it as six labelled lines, in the one clock of the sandbox', async () => {
    await r.become('Eva Sato');
    await r.enter('support-leadership');
    const update = await r.reads('update on INC-1');
    const labels = /Users see: .*Since: today 14:0[2-5].*Scope: Paid customers writing in English\..*/s;
    expect(update).toMatch(labels);
    expect(update).toMatch(/What is being done: .*Next update: 14:4\d.*Who owns it: Ben Okafor/s);
    // Those outside chat have the same, as a letter.
    await page.getByRole('tab', { name: 'Outside' }).click();
    await page.locator('.outside-item', { hasText: 'Scope: Paid customers writing in English.' }).waitFor();
    await page.getByRole('tab', { name: 'Guide' }).click();
  });

  it('reads on the card what is wrong, what is due and whose it is, and takes a role', async () => {
    await r.takes('Read the card, take a role');
    await r.enter(INCIDENT);
    await page.getByRole('button', { name: '1 pinned' }).click();
    const card = await r.reads(CARD);
    expect(card).toContain('INC-1 · SEV2 · Support bot refuses too much');
    expect(card).toMatch(
      /triage → ▸ Mitigating since 14:1\d \((just now|1 min ago)\) → verifying → resolved/,
    );
    expect(card).toContain('Refusals 19 % (normal 4 %)');
    expect(card).toMatch(/Now: wait for the effect of: rollback of prompt v7 → v6\. It is read at 14:1\d\./);
    expect(card).toContain('Ben, Finn or Hugo, 1 approval for each rollback, stop or fallback at SEV2');
    expect(card).toMatch(/prompt v6 → v7, 33 min before the start/);
    await r.press('Take it', CARD, 'takes notes');
    await r.reads('@Ana Lima is scribe now');
    await r.ticked('Read the card, take a role');
  });

  it('sets the severity by command and hears what follows from it', async () => {
    await r.takes('Say how bad it is');
    await r.writes('/airb severity sev1 paid customers are refused');
    expect(await r.reads('Severity sev2 → sev1 (Ben: paid customers are refused)')).toContain(
      'Updates every 20 min, next 14:3',
    );
    await r.writes('/airb severity sev2 people can answer meanwhile');
    await r.reads(/Severity sev1 → sev2.*Updates every 30 min, next 14:4/);
    await r.ticked('Say how bad it is');
  });

  it('opens the checklist: done with a finding, a note, skipped with a reason', async () => {
    await r.takes('Open the checklist');
    await r.press('Show', CHECKLIST, 'Triage');
    expect(await r.reads(TRIAGE)).toContain('Read twenty refused requests — usually Ana, owner');
    await r.press('Done: what I found…', TRIAGE);
    await r.sends('It is done', { 'What did you find?': 'nine of twenty were refused' });
    await r.reads(/✓ 1\. Read twenty refused requests — Ana 14:1/);
    await r.ticked('Open the checklist');
    await r.pick('Note…', TRIAGE);
    await r.sends('Save', { Note: 'Three of five quote the rule about sources' });
    await r.reads(/Ana 14:1\d: Three of five quote the rule/);
    await r.pick('Skip…', TRIAGE);
    await r.sends('Skip', { 'Why is it skipped?': 'the traces name no policy' });
    expect(
      await r.reads(/skipped: 2\. Find out which component said no — Ana .* names? no policy/),
    ).toContain('Triage · 2 of 5');
    await r.press('Hide', TRIAGE);
    await r.reads(/Checklist[\s\S]*Triage · 2 of 5/);
  });

  it('is asked only what airb could not tell by itself', async () => {
    await r.press('Show', CHECKLIST, 'First questions');
    expect(await r.reads(QUESTIONS)).toMatch(
      /First fifteen minutes · 3 of 5.*policy — airb, from what it knows/s,
    );
    await r.press(/^No$/, QUESTIONS);
    await r.reads('First fifteen minutes · 4 of 5');
    await r.press('Blocking eval set', QUESTIONS);
    await r.reads('First fifteen minutes · 5 of 5');
  });

  it('sees after six minutes that it helped in part, and what to suspect next', async () => {
    await r.takes('See what it did');
    await passes(5);
    await passes(1);
    const verdict = await r.reads(/after 6 min.*partly contained/);
    expect(verdict).toContain('Refusals 19 % → 8 % after 6 min, normal 4 %: partly contained');
    expect(verdict).toContain('Ticket deflection 25 % → 36 %, normal 42 %');
    expect(verdict).toContain('Next suspect: index kb-2025-02-15, changed 23 min before the start');
    await r.ticked('See what it did');
  });

  it('rolls back the index where it is due, and it is contained', async () => {
    await r.takes('Roll back the next suspect');
    await r.press('Roll back index…', 'Now: roll back index');
    await r.sends('Ask for rollback', { 'Evidence is incomplete': 'as before' });
    await r.reads(/Dry run of index .*: the target would accept it\./);
    await r.press('Approve', 'Waits for 1 more approval');
    await r.sends('Approve');
    await r.reads(/Rollback of index.*Approved by Ben\. Took effect/);
    await passes(5);
    await passes(1);
    expect(await r.reads(/Index kb-.* after 6 min/)).toContain(
      'Refusals 8 % → 5 % after 6 min, normal 4 %: contained',
    );
    await r.ticked('Roll back the next suspect');
  });

  it('verifies that it holds, and resolves', async () => {
    await r.takes('Verify the recovery');
    await r.press('Verify recovery', 'Now: verify the recovery');
    await r.reads(
      /Ben started verification: refusals, unsafe answers and ticket deflection must stay in range/,
    );
    await r.reads(/Recovery watch.*In range: Refusals 5 %, at most 6 % · key/);
    await passes(15);
    await r.reads('Every metric stayed in range for 10 min. The incident can be resolved.');
    await r.ticked('Verify the recovery');
    await r.takes('Resolve');
    await r.press('Resolve…', 'Now: resolve');
    expect(await r.dialog().innerText()).toMatch(/Still open:.*steps not done/s);
    await r.sends('Resolve');
    await r.reads(/Resolved by Ben\. Felt for [12]\d min, from .*\. The postmortem is due in 5 days\./);
    await r.ticked('Resolve');
  });

  it('opens the postmortem, and the guide has ticked itself to the end', async () => {
    await r.takes('Read the postmortem draft');
    await r.enter(INCIDENT);
    await page.getByRole('button', { name: 'Open inc-1-postmortem.md' }).click();
    await page.getByTestId('viewer').getByText('Support bot refuses too much').first().waitFor();
    await page.keyboard.press('Escape');
    await r.ticked('Read the postmortem draft');
    await page.getByText('All 15 done: from alert to postmortem.').waitFor();
    expect(await page.locator('[data-testid^=step-]:not([data-state=done])').count()).toBe(0);
  });

  it('tells the stakeholder that it is over', async () => {
    await r.become('Eva Sato');
    await r.enter('support-leadership');
    expect(await r.reads('INC-1 · Resolved')).toMatch(
      /Support bot works as it should again; it was felt for [12]\d min\./,
    );
    expect(faults).toEqual([]);
  });
});
