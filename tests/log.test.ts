import { expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';

/** What reaches stderr when a peer's words are logged. */
function written({ terminal, env = {} }: { terminal: boolean; env?: Record<string, string> }): string {
  const lines: string[] = [];
  const sink = {
    terminal,
    write: (line: string) => void lines.push(line),
    settled: async () => true,
    onLost: () => undefined,
  };
  const log = createLog(readConfig(env).log, sink);
  const hostile = 'broke \u001b[2J off\nairb is down \u202e';
  log.warn({ source: 'datadog', why: hostile, token: 'xoxb-1' }, `refused: ${hostile}`);
  return lines.join('');
}

it('is JSON wherever no terminal reads it, one object a line', () => {
  const line = written({ terminal: false });
  expect(line.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(line)).toMatchObject({ level: 40, source: 'datadog', token: '[hidden]' });
});

it('is for people in a terminal: what it quotes moves no cursor, begins no line and hides nothing', () => {
  const line = written({ terminal: true, env: { NO_COLOR: '1' } });
  expect(line).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} warn {2}refused: broke \\u001b\[2J off\\u000aairb is down \\u202e source=datadog why="broke .*" token=\[hidden\]\n$/,
  );
  // Breaks only where the line ends.
  expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
});

it('has colours in a terminal alone, unless somebody wants none; the setting says which form it has anywhere', () => {
  expect(written({ terminal: true })).toContain('\u001b[33mwarn \u001b[0m');
  expect(written({ terminal: false, env: { AIRB_LOG_FORMAT: 'pretty' } })).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} warn /,
  );
  expect(written({ terminal: true, env: { AIRB_LOG_FORMAT: 'json' } })).toMatch(/^\{"level":40,/);
  expect(() => readConfig({ AIRB_LOG_FORMAT: 'fancy' })).toThrow('AIRB_LOG_FORMAT: expected json or pretty');
});
