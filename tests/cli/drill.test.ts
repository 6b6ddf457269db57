import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drillsHere } from '../../src/app/drill.ts';
import { registerDrill } from '../../src/cli/drill/drill.ts';
import { readConfig } from '../../src/config.ts';
import { inSqlite } from '../support/databases.ts';
import { copySample } from '../support/sample-runbooks.ts';
import { recorded } from './recorded.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'airb-drill-'));
  copySample(join(dir, 'runbooks'));
  cpSync('runbooks/scenarios/support-bot.yaml', join(dir, 'runbooks/scenarios/support-bot.yaml'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const store = () => inSqlite(dir, () => Date.now());

/** Runs the verb where a chat is connected; `playedHere` is what it would play in a sandbox. */
async function airb(words: string, { connected = true } = {}) {
  const run = { out: '', err: '', code: undefined as number | undefined, playedHere: [] as string[] };
  const config = readConfig({
    ...{ AIRB_RUNBOOKS_DIR: join(dir, 'runbooks'), AIRB_DATA_DIR: dir },
    ...{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'not-really-one' },
  });
  const means = {
    connected: () => connected,
    drills: () => drillsHere(config),
    openStore: store,
    playHere: async (scenario: string) => void run.playedHere.push(scenario),
    user: 'root',
  };
  const program = new Command().exitOverride();
  registerDrill(program, means, recorded(run));
  await program.parseAsync(['drill', ...words.split(' ').filter(Boolean)], { from: 'user' });
  return run;
}

describe('airb drill', () => {
  it('puts a drill with its people into the records, once for a system, from where the serving airb opens its channel', async () => {
    expect(await airb('')).toMatchObject({ out: expect.stringContaining('support-bot'), code: 0 });
    expect(await airb('support-bot --people ana,ben --by Rota')).toMatchObject({
      out: 'Drill INC-1 is in the records. The airb that serves them opens its channel within a minute.',
      code: 0,
    });
    const records = await store();
    const [opened] = (await records.events(1)).map(({ event }) => event);
    expect(opened).toMatchObject({
      type: 'incident.opened',
      by: { kind: 'source', name: 'Rota (command line)' },
      drill: {
        scenario: 'support-bot',
        people: [{ id: 'ana' }, { id: 'ben' }],
        truth: { parts: ['prompt', 'index'] },
      },
    });
    // Nothing real can be reached from its plan.
    expect(JSON.stringify(opened)).not.toContain('/targets/support-bot');
    expect((await records.effects(1)).map(({ body }) => body.kind)).toContain('room.open');
    await records.close();
    expect(await airb('support-bot --json')).toMatchObject({
      err: expect.stringContaining('A drill of support-bot runs already: INC-1.'),
      code: 1,
    });
  });

  it('names what it does not know, and plays in a sandbox where no chat is connected', async () => {
    expect(await airb('support-bot --people ana,zoe')).toMatchObject({
      err: expect.stringContaining('--people: organization.yaml has no zoe; it has ana'),
      code: 2,
    });
    expect(await airb('no-such')).toMatchObject({
      err: expect.stringContaining('There are support-bot.'),
      code: 1,
    });
    expect((await airb('support-bot', { connected: false })).playedHere).toEqual(['support-bot']);
    const records = await store();
    expect(await records.heads({})).toEqual([]);
    await records.close();
  });
});
