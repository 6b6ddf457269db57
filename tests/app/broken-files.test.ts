import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { startApp } from '../../src/app/start.ts';
import { readConfig } from '../../src/config.ts';
import { type RunbookFolder, runbookFolder } from '../library/folder.ts';
import { expectLog, logged, testLog } from '../support/log.ts';
import { playSlack, slackSettings } from '../support/slack-workspace.ts';
import { until } from '../support/until.ts';

const refusals = 'library/governance/refusal-spike.yaml';

describe('a start with a broken runbook file', () => {
  let folder: RunbookFolder;
  let dataDir: string;
  let slack: Awaited<ReturnType<typeof playSlack>>;
  beforeEach(async () => {
    slack = await playSlack({ clock: { now: Date.now, advance: async () => undefined } });
    onTestFinished(slack.close);
    folder = runbookFolder();
    dataDir = mkdtempSync(join(tmpdir(), 'airb-kept-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  });

  async function started(): Promise<App> {
    const config = readConfig({
      AIRB_PORT: '0',
      AIRB_DATA_DIR: dataDir,
      AIRB_RUNBOOKS_DIR: folder.dir,
      ...slackSettings(slack),
    });
    const app = await startApp(config, { log: testLog, actionHosts: [] });
    onTestFinished(() => app.stop().then(() => undefined));
    return app;
  }
  const titleIn = (app: App) => app.library().runbooks.find(({ id }) => id === 'refusal-spike')?.title;
  const told = () =>
    slack.sandbox
      .dump()
      .channels.flatMap(({ name, messages }) => messages.map(({ text }) => ({ name, text })))
      .filter(({ text }) => text.includes('started with the last good version'));

  it('uses the kept version of that file and the present one of all others, and says so where people look', async () => {
    expectLog(/^error .*refusal-spike\.yaml:\d+/, /started with the kept version .*refusal-spike/);
    const first = await started();
    const good = titleIn(first);
    await first.stop();
    folder.edit(refusals, /^title:/m, 'titel:');
    folder.edit('systems/support-bot.yaml', /^title: .*/m, 'title: Support desk');

    const second = await started();
    expect(titleIn(second)).toBe(good);
    expect(second.library().systems.find(({ id }) => id === 'support-bot')?.title).toBe('Support desk');
    const ready = (await (await fetch(`${second.url}/readyz`)).json()) as { checks: { name: string }[] };
    expect(ready.checks.find(({ name }) => name === 'runbooks')).toMatchObject({
      ok: false,
      detail: 'a file is broken; the last good version is in use',
    });
    await until('the incidents channel hears of it', () => told().length > 0);
    await second.stop();

    const third = await started();
    expect(titleIn(third)).toBe(good);
    await third.stop();
    expect(told()).toEqual([{ name: 'incidents', text: expect.any(String) }]);

    folder.edit(refusals, /^titel:/m, 'title:');
    const fourth = await started();
    expect(fourth.findings().filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('takes all files as they were where the fault lies between them', async () => {
    expectLog(/^error /, /started with the kept version/);
    await (await started()).stop();
    folder.remove('organization.yaml');
    folder.edit('systems/support-bot.yaml', /^title: .*/m, 'titel: x');
    const again = await started();
    expect(again.library().systems.map(({ id }) => id)).toContain('support-bot');
  });

  it('is refused with the line where nothing was kept', async () => {
    expectLog(/^error .*refusal-spike/);
    folder.edit(refusals, /^title:/m, 'titel:');
    await expect(started()).rejects.toThrow(/refusal-spike\.yaml:\d+/);
    // There is no last good version, so none is spoken of.
    expect(logged().filter(({ message }) => /kept version|in use/.test(message))).toEqual([]);
  });
});
