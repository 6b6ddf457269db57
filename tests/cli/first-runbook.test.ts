import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, type Workspace } from '../../src/cli/demo/workspace.ts';
import { type Bot, bot } from '../support/bot.ts';
import { freePort } from '../support/loopback.ts';
import { until } from '../support/until.ts';

const guide = readFileSync('docs/first-runbook.md', 'utf8');
const runbookFile = 'my-runbooks/library/quality/wrong-language.yaml';
const systemFile = 'my-runbooks/systems/support-bot.yaml';

/** All blocks after such a fence, in order, as one text. */
function shown(fence: string): string {
  const blocks = [...guide.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].filter(([, name]) => name === fence);
  if (blocks.length === 0) throw new Error(`docs/first-runbook.md shows no ${fence}`);
  return blocks.map(([, , text = '']) => text).join('');
}

const commands = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
const [beginning = ''] = commands;

/** A folder that looks like a checkout which was built. */
let checkout: string;
let airb: Bot;
let people: Workspace;

const path = (file: string) => join(checkout, file);
const today = () => new Date().toISOString().slice(0, 10);

/** Runs a block of the guide as it stands, in a shell that has run the first block before. */
function run(block: string): { out: string; code: number } {
  const surroundings = beginning.replace(/^(npm|cp) .*$/gm, '');
  const script = block === beginning ? beginning.replace(/^npm .*$/m, '') : `${surroundings}\n${block}`;
  try {
    const out = execFileSync('sh', ['-c', script], {
      cwd: checkout,
      env: { PATH: process.env.PATH },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { out, code: 0 };
  } catch (error) {
    const { stdout, stderr, status } = error as { stdout: string; stderr: string; status: number };
    return { out: `${stdout}${stderr}`, code: status };
  }
}

/** The block of the guide with these words. */
function command(words: string): string {
  const found = commands.filter((block) => block.includes(words));
  expect(found, `blocks with “${words}”`).toHaveLength(1);
  return found[0] ?? '';
}

function edit(file: string, from: string, to: string): void {
  const before = readFileSync(path(file), 'utf8');
  expect(before, file).toContain(from);
  writeFileSync(
    path(file),
    before.replace(from, () => to),
  );
}

/** The reader goes on from one step to the next, and so do the tests. */
describe('a newcomer follows docs/first-runbook.md', () => {
  beforeAll(() => {
    checkout = mkdtempSync(join(tmpdir(), 'airb-first-'));
    cpSync('runbooks', path('runbooks'), { recursive: true });
    for (const name of ['dist', 'node_modules', 'package.json', 'migrations'])
      symlinkSync(resolve(name), path(name));
  });
  afterAll(async () => {
    await airb?.stop();
    rmSync(checkout, { recursive: true, force: true });
  });

  it('copies the runbooks, and describes a signal', () => {
    expect(run(beginning)).toEqual({ out: '', code: 0 });
    edit(systemFile, 'signals:\n', `signals:\n${shown('yaml support-bot.yaml')}`);
    expect(run('airb runbooks lint').code).toBe(0);
  });

  it('makes a file that is complete in form, and is told what is still to be written', () => {
    expect(run(command('runbooks new')).out).toContain(runbookFile);
    const { out, code } = run(command('runbooks lint\n'));
    expect(out).toMatch(
      /this text is still to be written[\s\S]*\n0 errors, \d\d warnings: 25 runbooks, 3 systems/,
    );
    expect(code).toBe(0);
    const scaffold = readFileSync(path(runbookFile), 'utf8');
    const written = shown('yaml wrong-language.yaml');
    expect(written.split('\n')[0], 'the line that names the schema').toBe(scaffold.split('\n')[0]);
    // Day of the review: the reader's own, or else the guide would be overdue some day.
    writeFileSync(path(runbookFile), written.replace(/on: [\d-]+/, `on: ${today()}`));
  });

  it('lints it without a finding', () => {
    for (const file of ['my-runbooks', 'runbooks']) reviewed(file);
    const { out, code } = run(command('lint --strict'));
    expect([out, code]).toEqual([shown('text output'), 0]);
  });

  it('breaks it, and is told where and what was meant', () => {
    const sound = 'cause: prompt\n        ';
    edit(runbookFile, sound, sound.replace('prompt', 'promt'));
    const { out, code } = run(command('lint --strict'));
    for (const line of shown('text mistake').trimEnd().split('\n')) expect(out).toContain(line);
    expect(code).toBe(1);
    edit(runbookFile, sound.replace('prompt', 'promt'), sound);
  });

  it('sees which runbook an alert would get, and why', () => {
    writeFileSync(path('alert.json'), shown('json alert.json'));
    const { out, code } = run(command('runbooks match'));
    expect(out).toMatch(
      /runbook +wrong-language\n +system +support-bot\n +severity +sev2\n +owner +Ana Lima/,
    );
    expect(out).toContain('quality/wrong-language.yaml');
    expect(code).toBe(0);
  });

  it('reads it in the terminal and as a page, with the parts of the system in it', () => {
    const { out, code } = run(command('--format html'));
    expect(out).toContain('Does it hit one language or all but English?');
    expect(out).toContain('airb_wrong_language_ratio{system="support-bot"}');
    expect(code).toBe(0);
    const page = readFileSync(path('wrong-language.html'), 'utf8');
    expect(page).toMatch(/<svg[\s\S]*The prompt no longer fixes the language/);
  });

  it('fires the alert in the sandbox: a page, a channel, the checklist', async () => {
    const [, settings = ''] = /^(.*) airb serve$/m.exec(command('airb serve')) ?? [];
    const env = Object.fromEntries(settings.split(' ').map((pair) => pair.split('=') as [string, string]));
    const folders = { AIRB_RUNBOOKS_DIR: path('my-runbooks'), AIRB_DATA_DIR: path(env.AIRB_DATA_DIR ?? '') };
    airb = bot(await freePort(), { ...env, ...folders });
    await airb.start();
    people = createWorkspace(airb.url);
    expect(await (await send(command('curl'))).json()).toMatchObject({
      alerts: [{ incident: 1, because: expect.stringMatching(/^opened: /) }],
    });
    expect(await said(/^Signals at/)).toContain(
      'answers in another language than the question: not measured (no data);',
    );
    expect(await said(/Checklist/)).toContain('Triage');
    const channel = (await people.channelNamed('wrong-language'))?.id ?? '';
    await people.press('U01ANA', channel, 'section.show', '1|triage');
    const triage = await said(/Triage · 0 of/);
    expect(triage).toContain('Count by the language of the question');
    expect(triage).toContain('Read the prompt as it was sent');
    expect(await said(/18 % \(normal 1 %\)/)).toContain('INC-1');
    const mail = await people.directMessages('U01ANA');
    expect(JSON.stringify(mail?.messages)).toContain('answers in another language than the question 18 %');
  });

  it('answers the questions of the tree and is offered the rollback of the prompt', async () => {
    const mail = (await people.directMessages('U01ANA'))?.id ?? '';
    await people.press('U01ANA', mail, 'page.ack', '1');
    expect(await said(/Does it hit one language/)).toContain('All but English');
    const channel = (await people.channelNamed('wrong-language'))?.id ?? '';
    await people.press('U01ANA', channel, 'diagnosis.answer', '1|who|all');
    await said(/Does the prompt still tell it/);
    await people.press('U01ANA', channel, 'diagnosis.answer', '1|instructed|no');
    // What is told of it once and the message that is drawn again come in either order; the button stands on the second.
    await said(/The prompt no longer fixes the language.*"text":"Roll back prompt…"/s);
  });

  it('has the alert rule made from the trigger', () => {
    const { out } = run(command('runbooks rules'));
    expect(out).toContain('rules.yml');
    expect(readFileSync(path('rules.yml'), 'utf8')).toMatch(
      /for: 15m\n +labels:\n +airb_system: support-bot\n +airb_failure: wrong-language\n/,
    );
  });
});

/** As if the shipped runbooks had been read through today. */
function reviewed(folder: string): void {
  const script = `find ${folder}/library -name '*.yaml' -exec sed -i.bak 's/on: 20[0-9-]*/on: ${today()}/' {} + && find ${folder} -name '*.bak' -delete`;
  execFileSync('sh', ['-c', script], { cwd: checkout });
}

/** Sends what the curl command of the guide sends; curl itself need not be there. */
function send(block: string): Promise<Response> {
  const headers = [...block.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  const [, file = ''] = /--data-binary @(\S+)/.exec(block) ?? [];
  const [, door = ''] = /http:\/\/127\.0\.0\.1:3000(\S+)/.exec(block) ?? [];
  return fetch(`${airb.url}${door}`, {
    method: 'POST',
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: readFileSync(path(file), 'utf8'),
  });
}

/** The newest message of the incident channel that holds these words, with its blocks as text. */
function said(words: RegExp): Promise<string> {
  return until(`a message with ${words}`, async () => {
    const channel = await people.channelNamed('wrong-language');
    const texts = (channel?.messages ?? []).map(({ text, blocks }) => `${text}\n${JSON.stringify(blocks)}`);
    return texts.findLast((text) => words.test(text));
  });
}
