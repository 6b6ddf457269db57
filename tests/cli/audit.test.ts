import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { registerAudit } from '../../src/cli/audit/audit.ts';
import { airb } from './in-records.ts';

describe('airb audit verify', () => {
  it('ends with 1 when the chain has a fault, naming it', async () => {
    const run = await airb('audit verify', [{ incident: 42, seq: 7, what: 'the body was changed' }]);
    expect(run.code).toBe(1);
    expect(run.out).toContain('INC-42 entry 7: the body was changed');
  });

  it('ends with 0 when the chain is intact', async () => {
    expect(await airb('audit verify 42')).toMatchObject({
      code: 0,
      out: '43 entries checked: the chain is intact.',
    });
  });

  it('prints JSON that parses', async () => {
    expect(JSON.parse((await airb('audit verify 42 --json')).out)).toEqual({
      events: 43,
      faults: [],
      redacted: 0,
    });
  });
});

describe('airb audit verify where there is nothing to verify', () => {
  const run = async (records: Parameters<typeof registerAudit>[1]['openRecords']) => {
    const said = { out: '', err: '', code: -1 };
    const io = {
      out: (text: string) => {
        said.out += text;
      },
      err: (text: string) => {
        said.err += text;
      },
      exit: (code: 0 | 1 | 2) => {
        said.code = code;
      },
    };
    const program = new Command().exitOverride();
    registerAudit(program, { absent: () => 'wrong/folder holds no airb.db', openRecords: records }, io);
    await program.parseAsync(['audit', 'verify'], { from: 'user' });
    return said;
  };

  it('says so and ends with 1, in a wrong folder', async () => {
    expect(await run(async () => undefined)).toEqual({
      out: '',
      err: 'no records here: wrong/folder holds no airb.db',
      code: 1,
    });
  });

  it('and with an empty log', async () => {
    const empty = {
      events: async () => [],
      head: async () => undefined,
      verify: async () => ({ events: 0, faults: [], redacted: 0 }),
      close: async () => undefined,
    };
    expect(await run(async () => empty)).toMatchObject({
      err: expect.stringContaining('no records here'),
      code: 1,
    });
  });

  it('names faults of the whole log, and what was redacted', async () => {
    const records = {
      events: async () => [],
      head: async () => undefined,
      verify: async () => ({
        events: 3,
        faults: [{ incident: 0, seq: 4, what: 'was changed, or made without the key' }],
        redacted: 1,
        head: { position: 9, hash: 'ab' },
      }),
      close: async () => undefined,
    };
    expect((await run(async () => records)).out).toBe(
      'the audit log entry 4: was changed, or made without the key\n3 entries checked: 1 fault.\n1 entry redacted on record; its tombstone is as put there.\nThe audit log ends with entry 9: ab',
    );
  });
});
