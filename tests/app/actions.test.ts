import { afterEach, describe, expect, it } from 'vitest';
import { actionsOf } from '../../src/app/actions.ts';
import { settingsAt } from '../../src/app/settings.ts';
import { readConfig } from '../../src/config.ts';
import type { HttpAction } from '../../src/domain/runbooks/runbook.ts';
import { type RunningApp, runApp } from '../support/app.ts';
import { expectLog } from '../support/log.ts';

const system = 'systems/support-bot.yaml';
const ownName = (text: string) => text.replaceAll(/env: [A-Z_]+/g, 'env: A_NAME_NOBODY_KNOWS');

let running: RunningApp | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

/** The app, and the rollback actions of a program beside it that has the same settings. */
async function given(change: (text: string) => string) {
  running = await runApp([{ file: system, change }]);
  const { app } = running;
  const actions = actionsOf(settingsAt(readConfig({}), app.url));
  const parts = app.library().systems.flatMap((one) => (one.file === system ? one.parts : []));
  const http = parts.find(({ id }) => id === 'prompt')?.action;
  if (!http) throw new Error('the prompt has no action');
  const run = (changed: Partial<HttpAction> = {}) =>
    actions.run({
      http: { ...http, ...changed },
      version: 'prompt-v6',
      reason: 'r',
      key: 'k',
      dryRun: false,
    });
  return { app, run };
}

describe('an action in the sandbox names a secret that is not set', () => {
  it('is no finding and is taken by its target, whatever its name', async () => {
    const { app, run } = await given(ownName);
    expect(app.findings()).toEqual([]);
    expect(await run()).toMatchObject({ heard: 'accepted', status: 200 });
  });

  it('is not called where it leads elsewhere, and a finding says what to set', async () => {
    expectLog(/^warn .*the environment variable A_NAME_NOBODY_KNOWS is not set/);
    const { app, run } = await given((text) =>
      ownName(text).replace('}/targets/support-bot/prompt', '}/../prompt'),
    );
    expect(app.findings().map(({ what }) => what)).toEqual([
      'the environment variable A_NAME_NOBODY_KNOWS is not set',
    ]);
    await expect(run()).rejects.toThrow('A_NAME_NOBODY_KNOWS is not set, so nothing was called');
    await expect(run({ url: `${app.url}/sandboxes/1` })).rejects.toThrow('A_NAME_NOBODY_KNOWS is not set');
  });
});
