import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { Deployment } from 'kubernetes-models/apps/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Service } from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { settingNames } from '../../src/config.ts';

const read = (path: string) => readFileSync(path, 'utf8');
const dockerfile = read('Dockerfile');
const instructions = dockerfile.replaceAll(/\\\n/g, ' ').split('\n');

describe('the image', () => {
  it('is a Dockerfile without a finding', () => {
    expect(validate(dockerfile).map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual(
      [],
    );
  });

  it('copies what is there, and leaves out what is secret or made', () => {
    const ignored = read('.dockerignore').split('\n');
    for (const name of ['.env', 'data', 'node_modules', 'dist']) expect(ignored).toContain(name);
    const copied = instructions
      .filter((line) => /^COPY (?!--from)/.test(line))
      .flatMap((line) => line.split(/\s+/).slice(1, -1))
      .filter((name) => name !== '.');
    expect(() => execFileSync('git', ['ls-files', '--error-unmatch', ...copied])).not.toThrow();
  });

  it('runs as nobody, sets only settings that there are, and asks itself whether it lives', () => {
    const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM')));
    expect(last[0]).toMatch(/:nonroot(@sha256:[0-9a-f]{64})?$/);
    const set = last.filter((line) => line.startsWith('ENV')).join(' ');
    for (const [, name = ''] of set.matchAll(/(\w+)=/g)) expect(settingNames).toContain(name);
    expect(last.join('\n')).toMatch(/HEALTHCHECK[^\n]*AIRB_PORT[^\n]*\/healthz/);
  });

  it('is built from bases that say their version, by digest once Renovate has pinned them', () => {
    const bases = instructions.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? []);
    expect(bases).toHaveLength(2);
    for (const base of bases) expect(base).toMatch(/^[^\s@:]+:[\w.-]*\w(@sha256:[0-9a-f]{64})?$/);
    expect(JSON.parse(read('renovate.json')).extends).toContain('docker:pinDigests');
  });
});

/** A name in the style of airb's own, or of a service it is connected to. */
const settingLike = /\b(?:AIRB|SLACK|TEAMS|PAGERDUTY|SMTP|PROMETHEUS|REDIS|DATABASE|NTFY)_[A-Z_]+\b/g;

describe.each([
  'deploy/kubernetes/airb.yaml',
  'deploy/airb.service',
  'deploy/compose.yaml',
  'deploy/compose.replicas.yaml',
  'docs/install.md',
])('%s', (file) => {
  it('names only settings that there are, in comments too', () => {
    const names = [...read(file).matchAll(settingLike)].map(([name]) => name.replace(/_FILE$/, ''));
    expect(names.filter((name) => !(settingNames as readonly string[]).includes(name))).toEqual([]);
  });
});

/** A service of a compose file, as far as these stories look. */
interface ComposeService {
  image?: string;
  environment?: Record<string, string>;
  security_opt?: string[];
  networks?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }> | string[];
  healthcheck?: unknown;
}

describe.each(['deploy/compose.yaml', 'deploy/compose.replicas.yaml'])('%s', (file) => {
  const { services, volumes } = parse(read(file)) as {
    services: Record<string, ComposeService>;
    volumes: Record<string, unknown>;
  };
  const named = Object.entries(services);

  it('gives airb a read-only root, no rights, and settings that there are', () => {
    const { airb } = services;
    expect(airb).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    for (const name of Object.keys(airb?.environment ?? {})) expect(settingNames).toContain(name);
  });

  it('lets no service gain rights, and says where things are whatever the settings of the machine say', () => {
    for (const [, { security_opt }] of named) expect(security_opt).toContain('no-new-privileges:true');
    const inImage = { AIRB_HOST: '0.0.0.0', AIRB_DATA_DIR: '/data', AIRB_RUNBOOKS_DIR: '/runbooks' };
    expect(services.airb?.environment).toMatchObject(inImage);
  });

  it('keeps the records where only airb reaches them', () => {
    for (const [name, { image = '', networks = [] }] of named)
      if (/^(postgres|redis):/.test(image)) expect([name, networks]).toEqual([name, ['records']]);
      else if (name !== 'airb') expect(networks).not.toContain('records');
  });

  it('mounts only volumes and files that there are', () => {
    const sources = named.flatMap(([, one]) => (one.volumes ?? []).map((mount) => mount.split(':')[0] ?? ''));
    for (const source of sources)
      if (source.startsWith('.'))
        expect(() => execFileSync('test', ['-e', `deploy/${source}`])).not.toThrow();
      else expect(Object.keys(volumes)).toContain(source);
  });

  it('waits only for services that say whether they are well', () => {
    const awaited = named.flatMap(([, { depends_on = {} }]) =>
      Array.isArray(depends_on) ? [] : Object.keys(depends_on),
    );
    for (const name of awaited) expect(services[name]).toHaveProperty('healthcheck');
  });

  it('says of every foreign image which version it is', () => {
    for (const [, { image }] of named) if (image) expect(image).toMatch(/:\d/);
  });
});

describe('deploy/kubernetes', () => {
  const kinds = { Deployment, Service, PodDisruptionBudget };
  const documents = parseAllDocuments(read('deploy/kubernetes/airb.yaml')).map(
    (one) => one.toJS() as { kind: keyof typeof kinds },
  );

  it.each(documents.map((one) => [one.kind, one] as const))('%s fits its schema', (kind, given) => {
    const Kind = kinds[kind];
    expect(() => new Kind(given as never).validate()).not.toThrow();
  });

  it('would be refused with a value of the wrong kind', () => {
    const wrong = JSON.parse(
      JSON.stringify(documents[0]).replace('"periodSeconds":5', '"periodSeconds":"often"'),
    );
    expect(() => new Deployment(wrong).validate()).toThrow(/periodSeconds/);
  });
});

const systemdIsThere = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('deploy/airb.service', () => {
  const [, ...sections] = read('deploy/airb.service')
    .replaceAll(/^#.*\n|^\n/gm, '')
    .split(/^\[(\w+)\]\n/m);
  const named = new Map(
    sections.flatMap((name, n) => (n % 2 === 0 ? [[name, (sections[n + 1] ?? '').trim().split('\n')]] : [])),
  ) as Map<string, string[]>;

  it('has its three sections, and a key and a value on every line', () => {
    expect([...named.keys()]).toEqual(['Unit', 'Service', 'Install']);
    expect([...named.values()].flat().filter((line) => !/^[A-Z]\w+=/.test(line))).toEqual([]);
  });

  it('sets only settings that there are', () => {
    const set = named.get('Service')?.find((line) => line.startsWith('Environment=')) ?? '';
    for (const [, name = ''] of set.matchAll(/(AIRB_\w+)=/g)) expect(settingNames).toContain(name);
  });

  it.skipIf(!systemdIsThere)(
    'is hardened as systemd judges it, on a scale where 100 is without any protection',
    () => {
      const words = ['security', '--offline=true', '--threshold=20', 'deploy/airb.service'];
      expect(() => execFileSync('systemd-analyze', words, { stdio: 'pipe' })).not.toThrow();
    },
  );
});
