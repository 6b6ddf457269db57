import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, type Workspace } from '../../src/cli/demo/workspace.ts';
import { apiToken, type RunningApp, runApp } from '../support/app.ts';
import { slack } from '../support/story.ts';
import { until } from '../support/until.ts';
import { haveBrowser, startBrowser } from './support/browser.ts';

const long = `An${'other'.repeat(30)} title without a place to break it, and then some more words`;

describe.skipIf(!haveBrowser())('pages that keep themselves current', () => {
  let running: RunningApp;
  let browser: Browser;
  let people: Workspace;

  beforeAll(async () => {
    running = await runApp();
    people = createWorkspace(running.app.url);
    await people.fire('support-bot');
    await until('the incident', () => running.app.store.head(1));
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await running?.close();
  });

  async function opened(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.goto(`${running.app.url}${path}`);
    return page;
  }

  const note = (text: string) => people.command(slack.ana, 'C01GEN', `#1 note ${text}`);
  const sideways = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  it('follow what happens, and leave the reader where they are', async () => {
    const page = await opened('/incidents/1');
    await page.getByText('Live.').waitFor();
    const link = page.getByRole('link', { name: 'Postmortem' });
    await link.focus();
    await note('the second region is calm');
    await page.getByText('the second region is calm').first().waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Postmortem');
    await page.context().close();
  });

  it('say so when the connection is lost, and come back with what was missed', async () => {
    const page = await opened('/incidents/1');
    await page.getByText('Live.').waitFor();
    await page.context().setOffline(true);
    await note('meanwhile nobody looked');
    await page.getByText('Not live at the moment').waitFor();
    await page.context().setOffline(false);
    await page.getByText('meanwhile nobody looked').first().waitFor();
    await page.context().close();
  });

  it('are read anew under the rules for strangers when the reader signs out elsewhere', async () => {
    const page = await opened(`/incidents/1?token=${apiToken}`);
    await page.getByText('Live.').waitFor();
    const loaded = page.waitForEvent('load');
    await page.context().request.post(`${running.app.url}/incidents/sign-out`);
    await loaded;
    await page.context().close();
  });

  it('say as much without JavaScript', async () => {
    const page = await opened('/home/ana', { javaScriptEnabled: false });
    expect(await page.getByText('Reload this page to see what changed.').count()).toBe(1);
    expect(await page.getByRole('heading', { name: 'Paged, not answered' }).count()).toBe(1);
    await page.context().close();
  });

  it('fit a phone, whatever an incident is called', async () => {
    await people.command(slack.ana, 'C01GEN', `declare sev3 support-bot ${long}`);
    for (const path of ['/incidents', '/incidents/1', '/home/ana', '/home'])
      for (const width of [360, 390]) {
        const page = await opened(path, { viewport: { width, height: 780 } });
        expect(await sideways(page), `${path} at ${width}`).toBe(0);
        await page.context().close();
      }
  });
});
