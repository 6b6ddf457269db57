import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CommandSpec, commandNamed, commands, commandWords } from '../../../src/domain/chat/commands.ts';
import { parseCommand } from '../../../src/domain/chat/grammar.ts';

const dashes = ['--', '-', '—', '–', '‑‑', '‑', '−', '−−', '―', '－－', '---'];
const specs: readonly CommandSpec[] = commands;

const grave = /“(rollback|revert|cancel|declare|open|new|resolve|close)”/;

describe('an option in any dash', () => {
  const preview = { command: 'rollback', part: 'prompt', preview: true };

  it.each([
    ...dashes.flatMap((dash) => [`${dash}dry-run`, `${dash}dryrun`, `${dash}dry‑run`, `${dash}dry_run`]),
    'dry run',
    'dry‑run',
    'dryrun',
    '— dry-run',
    '-- dry run',
    '—dry-run.',
  ])('rollback prompt %s is a dry run', (words) => {
    expect(parseCommand(`rollback prompt ${words}`)).toEqual(preview);
  });

  it('counts in front of the part and behind the reason as well', () => {
    expect(parseCommand('rollback —dry-run prompt')).toEqual(preview);
    expect(parseCommand('rollback prompt to v6 because refusals follow it –dry-run')).toEqual({
      ...preview,
      to: 'v6',
      reason: 'refusals follow it',
    });
  });

  it('asks for help after any command', () => {
    const asked = fc.record({
      spec: fc.constantFrom(...specs),
      help: fc.constantFrom(...dashes.map((dash) => `${dash}help`), '-h', 'help', 'HELP', '?'),
    });
    fc.assert(
      fc.property(asked, ({ spec, help }) => {
        expect(parseCommand(`#42 ${spec.name} ${help}`)).toMatchObject({ incident: 42, command: 'help' });
      }),
    );
    expect(parseCommand('rollback model --help')).toEqual({ command: 'help', topic: 'rollback' });
    expect(parseCommand('rollback prompt help')).toEqual({ command: 'help', topic: 'rollback' });
    expect(parseCommand('—help')).toEqual({ command: 'help' });
  });

  it('that a command does not have leads to its help, wherever it stands', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyzéß'];
    const asked = fc.record({
      spec: fc.constantFrom(...specs),
      dash: fc.constantFrom(...dashes),
      word: fc
        .array(fc.constantFrom(...letters, '-', '_', '=', '7'), { minLength: 2, maxLength: 20 })
        .map((all) => `x${all.join('')}`),
      first: fc.boolean(),
    });
    fc.assert(
      fc.property(asked, ({ spec, dash, word, first }) => {
        const words = spec.example.split(' ').slice(1);
        // Notes and evidence are text: a dash in the middle of one is nobody's option.
        const all = first || spec.freeText ? [`${dash}${word}`, ...words] : [...words, `${dash}${word}`];
        const parsed = parseCommand(`${spec.name} ${all.join(' ')}`);
        expect(parsed).toMatchObject({ about: spec.name });
        expect(parsed).toMatchObject({ misuse: expect.stringContaining('nothing was done') });
      }),
      { numRuns: 2000 },
    );
  });

  it('is text in quotes, in the middle of a note and as an arrow', () => {
    expect(parseCommand('cancel "--force was a test"')).toEqual({
      command: 'cancel',
      reason: '--force was a test',
    });
    expect(parseCommand('note it ran with --verbose')).toEqual({
      command: 'note',
      text: 'it ran with --verbose',
    });
    expect(parseCommand('update customer users: some see refusals —mostly paid')).toMatchObject({
      text: { users: 'some see refusals —mostly paid' },
    });
    for (const arrow of ['→', '->', '-->', '—>', '=>'])
      expect(parseCommand(`change prompt v6 ${arrow} v7`)).toMatchObject({ from: 'v6', to: 'v7' });
    expect(parseCommand('cancel – false alarm')).toEqual({ command: 'cancel', reason: 'false alarm' });
    expect(parseCommand('cancel -5 % was the threshold')).toMatchObject({ command: 'cancel' });
  });

  it.each([
    'severity sev1 dry run',
    'cancel dry-run',
    'resolve override dry run',
    'declare support-bot dry run',
  ])('%s: an option without its dashes is no reason either', (words) => {
    expect(parseCommand(words)).toMatchObject({ misuse: expect.stringContaining('nothing was done') });
  });
});

describe('a word one slip away from a command', () => {
  const slips = commandWords.flatMap((word) =>
    [...word].flatMap((_, n) =>
      [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => ({
        word,
        slipped: word.slice(0, n) + letter + word.slice(n + 1),
      })),
    ),
  );

  it('does nothing, and leads to a grave command only by its own name', () => {
    const unknown = slips.filter(({ slipped }) => commandNamed(slipped) === undefined);
    expect(unknown.length).toBeGreaterThan(5000);
    const wrong = unknown.filter(({ word, slipped }) => {
      const parsed = parseCommand(`${slipped} prompt because it changed`);
      if (!('misuse' in parsed)) return true;
      const led = grave.exec(parsed.misuse.replace(/^There is no command “[^”]*”/, ''))?.[1];
      return led !== undefined && led !== word;
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    ['rolbakc', undefined],
    ['rallback', undefined],
    ['cancle', 'cancel'],
    ['rollbak', 'rollback'],
    ['resolv', 'resolve'],
    ['clse', undefined],
    ['now', undefined],
  ])('%s leads to %s', (word, meant) => {
    const parsed = parseCommand(word);
    expect('misuse' in parsed && grave.exec(parsed.misuse.slice(30))?.[1]).toBe(meant);
  });
});

describe('words a command does not take', () => {
  it.each([
    ['ack now please', 'ack'],
    ['status all of it', 'status'],
    ['verify x', 'verify'],
    ['signals of today', 'signals'],
    ['postmortem y', 'postmortem'],
    ['changes since noon', 'changes'],
    ['verify 42 now', 'verify'],
    ['role commander Ben', 'role'],
    ['role commander @ben please', 'role'],
    ['role commander @ben scribe @ana', 'role'],
  ])('%s: nothing is done', (words, about) => {
    expect(parseCommand(words)).toMatchObject({ about, misuse: expect.stringContaining('nothing was done') });
  });

  it('are not the number of an incident', () => {
    expect(parseCommand('ack 42')).toEqual({ command: 'ack', incident: 42 });
    expect(parseCommand('#41 ack #42')).toMatchObject({ misuse: 'Two incidents are named: say one.' });
  });
});

describe('declaring in words', () => {
  const bot = { command: 'declare', system: 'support-bot' };

  it.each([
    ['declare support-bot sev2 refuses', { ...bot, severity: 'sev2', title: 'refuses' }],
    ['declare sev2 support-bot refuses', { ...bot, severity: 'sev2', title: 'refuses' }],
    ['declare support-bot refuses, sev 2', { ...bot, severity: 'sev2', title: 'refuses' }],
    ['declare support-bot several users wait', { ...bot, title: 'several users wait' }],
    ['declare support-bot severe refusals', { ...bot, title: 'severe refusals' }],
    [
      'declare system:payments it is slow',
      { command: 'declare', system: 'payments', unlisted: true, title: 'it is slow' },
    ],
    [
      'declare system: “pay ments” slow',
      { command: 'declare', system: 'pay ments', unlisted: true, title: 'slow' },
    ],
    ['declare sev2', { command: 'declare', severity: 'sev2' }],
  ])('%s', (words, intent) => {
    expect(parseCommand(words)).toEqual(intent);
  });

  it.each([
    ['declare sev9 it is bad', '“sev9” is not a severity'],
    ['declare sev9', '“sev9” is not a severity'],
    ['declare support-bot sev0 refuses', '“sev0” is not a severity'],
    ['declare support-bot sev-high refuses', '“sev-high” is not a severity'],
    ['declare support-bot refuses sev9', '“sev9” is not a severity'],
    ['declare P1 support-bot refuses', '“P1” is not a severity'],
    ['declare sev2 support-bot sev3 refuses', 'Two severities are named'],
    ['declare system: ', 'Say which system'],
    ['declare system:… slow', 'Say which system'],
    ['sev9 all users', '“sev9” is not a severity'],
    ['severity sev1.5 all users', '“sev1.5” is not a severity'],
  ])('%s is asked about', (words, misuse) => {
    expect(parseCommand(words)).toMatchObject({ misuse: expect.stringContaining(misuse) });
  });
});
