import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/domain/chat/grammar.ts';
import { momentOf } from '../../../src/domain/chat/said-time.ts';
import { at } from '../../support/worked-example.ts';

/** When `/airb change …` says it was, asked at 14:12; a question otherwise. */
function moment(words: string, now = at('14:12')): string {
  const parsed = parseCommand(`change ${words}`);
  if ('misuse' in parsed) return parsed.misuse;
  if (parsed.command !== 'change') throw new Error(parsed.command);
  const found = momentOf(parsed.when, now);
  return 'at' in found ? new Date(found.at).toISOString().slice(5, 19) : `${found.rejected} ${found.next}`;
}

describe('a change with its time', () => {
  it.each([
    ['prompt x v1 → v2 40 min ago', '02-17T13:32:00'],
    ['prompt x v1 → v2 about 40 minutes ago', '02-17T13:32:00'],
    ['prompt x v1 → v2 at 14:02', '02-17T14:02:00'],
    ['prompt at 14:02 v1 → v2', '02-17T14:02:00'],
    ['prompt x v1 → v2 14:02', '02-17T14:02:00'],
    ['prompt x v1 → v2 14:02 UTC', '02-17T14:02:00'],
    ['prompt x v1 → v2 (14:02)', '02-17T14:02:00'],
    ['prompt x v1 → v2 2h ago', '02-17T12:12:00'],
    ['prompt x v1 → v2 1 h 20 min ago', '02-17T12:52:00'],
    ['prompt x v1 → v2 1.5 hours ago', '02-17T12:42:00'],
    ['prompt x v1 → v2 half an hour ago', '02-17T13:42:00'],
    ['prompt x v1 → v2 an hour ago', '02-17T13:12:00'],
    ['prompt x v1 → v2 90s ago', '02-17T14:10:30'],
    ['prompt x v1 → v2 2 days ago', '02-15T14:12:00'],
    ['prompt x v1 → v2 yesterday 14:02', '02-16T14:02:00'],
    ['prompt x v1 → v2 yesterday at 18:30', '02-16T18:30:00'],
    ['prompt x v1 → v2 at 18:30 yesterday', '02-16T18:30:00'],
    ['prompt x v1 → v2 at 2pm', '02-17T14:00:00'],
    ['prompt x v1 → v2', '02-17T14:12:00'],
    ['threshold 1:10 → 1:20', '02-17T14:12:00'],
    ['threshold 1:10 → 1:20 2h ago', '02-17T12:12:00'],
    ['prompt reworded “wait 5 min ago” line', '02-17T14:12:00'],
    ['index yesterday’s rebuild went live', '02-17T14:12:00'],
  ])('%s was at %s', (words, when) => {
    expect(moment(words)).toBe(when);
  });

  it.each([
    ['prompt x v1 → v2 at 14:50', /^It is 14:12 UTC, so 14:50 UTC is still to come\. .*when was it\?/],
    ['prompt x v1 → v2 tomorrow', /When was it\?/],
    ['prompt x v1 → v2 in 10 min', /When was it\?/],
    ['prompt x v1 → v2 yesterday', /When was it\?/],
    ['prompt x v1 → v2 a while ago', /When was it\?/],
    ['prompt x v1 → v2 last night', /When was it\?/],
    ['prompt x v1 → v2 at 25:99', /no time of day/],
    ['prompt x v1 → v2 at 14:02 CET', /UTC only/],
    ['prompt x v1 → v2 14:02 +01:00', /UTC only/],
    ['prompt x v1 → v2 at 14:02, then 13:50', /Two times/],
    ['prompt 40 min ago', /Say what changed about the prompt/],
  ])('%s is asked about, never noted as now', (words, question) => {
    expect(moment(words)).toMatch(question);
  });

  it('takes the minute that is just beginning for now', () => {
    expect(moment('prompt x v1 → v2 14:12', at('14:11:40'))).toBe('02-17T14:11:40');
  });

  it('keeps what changed without the time, and its versions', () => {
    expect(parseCommand('change flag x: off → on, 20 minutes ago by Dev')).toMatchObject({
      summary: 'x: off → on, by Dev',
      from: 'off',
      to: 'on',
    });
  });
});
