import { describe, expect, it } from 'vitest';
import { type Answer, answer, misuse, nothingFound } from '../../../src/cli/terminal/answer.ts';

/** What reaches the terminal, in order. */
function told(given: Answer, asked?: { json?: boolean }): [where: 'out' | 'err' | 'exit', what: unknown][] {
  const said: ReturnType<typeof told> = [];
  const io = {
    out: (text: string) => void said.push(['out', text]),
    err: (text: string) => void said.push(['err', text]),
    exit: (code: number) => void said.push(['exit', code]),
  };
  answer(io, given, asked);
  return said;
}

describe('an answer', () => {
  const list: Answer = { people: 'one\ntwo', json: ['one', 'two'], exit: 0 };

  it('is words for people and data for programs, on the stream for results', () => {
    expect(told(list)).toEqual([
      ['out', 'one\ntwo'],
      ['exit', 0],
    ]);
    expect(told(list, { json: true })).toEqual([
      ['out', '[\n  "one",\n  "two"\n]'],
      ['exit', 0],
    ]);
    expect(told({ ...list, jsonOnOneLine: true }, { json: true })[0]).toEqual(['out', '["one","two"]']);
  });

  it('is words for programs too where there is no data', () => {
    expect(told({ people: 'Written to x.', exit: 0 }, { json: true })[0]).toEqual(['out', 'Written to x.']);
  });

  it('is data for programs where the data is nothing much', () => {
    for (const json of [null, false, 0, [], ''])
      expect(told({ people: 'none', json, exit: 0 }, { json: true })[0]).toEqual([
        'out',
        JSON.stringify(json),
      ]);
  });

  it('leaves what stands beside the result out of the result, for people and for programs', () => {
    for (const json of [true, false])
      expect(told({ ...list, aside: 'three is missing', exit: 1 }, { json }).slice(1)).toEqual([
        ['err', 'three is missing'],
        ['exit', 1],
      ]);
  });

  it('prints no empty line where there is nothing to print', () => {
    expect(told({ people: '', aside: '', exit: 0 })).toEqual([['exit', 0]]);
  });

  it('of misuse or of nothing found has no result', () => {
    expect(told(misuse('Name one.'), { json: true })).toEqual([
      ['err', 'Name one.'],
      ['exit', 2],
    ]);
    expect(told(nothingFound('There is none.'))).toEqual([
      ['err', 'There is none.'],
      ['exit', 1],
    ]);
  });
});
