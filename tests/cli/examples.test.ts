import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { maskForEvals } from '../../src/app/examples.ts';
import { registerExamples } from '../../src/cli/examples/examples.ts';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import { DeliveryError } from '../../src/errors.ts';
import type { EvalSets } from '../../src/ports/eval-sets.ts';
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

/** What stands in the tool that is set up. */
const stands = new Map<string, string[]>();
const langfuse: EvalSets = {
  name: 'langfuse',
  put: async (dataset, list) => {
    if (dataset.endsWith('monitoring'))
      throw new DeliveryError('Langfuse answered 503.', { retry: true, code: 'x' });
    stands.set(
      dataset,
      list.map(({ id }) => id),
    );
  },
};
/** The runs that were noted, each with its incident and who said so. */
const noted: [number, string, string][] = [];

/** Runs the verb over these records. */
async function airb(words: string, verb = 'export') {
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
    {
      openStore,
      mask: async () => maskForEvals,
      user: 'tester',
      evalSets: async () => [langfuse],
      noteRun: async (incident, run, by) => {
        noted.push([incident, run.id, by.name]);
        const passed = run.results.get('inc-42-4') === true;
        const outcome = passed ? 'passed' : 'failed';
        return { passed, examples: [{ name: 'inc-42-4', outcome }], repeated: false };
      },
    },
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
  await program.parseAsync(['examples', verb, ...words.split(' ').filter(Boolean)], { from: 'user' });
  return {
    ...run,
    lines: run.out
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line)),
  };
}

describe('airb examples export', () => {
  it('prints a line an example, masked, without what was redacted and without private incidents', async () => {
    const { lines, err, code } = await airb('');
    expect(code).toBe(0);
    expect(lines.map(({ id, tags }) => `${id} ${tags}`)).toEqual([
      expect.stringMatching(/^inc-42-4-[0-9a-f]{8} blocking,support-bot$/),
      expect.stringMatching(/^inc-42-5-[0-9a-f]{8} monitoring,support-bot$/),
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
        id: expect.stringMatching(/^inc-42-4-[0-9a-f]{8}-blocking$/),
        expectedOutput: 'says where it is',
      }),
    ]);
  });
});

describe('airb examples push', () => {
  it('fills the data sets, and says what it left out', async () => {
    const run = await airb('--to langfuse --set blocking', 'push');
    expect(run).toMatchObject({ code: 0, out: 'Langfuse has 1 example in support-bot-blocking' });
    expect(run.err).toMatch(/1 redacted example left out; those of 1 private incident left out/);
    expect([...stands]).toEqual([
      ['support-bot-blocking', [expect.stringMatching(/^inc-42-4-[0-9a-f]{8}$/)]],
    ]);
    await airb('--to langfuse --incident INC-44 --private', 'push');
    expect(stands.get('support-bot-blocking')).toEqual([expect.stringMatching(/^inc-44-3-/)]);
  });

  it('says where it stopped when the tool is away', async () => {
    expect(await airb('--to langfuse --incident 42', 'push')).toMatchObject({
      code: 1,
      out: 'Langfuse has 1 example in support-bot-blocking',
      err: expect.stringMatching(/support-bot-monitoring is not as it should be: Langfuse answered 503/),
    });
  });

  it.each([
    ['--to braintrust', /no key for Braintrust; docs\/evals.md/],
    ['--to slack', /langfuse, langsmith or braintrust/],
    ['--to langfuse --set all', /blocking, monitoring or backlog/],
    ['--to langfuse --incident x', /not an incident number/],
  ])('refuses %s', async (words, says) => {
    expect(await airb(words, 'push')).toMatchObject({ code: 2, err: expect.stringMatching(says) });
  });
});

describe('airb examples passed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'airb-runs-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = async (given: unknown) => {
    const file = join(folder, 'run.json');
    writeFileSync(file, typeof given === 'string' ? given : JSON.stringify(given));
    return airb(`42 --run ${file} --by ci`, 'passed');
  };

  it('notes a run, and ends with 1 where not all of them passed', async () => {
    const of = (passed: boolean) => ({ id: 'nightly-214', results: [{ id: 'inc-42-4', passed }] });
    expect(await run(of(true))).toMatchObject({
      code: 0,
      out: expect.stringMatching(/inc-42-4 {2}passed\nAll blocking/),
    });
    expect(await run(of(false))).toMatchObject({
      code: 1,
      out: expect.stringMatching(/Not all blocking examples of INC-42/),
    });
    expect(noted.at(-1)).toEqual([42, 'nightly-214', 'ci (command line)']);
  });

  it('says what is wrong with a file', async () => {
    expect(await run('nothing')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/not readable as JSON/),
    });
    expect(await run({ id: 'a', results: [{}] })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/run.json, results.0: expected/),
    });
  });
});
