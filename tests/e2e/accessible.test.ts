import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace } from '../../src/cli/demo/workspace.ts';
import { apiToken, type RunningApp, runApp } from '../support/app.ts';
import { until } from '../support/until.ts';
import { haveBrowser, startBrowser } from './support/browser.ts';

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

/** What each page breaks of the rules that a machine can check (WCAG 2.1 A and AA), with the first place of each. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = (await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] })",
  )) as AxeResults;
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes[0]?.html.slice(0, 160)})`);
}

/** True where something is wider than the window. */
const scrollsSideways = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

/** Text that is cut where its box ends: nobody reads the rest on a phone. What is meant for screen readers alone is a pixel. */
const cutTexts = (page: Page) =>
  page.evaluate(`
    [...document.querySelectorAll('body *')]
      .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.clientWidth > 1)
      .filter((one) => /hidden|clip/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1)
      .map((one) => one.tagName + ': ' + one.textContent.trim().slice(0, 80))`) as Promise<string[]>;

/** What can be pressed or filled in, but for the parts of a group that arrow keys move in. */
const pressable =
  'a[href], button:enabled, input:enabled:not([type=hidden], [type=radio], .visually-hidden), select:enabled, textarea:enabled, summary';
const byArrows = '[role=tab], [role=option], [role=menuitem], [role=radio], [role=toolbar] *';

/** How something looks, with what it stands in and the boxes of a drawing. */
const lookOf = `(one) => {
  const around = [one, one.parentElement, one.parentElement?.parentElement, ...one.querySelectorAll('rect')];
  return around.filter(Boolean).map(getComputedStyle)
    .map(({ outline, boxShadow, borderColor, stroke, strokeWidth }) => [outline, boxShadow, borderColor, stroke, strokeWidth])
    .join();
}`;

/** What the Tab key does not lead to, and where nobody sees that it has. */
async function lostToKeys(page: Page): Promise<string[]> {
  const wanted = (await page.evaluate(`
    [...document.querySelectorAll('${pressable}')]
      .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.matches('${byArrows}'))
      .map((one, n) => {
        one.dataset.place = n;
        one.dataset.look = (${lookOf})(one);
        return one.outerHTML.slice(0, 120);
      })`)) as string[];
  const [reached, seen] = [new Set<number>(), new Set<number>()];
  for (let presses = 0; presses < wanted.length + 30 && reached.size < wanted.length; presses++) {
    await page.keyboard.press('Tab');
    const [place, isSeen] = (await page.evaluate(`{
      const { dataset } = document.activeElement;
      [Number(dataset.place ?? -1), dataset.look !== (${lookOf})(document.activeElement)];
    }`)) as [number, boolean];
    if (place >= 0) reached.add(place);
    if (isSeen) seen.add(place);
  }
  return wanted.flatMap((what, n) => [
    ...(reached.has(n) ? [] : [`Tab never comes to ${what}`]),
    ...(reached.has(n) && !seen.has(n) ? [`nobody sees that Tab came to ${what}`] : []),
  ]);
}

describe.skipIf(!haveBrowser())('everybody can use', () => {
  let running: RunningApp;
  let browser: Browser;

  beforeAll(async () => {
    running = await runApp();
    await createWorkspace(running.app.url).fire('support-bot');
    await until('the incident', () => running.app.store.head(1));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await running?.close();
  });

  it.each([
    '/incidents',
    '/incidents/1',
    '/incidents/1/runbook',
    '/incidents/1/postmortem',
    '/home/ana',
    '/feedback',
    '/sandbox/',
  ])('%s: light and dark, with the keys alone, at a desk and on a small phone', async (path) => {
    const headers = { authorization: `Bearer ${apiToken}` };
    const signedIn = path.startsWith('/sandbox') ? {} : { extraHTTPHeaders: headers };
    const viewport = { width: 1440, height: 900 };
    const context = await browser.newContext({
      colorScheme: 'light',
      reducedMotion: 'reduce',
      viewport,
      ...signedIn,
    });
    const page = await context.newPage();
    const answer = await page.goto(`${running.app.url}${path}`);
    expect(answer?.status()).toBe(200);
    expect(await faults(page), 'light').toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await faults(page), 'dark').toEqual([]);
    expect(await lostToKeys(page), 'by the keyboard').toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await scrollsSideways(page), 'nothing is wider than the window').toBe(false);
    expect(await cutTexts(page), 'nothing is cut').toEqual([]);
    expect(await faults(page), 'small').toEqual([]);
    await context.close();
  });
});
