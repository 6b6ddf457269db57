import { expect, it, onTestFinished } from 'vitest';
import { actionsOf } from '../../src/app/actions.ts';
import { checkTargets } from '../../src/app/doctor/targets.ts';
import type { Library, PartSpec } from '../../src/domain/runbooks/runbook.ts';
import { endpoint } from '../support/endpoint.ts';
import { sampleLibrary } from '../support/sample-library.ts';

it('each rollback target is asked which version is live by a GET alone; one without a read-back is named and left alone', async () => {
  const target = await endpoint();
  onTestFinished(() => target.close());
  target.answer = (response) => response.writeHead(200).end('{"live":"v7"}');
  const action: PartSpec['action'] = { method: 'POST', url: `${target.url}/set`, body: {}, headers: {} };
  const current = { url: `${target.url}/live`, path: 'live', headers: {} };
  const part = (id: string, more: Partial<PartSpec>): PartSpec => ({
    ...{ id, kind: 'prompt', title: id, live: 'v7', pinned: true, separate: true, action },
    ...more,
  });
  const parts = [
    part('prompt', { current }),
    part('model', { current: { ...current, path: 'alias' } }),
    part('route', { current: { ...current, url: 'http://127.0.0.1:1/live' } }),
    part('index', { current: { ...current, secret: { env: 'INDEX_TOKEN', header: 'x', prefix: '' } } }),
    part('flag', {}),
  ];
  const library = sampleLibrary();
  const files: Library = {
    ...library,
    systems: library.systems.slice(0, 1).map((system) => ({ ...system, id: 'bot', parts })),
  };

  // Of a secret that is not set the look at the files tells, and nobody else.
  const environment = {};
  const currentOf = () => actionsOf({ environment, sandbox: undefined }, {}).current;
  const never = new Promise<void>(() => undefined);
  const checks = await checkTargets({
    files: { library: files, filled: files },
    means: { currentOf },
    waiting: { over: never },
    environment,
  });

  expect(checks.map(({ state, what }) => `${state} ${what.replace(/127\.0\.0\.1:\d+/, 'it')}`)).toEqual([
    'ok 1 rollback target said which version is live',
    'broken bot model: the answer of it has no version at alias',
    "broken bot route: it can't be reached",
    expect.stringMatching(/^ok bot flag: not asked, .*--dry-run/),
  ]);
  expect(target.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /live', 'GET /live']);
});
