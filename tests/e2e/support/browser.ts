import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The shell alone draws the same pages and takes a good third less of the processor. */
const known = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
const installed = known.find((file) => existsSync(file));

/** Whether this machine has a browser; says so aloud when it has none, so a skipped suite is never silent. */
export function haveBrowser(): boolean {
  if (installed) return true;
  console.warn(
    `No browser at ${known.join(' or ')}: the browser tests are skipped. Install one to run them.`,
  );
  return false;
}

/** A browser of its own, with a fresh profile and no traffic of its own. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(installed ? { executablePath: installed } : {}),
    args: [
      '--no-sandbox',
      '--headless',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
    ],
  });
}
