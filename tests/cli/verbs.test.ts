import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { airb } from './airb.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'airb-verbs-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** The verbs of the public contract (design §6) that exist. */
const verbs = [
  'serve',
  'demo',
  'drill',
  'runbooks lint',
  'runbooks list',
  'runbooks show',
  'runbooks rules',
  'runbooks new',
  'runbooks match',
  'runbooks schema',
  'oncall',
  'readiness',
  'incidents',
  'timeline',
  'postmortem',
  'audit verify',
  'redact',
  'doctor',
  'manifest slack',
  'manifest teams',
  'migrate',
];

describe('help', () => {
  it.each(verbs)('of airb %s is its usage, and ends with 0', async (verb) => {
    const { out, err, code } = await airb([...verb.split(' '), '--help']);
    expect(out).toMatch(new RegExp(`^Usage: airb ${verb}\\b`));
    expect(out.split('\n')[2]).toMatch(/\w/);
    expect([err, code]).toEqual(['', 0]);
  });

  it('of airb names every verb with a sentence', async () => {
    const { out, code } = await airb(['--help']);
    const named = [...out.matchAll(/^ {2}([a-z]+) .*? {2,}\S.*$/gm)].map((line) => line[1]);
    expect(named).toEqual(expect.arrayContaining([...new Set(verbs.map((verb) => verb.split(' ')[0]))]));
    expect(code).toBe(0);
  });

  it('is there although a setting is wrong', async () => {
    const { out, code } = await airb(['--help'], { AIRB_PORT: 'three thousand' });
    expect(out).toMatch(/^Usage: airb/);
    expect(code).toBe(0);
  });
});

describe('misuse ends with 2 and a sentence', () => {
  it.each([
    ['a verb that is none', ['incidens'], /unknown command 'incidens'[\s\S]*Did you mean incidents\?/],
    [
      'a verb below another that is none',
      ['runbooks', 'lnt'],
      /unknown command 'lnt'[\s\S]*Did you mean lint\?/,
    ],
    ['an option that is none', ['incidents', '--jsn'], /unknown option '--jsn'[\s\S]*Did you mean --json\?/],
    ['a word too many', ['doctor', 'now'], /too many arguments/],
    ['a number that is none', ['timeline', 'x'], /“x” is not an incident number\. Write 42, #42 or INC-42\./],
    ['a number left out', ['timeline'], /missing required argument 'number'/],
    ['a format that is none', ['postmortem', '1', '--format', 'pdf'], /--format is one of md, html, json/],
    ['an address that is none', ['manifest', 'slack', '--url', 'airb'], /Expected an address like https:/],
  ])('%s', async (_, words, sentence) => {
    const { out, err, code } = await airb(words, { AIRB_DATA_DIR: dataDir });
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(/^ +at /m);
    expect([out, code]).toEqual(['', 2]);
  });

  const nowhere = join(dataDir, 'no-such-folder', 'file');
  it.each([
    ['runbooks', 'show', 'refusal-spike', '--out', nowhere],
    ['runbooks', 'rules', '--out', nowhere],
    ['runbooks', 'schema', '--out', join('package.json', 'folder')],
    ['manifest', 'teams', '--app-id', '00000000-0000-4000-8000-000000000000', '--out', nowhere],
  ])('a file that can not be written: %s %s', async (...words) => {
    const { out, err, code } = await airb(words, { AIRB_DATA_DIR: dataDir });
    expect(err).toMatch(/can't be written: E[A-Z]+[^\n]*\nName another file with --out\.\n$/);
    expect([out, code]).toEqual(['', 2]);
  });

  it.each([
    ['incidents', { AIRB_PORT: 'x' }, /AIRB_PORT: expected a port number\nSee AIRB_PORT in \.env\.example/],
    ['serve', { SLACK_SIGNING_SECRET: '0123456789' }, /SLACK_BOT_TOKEN: missing[\s\S]*xoxb-/],
  ])('a setting that is wrong: %s', async (verb, env, sentence) => {
    const { out, err, code } = await airb(verb.split(' '), { AIRB_DATA_DIR: dataDir, ...env });
    expect(err).toMatch(sentence);
    expect([out, code]).toEqual(['', 2]);
  });
});

describe('an incident that is not there', () => {
  it('is a finding: 1, and where to look', async () => {
    const { out, err, code } = await airb(['timeline', '7'], { AIRB_DATA_DIR: dataDir });
    expect(err).toBe('There is no incident 7. “airb incidents” lists them.\n');
    expect([out, code]).toEqual(['', 1]);
  });
});
