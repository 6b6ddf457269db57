import { expect, it } from 'vitest';
import { actionsOf } from '../../src/app/actions.ts';
import { checkAddresses } from '../../src/app/doctor/addresses.ts';
import { audienceAsker } from '../../src/app/doctor/ask-audience.ts';
import { publishersOf } from '../../src/app/publishers.ts';
import { openSchedules } from '../../src/app/schedules.ts';
import { tracesOf } from '../../src/app/signals.ts';
import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import type { Library, PartSpec, SystemSpec } from '../../src/domain/runbooks/runbook.ts';
import { findingLine } from '../../src/library/finding.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { outgoingIn } from '../../src/library/outgoing.ts';
import { silentLog } from '../../src/log.ts';
import { runbookFolder } from '../library/folder.ts';
import { announcement, memory } from '../publishing/given.ts';
import { failureOf } from '../support/endpoint.ts';

const bot = 'systems/support-bot.yaml';
const organization = 'organization.yaml';
const bare = { environment: {}, sandbox: undefined };

let stolen: ReturnType<typeof filesNaming> | undefined;

/** The files with one host at every place that airb calls, as somebody has them who may write one line there. */
function filesNaming(host: string, mayCall = '') {
  const folder = runbookFolder();
  const url = `https://${host}/latest/meta-data/iam/security-credentials/airb`;
  folder.edit(bot, "url: '${AIRB_SANDBOX_URL}/targets/support-bot/flag'", `url: '${url}'`);
  folder.edit(bot, '${AIRB_SANDBOX_URL}/targets/support-bot/flag', url);
  folder.edit(bot, '      secret: { env: SUPPORT_BOT_ROLLBACK_TOKEN }\n', '');
  folder.edit(bot, "query: '{system}'\n", `query: '{system}'\n  samples: { url: '${url}' }\n`);
  const hook = `  hook:\n    title: A program\n    webhook: { url: '${url}' }\n    form: internal\n    severities: [sev1]\n`;
  folder.edit(organization, 'audiences:\n', `audiences:\n${hook}`);
  const line = `rotations:\n  line:\n    title: First line\n    zone: Europe/Lisbon\n    source: { calendar: '${url}' }\n`;
  folder.edit(organization, /^commanders:/m, `${mayCall}${line}commanders:`);
  const loaded = loadLibrary(folder.dir);
  const { library, files } = loaded;
  if (library === undefined || files === undefined)
    throw new Error(loaded.findings.map(findingLine).join('\n'));
  const [system] = library.systems;
  const flag = system?.parts.find(({ id }) => id === 'flag');
  if (system === undefined || flag === undefined) throw new Error('no flag');
  return { ...loaded, library, files, system, flag };
}

interface Files {
  library: () => Library;
  system: SystemSpec;
  flag: PartSpec;
}

/** Each adapter as the program makes it, and what it says of the address. */
const ways: [what: string, said: (files: Files) => Promise<unknown>][] = [
  ['a rollback', ({ library, flag }) => rollback(library, flag.action)],
  [
    'the look before a rollback',
    ({ library, flag: { action, current } }) =>
      rollback(library, action && { ...action, ...(current && { lookUp: current }) }),
  ],
  [
    'a read-back',
    async ({ library, flag: { current } }) => current && actionsOf(bare, { library }).current(current),
  ],
  [
    'the traces',
    async ({ library, system }) => {
      const samples = system.traces?.samples;
      const asked = { from: 0, to: 60_000, page: 1, limit: 5 };
      return samples && tracesOf(bare, library).samples(samples, asked);
    },
  ],
  [
    'an audience behind a webhook',
    async ({ library }) => {
      const others = { smtp: undefined, statuspage: undefined, instatus: undefined, sandbox: undefined };
      const config = { ...others, audienceWebhook: { secret: 'shared-with-them' } };
      const [publisher] = publishersOf(config, { library, memory: memory() });
      return publisher && failureOf(publisher.publish(announcement({ audience: 'hook' })));
    },
  ],
  [
    'a calendar',
    async ({ library }) => {
      const settings = { pagerdutyApi: undefined, runbooksDir: '.', environment: {} };
      const around = { library, groups: undefined, memory: memory(), clock: systemClock, log: silentLog };
      const schedules = await openSchedules(settings, around);
      await schedules.refresh();
      const [rotation] = schedules.fill(library()).organization.rotations ?? [];
      return { problem: rotation?.failing };
    },
  ],
];

async function rollback(library: () => Library, http: PartSpec['action']): Promise<unknown> {
  if (http === undefined) return undefined;
  const request = { http, version: 'answers-off', reason: 'r', key: 'k', dryRun: false };
  return failureOf(actionsOf(bare, { library }).run(request));
}

it.each(ways)('%s fetches no credentials of the machine', async (_, said) => {
  stolen ??= filesNaming('169.254.169.254');
  const { library, ...files } = stolen;
  const answer = (await said({ library: () => library, ...files })) as { message?: string; problem?: string };
  expect(answer.message ?? answer.problem).toMatch(
    /^169\.254\.169\.254 is where a cloud hands out the credentials of this machine, so nothing was called\. If that is meant, write it under `mayCall`/,
  );
});

it('the files say so before anything is called, at each place, and no more once it is allowed', () => {
  const told = (mayCall?: string) =>
    filesNaming('169.254.169.254', mayCall)
      .findings.filter(({ rule }) => rule === 'address-inside')
      .map(({ path }) => path);
  expect(told()).toEqual([
    'rotations.line.source.calendar',
    'audiences.hook.webhook.url',
    'traces.samples.url',
    'parts.flag.action.url',
    'parts.flag.current.url',
  ]);
  expect(told("mayCall:\n  - { host: '169.254.169.254', private: true }\n")).toEqual([]);
});

it.each(['../..', 'acme/..', './acme'])('a tracker is not led elsewhere by the project %s', (project) => {
  const folder = runbookFolder();
  const tracker = `tracker: { name: github, project: '${project}' }\n`;
  folder.edit(organization, /^commanders:/m, `${tracker}commanders:`);
  expect(loadLibrary(folder.dir).findings.map(findingLine)).toEqual([
    expect.stringMatching(/expected owner\/repository/),
  ]);
});

it('the doctor looks where names lead, and says what, where and what is expected; it repeats nothing', async () => {
  const { library, files } = filesNaming('hooks.example.org');
  const outgoing = outgoingIn(library, files);
  const never = new Promise<void>(() => undefined);
  const look = (all: typeof outgoing) =>
    checkAddresses({ files: { library, outgoing: all }, waiting: { over: never }, resolve: inside });
  const traces = outgoing.filter(({ at }) => at({ ...anything }).path.startsWith('traces'));
  expect(await look(traces)).toEqual([
    {
      check: 'runbooks',
      state: 'broken',
      what: expect.stringMatching(
        /^systems\/support-bot\.yaml:\d+:\d+ warning: hooks\.example\.org leads to 10\.0\.0\.7, an address of the own network; expected an address outside, or `mayCall` in organization\.yaml with its host and `private: true`$/,
      ),
      cost: expect.stringMatching(/^airb refuses to call it/),
      fix: expect.stringMatching(/^If hooks\.example\.org is meant, allow it/),
    },
  ]);
  // The live version, the audience and the calendar are looked at there, and say it themselves.
  expect(await look(outgoing)).toEqual([]);
});

it('an audience whose webhook leads inside is not told to be fine', async () => {
  const config = readConfig({ AIRB_AUDIENCE_WEBHOOK_SECRET: 'shared-with-them' });
  const ask = audienceAsker(config, async () => undefined, inside);
  const reached = ({ library }: ReturnType<typeof filesNaming>) => {
    const hook = library.organization.audiences.find(({ id }) => id === 'hook');
    return hook && ask(hook, library);
  };
  expect(await reached(filesNaming('hooks.example.org'))).toMatchObject({
    state: 'broken',
    what: 'hooks.example.org leads to 10.0.0.7, an address of the own network, and is not called',
    fix: expect.stringContaining('`private: true`'),
  });
  const allowed = 'mayCall:\n  - { host: hooks.example.org, private: true }\n';
  expect(await reached(filesNaming('hooks.example.org', allowed))).toMatchObject({ state: 'ok' });
  // That of an address is a finding of the files.
  expect(await reached(filesNaming('169.254.169.254'))).toBeUndefined();
});

const inside = async () => ['10.0.0.7'];
const anything = { level: 'warning', rule: 'address-inside', what: '', expected: '' } as const;
