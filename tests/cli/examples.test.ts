import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { maskForEvals } from '../../src/app/examples.ts';
import { registerExamples } from '../../src/cli/examples/examples.ts';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import type { Head } from '../../src/ports/records.ts';
import { ana, event, evidence, opening } from '../support/worked-example.ts';

const hostile = '{{ env.HOME }} {% endraw %}{% raw %} {# gone #}{{{ file:///etc/passwd';

function saved(id: string, content: string): IncidentEvent {
  return event('14:12', ana, {
    type: 'evidence.saved',
    evidence: evidence({ id, title: id, content, from: 'command' }),
  });
}

function sorted(id: string, source: string, set: 'blocking' | 'monitoring' | 'backlog'): IncidentEvent {
  const example = { id, source, set, expected: 'says where it is', reason: 'asked daily' };
  return event('14:20', ana, { type: 'example.sorted', example });
}

const logs = new Map<number, IncidentEvent[]>([
  [
    42,
    [
      opening(),
      saved('one', 'Q: Where is my invoice, asks jo.bloggs@example.org? A: I can’t help.'),
      saved('two', hostile),
      sorted('ex-1', 'one', 'blocking'),
      sorted('ex-2', 'two', 'monitoring'),
      sorted('ex-3', 'two', 'backlog'),
      event('14:30', ana, { type: 'entry.redacted', entry: 6, why: 'by mistake' }),
    ],
  ],
  [
    44,
    [opening({ number: 44, private: true }), saved('p', 'secret prompt'), sorted('ex-p', 'p', 'blocking')],
  ],
]);

/** Runs the verb over these records. */
async function airb(words: string) {
  const run = { out: '', err: '', code: undefined as number | undefined };
  const heads = async () =>
    [...logs.keys()].reverse().map((number) => ({ number, private: number === 44 }) as Head);
  const events = async (incident: number) =>
    (logs.get(incident) ?? []).map((one, n) => ({ incident, seq: n + 1, event: one, hash: '' }));
  const openStore = async () => ({
    heads,
    events,
    content: async () => undefined,
    close: async () => undefined,
  });
  const program = new Command().exitOverride();
  registerExamples(
    program,
    { openStore, mask: async () => maskForEvals },
    {
      out: (text: string) => {
        run.out += text;
      },
      err: (text: string) => {
        run.err += text;
      },
      exit: (code: 0 | 1 | 2) => void Object.assign(run, { code }),
    },
  );
  await program.parseAsync(['examples', 'export', ...words.split(' ').filter(Boolean)], { from: 'user' });
  return {
    ...run,
    lines: run.out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

describe('airb examples export', () => {
  it('prints a line an example, masked, without what was redacted and without private incidents', async () => {
    const { lines, err, code } = await airb('');
    expect(code).toBe(0);
    expect(lines.map(({ id, tags }) => `${id} ${tags}`)).toEqual([
      'inc-42-4 blocking,support-bot',
      'inc-42-5 monitoring,support-bot',
    ]);
    expect(lines[0]).toMatchObject({
      input: 'Where is my invoice, asks [masked: e-mail address]?',
      expected: 'says where it is',
      metadata: { output: 'I can’t help.', incident: 42, reason: 'asked daily' },
    });
    expect(err).toBe(
      '1 redacted example left out; those of 1 private incident left out; --private brings them.',
    );
    expect((await airb('--private')).lines).toHaveLength(3);
  });

  it('prints one set, and says so where it is empty', async () => {
    expect((await airb('--set monitoring')).lines).toHaveLength(1);
    const none = await airb('--set backlog');
    expect([none.code, none.out]).toEqual([1, '']);
    expect(none.err).toMatch(/^There is no failed example in the backlog set/);
  });

  it('says which sets and formats there are', async () => {
    expect(await airb('--set all')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/blocking, monitoring or backlog/),
    });
    expect(await airb('--format csv')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/jsonl, promptfoo or langfuse/),
    });
  });

  it('keeps words of users from being read as templates or files by promptfoo', async () => {
    const { lines } = await airb('--format promptfoo');
    expect(lines[0]).toMatchObject({
      vars: { input: expect.stringMatching(/^Where is my invoice/) },
      assert: [
        { type: 'llm-rubric', value: 'says where it is' },
        { type: 'not-equals', value: 'I can’t help.' },
      ],
    });
    // Every opening is printed by itself, so neither an end nor another beginning of a raw block changes what is read.
    const printed = /\{\{ "(\{[{%#]|#\})" \}\}/g;
    expect(lines[1].vars.input.replace(printed, '')).not.toMatch(/\{[{%#]|#\}/);
    expect(lines[1].vars.input.replace(printed, '$1')).toBe(hostile);
    expect(lines[1].description).not.toMatch(/\{%/);
  });

  it('prints bodies for data sets of Langfuse', async () => {
    expect((await airb('--format langfuse --set blocking')).lines).toEqual([
      expect.objectContaining({
        datasetName: 'support-bot-blocking',
        id: 'inc-42-4',
        expectedOutput: 'says where it is',
      }),
    ]);
  });
});
