import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { registerRecords } from '../../src/cli/records/records.ts';
import type { ChainFault } from '../../src/ports/records.ts';
import { logs, webOptions } from '../web/web-fixture.ts';

interface Run {
  out: string;
  err: string;
  code: number | undefined;
  closed: number;
}

async function airb(words: string, faults: ChainFault[] = []): Promise<Run> {
  const run: Run = { out: '', err: '', code: undefined, closed: 0 };
  const { store } = webOptions();
  const records = {
    ...store,
    verify: async (incident?: number) => ({
      events: incident === undefined ? [...logs.values()].flat().length : (logs.get(incident) ?? []).length,
      faults,
    }),
    close: async () => {
      run.closed += 1;
    },
  };
  const io = {
    out: (text: string) => {
      run.out += text;
    },
    err: (text: string) => {
      run.err += text;
    },
    exit: (code: 0 | 1 | 2) => {
      run.code = code;
    },
  };
  const program = new Command().exitOverride();
  registerRecords(program, { openStore: async () => records }, io);
  await program.parseAsync(words.split(' '), { from: 'user' });
  return run;
}

describe('the verbs that read the records', () => {
  it('list incidents, one line each', async () => {
    const { out, code, closed } = await airb('incidents');
    expect(out.split('\n')[0]).toMatch(
      /^INC-42 {2}SEV2 {2}resolved {4}support-bot {2}2025-02-17 14:10 UTC {2}Support/,
    );
    expect([code, closed]).toEqual([0, 1]);
  });

  it('show one incident, whatever way its number is written', async () => {
    for (const number of ['42', '#42', 'INC-42']) {
      expect((await airb(`incidents ${number}`)).out).toContain(
        'INC-42 · SEV2 · Support bot refuses too much',
      );
    }
  });

  it('print JSON that parses', async () => {
    expect(JSON.parse((await airb('incidents 42 --json')).out).milestones.resolved).toBe(
      '2025-02-17T14:44:00.000Z',
    );
    expect(JSON.parse((await airb('incidents --open --json')).out).incidents).toHaveLength(2);
    expect(JSON.parse((await airb('timeline 42 --json')).out).entries).toHaveLength(43);
    expect(JSON.parse((await airb('postmortem 42 --json')).out).title).toContain('INC-42');
    expect(JSON.parse((await airb('audit verify 42 --json')).out)).toEqual({ events: 43, faults: [] });
  });

  it('tell the timeline, in full or short', async () => {
    const full = (await airb('timeline 42')).out.split('\n');
    const short = (await airb('timeline 42 --short')).out.split('\n');
    expect(full).toHaveLength(43);
    expect(full[6]).toBe('2025-02-17 14:11:20  Ana Lima      Ana Lima acknowledged (via chat)');
    expect(short.length).toBeLessThan(full.length);
  });

  it('print the postmortem as Markdown or HTML', async () => {
    expect((await airb('postmortem 42')).out).toMatch(/^# INC-42/);
    expect((await airb('postmortem 42 --format html')).out).toMatch(/^<!doctype html>/);
  });
});

describe('how they end', () => {
  it('1 for an incident that is not there', async () => {
    for (const verb of ['incidents 7', 'timeline 7', 'postmortem 7', 'audit verify 7']) {
      const { code, err, out, closed } = await airb(verb);
      expect([code, out, closed]).toEqual([1, '', 1]);
      expect(err).toContain('There is no incident 7');
    }
  });

  it('2 for misuse, with what was expected', async () => {
    expect(await airb('timeline forty')).toMatchObject({
      code: 2,
      err: '“forty” is not an incident number. Write 42, #42 or INC-42.',
    });
    expect(await airb('postmortem 42 --format pdf')).toMatchObject({ code: 2, out: '' });
  });

  it('1 when the chain has a fault, naming it', async () => {
    const run = await airb('audit verify', [{ incident: 42, seq: 7, what: 'the body was changed' }]);
    expect(run.code).toBe(1);
    expect(run.out).toContain('INC-42 entry 7: the body was changed');
  });

  it('0 when the chain is intact', async () => {
    expect(await airb('audit verify 42')).toMatchObject({
      code: 0,
      out: '43 entries checked: the chain is intact.',
    });
  });
});
