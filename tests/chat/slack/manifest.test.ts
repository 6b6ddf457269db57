import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { slackManifest } from '../../../src/chat/slack/package/manifest.ts';
import { registerManifest } from '../../../src/cli/manifest/manifest.ts';
import { readManifest } from '../../../src/sandbox/manifest.ts';

function run(...args: string[]): { out: string; err: string } {
  const said = { out: '', err: '' };
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  const io = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
    exit: () => {},
  };
  registerManifest(program, { version: '1.2.3' }, io);
  program.parse(['manifest', 'slack', ...args], { from: 'user' });
  return said;
}

describe('airb manifest slack', () => {
  it('prints YAML that says where Slack reaches airb, in all three places', () => {
    const { out, err } = run('--url', 'https://airb.mine.example/');
    expect(parse(out)).toEqual(slackManifest({ socket: false, url: 'https://airb.mine.example' }));
    expect(out.split('https://airb.mine.example/slack/events')).toHaveLength(4);
    expect(err).toBe('');
  });

  it('needs no address with Socket Mode', () => {
    const { out, err } = run('--socket', '--json');
    expect(JSON.parse(out)).toMatchObject({ settings: { socket_mode_enabled: true } });
    expect(out).not.toContain('http');
    expect(err).toBe('');
  });

  it('says that the address is an example when none was given, and refuses what is none', () => {
    expect(run().err).toContain('--url');
    expect(() => run('--url', 'airb')).toThrow(/Expected an address/);
  });

  it('installs with the command, all shortcuts and the events the adapter handles', () => {
    const app = readManifest(slackManifest({ socket: true }));
    expect(app.commands).toMatchObject([{ command: '/airb', escape: true }]);
    expect(app.shortcuts.map((one) => one.callbackId)).toEqual([
      'airb_declare',
      'airb_evidence',
      'airb_update',
      'airb_action_item',
    ]);
    expect([...app.events]).toContain('message.groups');
  });
});
