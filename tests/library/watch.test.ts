import { EventEmitter, once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { watchLibrary } from '../../src/library/watch.ts';
import { expectLog, testLog } from '../support/log.ts';
import { type RunbookFolder, runbookFolder, withoutAliases } from './folder.ts';

const refusals = 'library/governance/refusal-spike.yaml';
const ofRefusals = /^error library\/governance\/refusal-spike\.yaml:\d+/;
const stays = /^error .*the last good version stays in use/;
const clock = { now: () => Date.parse('2026-11-25T00:00:00Z') };

function watching(folder: RunbookFolder) {
  const changes = new EventEmitter();
  const watch = watchLibrary(folder.dir, { clock, log: testLog }, () => changes.emit('changed'));
  onTestFinished(() => watch.close());
  const title = () => watch.library().runbooks.find(({ id }) => id === 'refusal-spike')?.title;
  return { watch, title, changed: () => once(changes, 'changed') };
}

/** Nine aliases, each nine times the one before. */
function bombed(text: string): string {
  const names = [...'abcdefghi'];
  const lines = names.map((name, n) => {
    const last = names[n - 1];
    return `${name}: &${name} [${Array(9)
      .fill(last === undefined ? 'x' : `*${last}`)
      .join(', ')}]`;
  });
  return `${text}\n${lines.join('\n')}\n`;
}

/** The first cause a check points at becomes a way back to where the tree begins. */
function ringed(text: string): string {
  const start = /start: (\S+)/.exec(text)?.[1] ?? '';
  const at = text.lastIndexOf('          cause: ', text.indexOf('\n  causes:'));
  return `${text.slice(0, at)}          then: ${start}${text.slice(text.indexOf('\n', at))}`;
}

describe('a library that is watched', () => {
  it('is read anew when a file is saved', async () => {
    const folder = runbookFolder();
    const { title, changed } = watching(folder);
    const reread = changed();
    folder.edit(refusals, 'title: Refusals rise', 'title: Too many refusals');
    await reread;
    expect(title()).toBe('Too many refusals');
  });

  it('sees a file that is added', async () => {
    expectLog(/^warn .*hallucination\.yaml.*word for word as in refusal-spike/);
    const folder = runbookFolder();
    const { watch, changed } = watching(folder);
    const reread = changed();
    folder.write('library/quality/hallucination.yaml', withoutAliases(folder.read(refusals)));
    await reread;
    expect(watch.library().runbooks.map(({ id }) => id)).toContain('hallucination');
  });

  it('keeps the last whole library while any file is broken, and says which', () => {
    expectLog(/^error systems\/support-bot\.yaml:\d+:\d+ error: `riskTier` is "none"/, stays);
    const folder = runbookFolder();
    const { watch, title } = watching(folder);
    const before = watch.library();
    folder.edit(refusals, 'title: Refusals rise', 'title: Too many refusals');
    folder.edit('systems/support-bot.yaml', 'riskTier: medium', 'riskTier: none');
    watch.reload();
    expect(watch.library()).toBe(before);
    expect(title()).toBe('Refusals rise');
    expect(watch.findings()[0]).toMatchObject({ level: 'error', file: 'systems/support-bot.yaml' });
    expect(watch.findings()[0]?.excerpt).toBe('riskTier: none');
  });

  it.each([
    ['a YAML bomb', bombed, /unfold|nested|levels/],
    [
      'a field given twice',
      (text: string) => text.replace('owner: onCall', 'owner: onCall\nowner: onCall'),
      /given twice/,
    ],
    ['a tab', (text: string) => text.replace('  initial:', '\tinitial:'), /tab/],
    ['an unknown field', (text: string) => text.replace('owner:', 'ovner: x\nowner:'), /ovner/],
    ['a wrong type', (text: string) => text.replace(/dueDays: \d+/, 'dueDays: soon'), /dueDays/],
    ['a ring in the tree', ringed, /leads back|ring|cycle|round/i],
    ['5 MB', (text: string) => `${text}${'# padding\n'.repeat(520_000)}`, /KB/],
    ['bytes that are no text', () => '\u0000\u0001{[', /./],
  ])('keeps the last whole library in use when a file has %s', (_, broken, said) => {
    expectLog(stays, ofRefusals);
    const folder = runbookFolder();
    const { watch, title } = watching(folder);
    const before = watch.library();
    folder.write(refusals, broken(folder.read(refusals)));
    watch.reload();
    expect(watch.library()).toBe(before);
    expect(title()).toBe('Refusals rise');
    expect(watch.findings()[0]).toMatchObject({ level: 'error', file: refusals });
    expect(
      watch
        .findings()
        .map(({ what }) => what)
        .join('\n'),
    ).toMatch(said);
  });

  it('keeps it when two files get the same id', () => {
    expectLog(stays, /`refusal-spike` is already the id of/, /an alert can match/, /word for word/);
    const folder = runbookFolder();
    const { watch } = watching(folder);
    const before = watch.library();
    folder.write('library/cost/refusal-spike.yaml', folder.read(refusals));
    watch.reload();
    expect(watch.library()).toBe(before);
    expect(watch.findings().find(({ level }) => level === 'error')?.what).toMatch(/refusal-spike/);
  });

  it('takes all changes in one once the broken file is mended', () => {
    expectLog(stays, ofRefusals);
    const folder = runbookFolder();
    const { watch, title } = watching(folder);
    folder.edit(refusals, 'title: Refusals rise', 'titel: Too many refusals');
    watch.reload();
    folder.edit(refusals, 'titel:', 'title:');
    watch.reload();
    expect(title()).toBe('Too many refusals');
    expect(watch.findings()).toEqual([]);
  });

  it('keeps the library when the whole folder goes', () => {
    expectLog(stays, /^error organization\.yaml:1:1 error: the file is missing/);
    const folder = runbookFolder();
    const { watch } = watching(folder);
    folder.remove('.');
    watch.reload();
    expect(watch.library().runbooks).toHaveLength(4);
    expect(watch.findings().some(({ level }) => level === 'error')).toBe(true);
  });

  it('refuses to start on broken files, with the line and the way to see all', () => {
    expectLog(ofRefusals);
    const folder = runbookFolder();
    folder.edit(refusals, 'owner: onCall', 'owner: nobody');
    const start = () => watching(folder);
    expect(start).toThrow(ConfigError);
    expect(start).toThrow(/`owner` is "nobody"\n {2}at library\/governance\/refusal-spike\.yaml:\d+:8/);
  });
});

it('a folder that is not there is named with its setting, not with a file in it', () => {
  expectLog(/^error organization\.yaml:1:1 error: the file is missing/);
  const dir = '/nowhere/runbooks';
  expect(() => watchLibrary(dir, { clock, log: testLog })).toThrow(
    'AIRB_RUNBOOKS_DIR: there is no folder /nowhere/runbooks',
  );
});
