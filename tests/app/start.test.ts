import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { runApp } from '../support/app.ts';

/** The port a start that fails had opened, asked for by whoever comes next. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

describe('a start', () => {
  it('that fails half way closes what it had opened, so the next one finds the port free', async () => {
    const port = String(await freePort());
    await expect(runApp([], { AIRB_PORT: port }, { scenario: 'nope' })).rejects.toThrow(/no scenario nope/);
    const { app, close } = await runApp([], { AIRB_PORT: port });
    expect(app.url).toBe(`http://127.0.0.1:${port}`);
    await close();
    await expect(fetch(app.url)).rejects.toThrow();
  });

  it('can be stopped twice', async () => {
    const { app, close } = await runApp();
    await app.stop();
    await close();
  });

  it('begins with the scenario the workspace file names, unless another is asked for', async () => {
    const first = await runApp();
    expect(first.app.sandbox?.opening).toBe('support-bot');
    await first.close();
    const change = (text: string) => text.replace('scenario: support-bot\n', '');
    const unnamed = await runApp([{ file: 'scenarios/workspace.yaml', change }]);
    expect(unnamed.app.sandbox?.opening).toBe('blind-signal');
    await unnamed.close();
    const asked = await runApp([], {}, { scenario: 'cost-spike' });
    expect(asked.app.sandbox?.opening).toBe('cost-spike');
    await asked.close();
  });
});
