import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSandbox } from '../../src/app/sandbox.ts';
import { keepSandboxHere, settingsAt } from '../../src/app/settings.ts';
import { movableClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { testLog } from '../support/log.ts';
import { libraryOf } from '../support/rule-library.ts';

const url = 'http://127.0.0.1:4711';
const at = (env: Record<string, string>) => settingsAt(readConfig(env), url);
const slack = { SLACK_BOT_TOKEN: 'xoxb-made-up', SLACK_SIGNING_SECRET: 'made-up-secret' };

describe('a setting that is misspelt', () => {
  it.each([
    ['AIRB_DATA_DIRR', 'AIRB_DATA_DIR'],
    ['AIRB_RUNBOOK_DIR', 'AIRB_RUNBOOKS_DIR'],
    ['AIRB_SEAL_KEY_FIEL', 'AIRB_SEAL_KEY_FILE'],
  ])('%s stops the start, because nobody would hear that it holds nothing', (wrong, meant) => {
    expect(() => readConfig({ [wrong]: 'x' })).toThrow(
      expect.objectContaining({
        message: `${wrong}: airb has no setting of this name`,
        hint: `Did you mean “${meant}”?`,
      }),
    );
  });

  it('is told from a name of somebody else: a secret that a file names, what Kubernetes sets for a service', () => {
    const others = { AIRB_UNLEASH_TOKEN: 'x', AIRB_SERVICE_HOST: '10.0.0.7', AIRB_TESTS_ON: 'SQLite' };
    expect(() => readConfig(others)).not.toThrow();
  });
});

describe('where no chat is connected', () => {
  it('the sandbox plays what is not set, at the address of this start', () => {
    const settings = at({ AIRB_PORT: '0' });
    expect(settings).toMatchObject({
      publicUrl: url,
      prometheusUrl: `${url}/sandbox/prometheus`,
      pagerduty: { baseUrl: `${url}/sandbox/pagerduty`, routingKey: expect.stringMatching(/^[0-9a-f]{32}$/) },
      environment: { AIRB_SANDBOX_URL: `${url}/sandbox` },
      sandbox: { address: `${url}/sandbox` },
    });
    const { alertmanager, generic } = settings.sandbox?.keys.sourceSecrets ?? {};
    expect(settings.sourceSecrets).toEqual({ alertmanager: [alertmanager], generic: [generic] });
  });

  it('what is set stays as it is', () => {
    const settings = at({
      AIRB_GENERIC_SECRET: 'the-next-of-the-sender the-last-of-the-sender',
      PROMETHEUS_URL: 'http://prometheus.test',
      AIRB_SANDBOX_URL: 'http://other.test/sandbox',
      PAGERDUTY_ROUTING_KEY: 'a'.repeat(32),
    });
    expect(settings).toMatchObject({
      prometheusUrl: 'http://prometheus.test',
      pagerduty: { routingKey: 'a'.repeat(32) },
      sourceSecrets: {
        generic: ['the-next-of-the-sender', 'the-last-of-the-sender'],
        alertmanager: [expect.any(String)],
      },
      sandbox: { address: 'http://other.test/sandbox' },
    });
  });

  it('a secret with blanks in it stays one, unless it is several that are each long', () => {
    const secrets = (text: string) => at({ AIRB_GITHUB_SECRET: text }).sourceSecrets.github;
    expect(secrets('the shared sample secret')).toEqual(['the shared sample secret']);
    expect(secrets('the-first-of-the-two and-short')).toEqual(['the-first-of-the-two and-short']);
    expect(secrets(' the-first-of-the-two \n the-second-of-the-two ')).toEqual([
      'the-first-of-the-two',
      'the-second-of-the-two',
    ]);
    for (const wrong of ['short', '       ', ' a b '])
      expect(() => secrets(wrong)).toThrow(/AIRB_GITHUB_SECRET: expected at least 8 characters/);
  });

  it('no two secrets are alike, nor those of two starts', () => {
    const made = [at({}), at({})].flatMap(({ sandbox, pagerduty }) => [
      sandbox?.keys.botToken,
      sandbox?.keys.signingSecret,
      ...Object.values(sandbox?.keys.sourceSecrets ?? {}),
      sandbox?.targetSecret,
      pagerduty?.routingKey,
    ]);
    expect(new Set(made).size).toBe(12);
  });

  it('a folder that airb init made has nobody to play: it says so, and what to do', async () => {
    const settings = at({ AIRB_RUNBOOKS_DIR: 'runbooks/library' });
    const around = { clock: movableClock(0), scenario: undefined, log: testLog, onStop: () => undefined };
    const opened = openSandbox(settings, { ...around, library: libraryOf({ systems: [], runbooks: [] }) });
    await expect(opened).rejects.toThrow(/no chat is connected, and runbooks\/library has no scenarios/);
    await expect(opened).rejects.toMatchObject({ hint: expect.stringContaining('airb init --chat slack') });
  });

  it('nobody from outside is let in', () => {
    expect(() => readConfig({ AIRB_HOST: 'http://0.0.0.0' })).toThrow(/AIRB_HOST: expected an address/);
    expect(() => keepSandboxHere(readConfig({ AIRB_HOST: '0.0.0.0' }))).toThrow(
      /does not listen on 0\.0\.0\.0/,
    );
    expect(() => keepSandboxHere(readConfig({ AIRB_HOST: '0.0.0.0', ...slack }))).not.toThrow();
  });
});

describe('where a chat is connected', () => {
  it('nothing is played and nothing made up', () => {
    const settings = at(slack);
    expect(settings).toMatchObject({ sandbox: undefined, pagerduty: undefined, prometheusUrl: undefined });
    expect(settings.sourceSecrets).toEqual({});
  });
});

describe('a setting in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'airb-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('is read without the line break at its end, and known to whatever looks for it', () => {
    const config = readConfig({ AIRB_API_TOKEN_FILE: file('token', 'a-token-of-the-api-of-airb\n') });
    expect(config.environment.AIRB_API_TOKEN).toBe('a-token-of-the-api-of-airb');
    expect(config.secretOf('AIRB_API_TOKEN')).toBe('a-token-of-the-api-of-airb');
    expect(() => readConfig({ DATABASE_URL_FILE: file('url', 'mysql://x') })).toThrow(
      /^DATABASE_URL: expected/,
    );
  });

  it.each([
    [
      'is not there',
      { AIRB_API_TOKEN_FILE: '/nowhere/token' },
      /_FILE: \/nowhere\/token can't be read \(ENOENT\)/,
    ],
    ['is empty', { AIRB_API_TOKEN_FILE: file('empty', '\n') }, /_FILE: \S+ is empty/],
    [
      'is set as well',
      { AIRB_API_TOKEN_FILE: '/x', AIRB_API_TOKEN: 'x' },
      /_FILE: AIRB_API_TOKEN is set as well/,
    ],
  ])('that %s stops the start', (_, env, why) => {
    expect(() => readConfig(env)).toThrow(why);
  });

  it('of another program is left alone', () => {
    expect(
      readConfig({ SSL_CERT_FILE: '/nowhere', AIRB_API_TOKEN_FILE: '' }).environment.SSL_CERT,
    ).toBeUndefined();
  });
});
