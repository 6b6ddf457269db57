import { describe, expect, it } from 'vitest';
import { airb } from './in-records.ts';

describe('airb incidents', () => {
  it('lists them, one line each', async () => {
    const { out, code, closed } = await airb('incidents');
    expect(out.split('\n')[0]).toMatch(
      /^INC-42 {2}SEV2 {2}resolved {4}support-bot {2}2025-02-17 14:10 UTC {2}Support/,
    );
    expect([code, closed]).toEqual([0, 1]);
  });

  it('shows one, whatever way its number is written', async () => {
    for (const number of ['42', '#42', 'INC-42']) {
      expect((await airb(`incidents ${number}`)).out).toContain(
        'INC-42 · SEV2 · Support bot refuses too much',
      );
    }
  });

  it('prints JSON that parses', async () => {
    expect(JSON.parse((await airb('incidents 42 --json')).out).milestones.resolved).toBe(
      '2025-02-17T14:44:00.000Z',
    );
    expect(JSON.parse((await airb('incidents --open --json')).out).incidents).toHaveLength(2);
  });

  it('ends with 2 when it is to show the runbook of no incident', async () => {
    expect(await airb('incidents --runbook')).toMatchObject({
      out: '',
      err: 'Say of which incident: airb incidents 42 --runbook.',
      code: 2,
    });
  });
});

describe('every verb about one incident', () => {
  it.each(['incidents', 'timeline', 'postmortem', 'audit verify'])(
    '%s ends with 1 where there is none, and closes the records',
    async (verb) => {
      const { code, err, out, closed } = await airb(`${verb} 7`);
      expect([code, out, closed]).toEqual([1, '', 1]);
      expect(err).toBe('There is no incident 7. “airb incidents” lists them.');
    },
  );

  it.each(['incidents', 'timeline', 'postmortem', 'audit verify'])(
    '%s ends with 2 for what is no number, with what was expected',
    async (verb) => {
      expect(await airb(`${verb} forty`)).toEqual({
        out: '',
        err: '“forty” is not an incident number. Write 42, #42 or INC-42.',
        code: 2,
        closed: 1,
      });
    },
  );
});
