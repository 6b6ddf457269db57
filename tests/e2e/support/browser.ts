import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** Whether this machine has a browser; says so aloud when it has none, so a skipped suite is never silent. */
export function haveBrowser(): boolean {
  if (existsSync(CHROMIUM)) return true;
  console.warn(`No browser at ${CHROMIUM}: the browser tests are skipped. Install chromium to run them.`);
  return false;
}

/** A browser of its own, with a fresh profile and no traffic of its own. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--headless',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
    ],
  });
}
