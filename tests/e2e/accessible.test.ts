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
  ])('%s: light and dark, at a desk and on a small phone', async (path) => {
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
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await scrollsSideways(page), 'nothing is cut or wider than the window').toBe(false);
    expect(await faults(page), 'small').toEqual([]);
    await context.close();
  });
});
