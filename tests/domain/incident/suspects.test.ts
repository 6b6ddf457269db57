import { describe, expect, it } from 'vitest';
import type { Opened } from '../../../src/domain/incident/state.ts';
import { airb } from '../../../src/domain/people.ts';
import { nextSuspect, rankSuspects } from '../../../src/domain/response/suspects.ts';
import type { Change } from '../../../src/domain/signals/change.ts';
import { minute } from '../../../src/domain/time.ts';
import { rollbackModal } from '../../../src/views/chat/modal-rollback.ts';
import { incident42, planWith, given as story } from '../../support/given.ts';
import { at, event, indexChange, promptChange } from '../../support/worked-example.ts';
import { drawn, linesOf } from '../../views/chat/given.ts';

const parts = planWith().parts.map((part) =>
  part.id === 'model' ? { ...part, live: 'large-latest', pinned: false } : { ...part, pinned: true },
);
const given = (changes: Change[]) => incident42({ plan: { parts }, changes }).incident;
const names = (changes: Change[]) =>
  rankSuspects(given(changes)).map(({ change, part }) => change?.id ?? part?.id);
const oldCode: Change = { ...indexChange, id: 'api-v18', kind: 'code', part: 'code', at: at('09:00') };
const late: Change = { ...indexChange, id: 'after', at: at('14:20') };

describe('a model alias that is not pinned', () => {
  it('is a suspect by itself, behind the changes of the last two hours', () => {
    expect(names([late, oldCode, indexChange, promptChange])).toEqual([
      'prompt-v7',
      'kb-2025-02-15',
      'model',
      'api-v18',
      'after',
    ]);
    expect(rankSuspects(given([])).map(({ because }) => because)).toEqual([
      'model alias large-latest is not pinned: it can change without a change being recorded',
    ]);
  });

  it('is behind an older change whose signals are off', () => {
    const moves = parts.map((part) => (part.id === 'code' ? { ...part, moves: ['refusal_rate'] } : part));
    const opened = incident42({ plan: { parts: moves }, changes: [oldCode] });
    const readings = [{ signal: 'refusal_rate', at: at('14:11'), value: 0.19 }];
    const set = { purpose: { for: 'demand' as const }, sampledAt: at('14:11'), readings };
    expect(rankSuspects({ ...opened.incident, readings: [set] }).map(({ part }) => part?.id)).toEqual([
      'code',
      'model',
    ]);
  });

  it('is listed once when it did change', () => {
    const moved: Change = { ...promptChange, id: 'm', kind: 'model', part: 'model', to: 'large-latest' };
    expect(names([moved])).toEqual(['m']);
  });

  it('stands on the card with its rollback, and does not pass for a change', () => {
    expect(linesOf(drawn('card', given([])))).toEqual(
      expect.arrayContaining([
        'What changed: nothing is known to have changed lately, but this can change unseen.',
        'model large-latest, not pinned: it can change without a change being recorded [Roll back…]',
      ]),
    );
    const asked = { ...given([]), sections: { questions: 'shown' as const } };
    expect(JSON.stringify(drawn('questions', asked))).not.toContain('large-latest');
  });

  it('comes next when what changed has been taken back', () => {
    expect(nextSuspect(given([late]))?.part?.id).toBe('model');
    expect(nextSuspect(given([promptChange]))?.part?.id).toBe('prompt');
  });
});

describe('a change that was taken back', () => {
  const cure: Change = {
    ...promptChange,
    id: 'airb/1/r1',
    from: promptChange.to ?? '',
    to: promptChange.from ?? '',
    at: promptChange.at + 20 * minute,
    summary: 'Rolled back in INC-1: refusals',
    by: 'airb for Ana Lima',
    rollback: true,
  };
  const second = (facts: Parameters<typeof incident42>[0] = {}) =>
    incident42({ plan: { parts }, changes: [promptChange, cure], startedAt: at('15:10'), ...facts });
  const rows = (incident: Opened) =>
    linesOf(drawn('card', incident)).filter((line) => /^prompt .*(start|seen)/.test(line));

  it('is told as that, and its cure is the suspect only while it stands and the trouble began after it', () => {
    expect(rows(second().incident)).toEqual([
      expect.stringMatching(/^prompt v7 → v6, .*\[Roll back…\]$/),
      expect.stringMatching(/^prompt v6 → v7, .* — taken back in INC-1 at \d\d:\d\d UTC$/),
    ]);
    const before = second({ startedAt: promptChange.at + 5 * minute }).incident;
    expect(rows(before)).toEqual([
      expect.stringMatching(/^prompt v6 → v7, .* — taken back in INC-1 at [^[]*$/),
    ]);
    expect(nextSuspect(before)?.part?.id).not.toBe('prompt');
  });

  it('leads the suspects where it is live again all the same, with the one button of its part', () => {
    const seen = [{ part: 'prompt', version: 'prompt-v7' }];
    const { incident } = story(...second().log, event('15:12', airb, { type: 'versions.seen', seen }));
    expect(rows(incident)).toEqual([
      expect.stringMatching(
        /^prompt v7 was rolled back to v6 in INC-1 at \d\d:\d\d UTC; live now: prompt-v7 \(seen\), .*\[Roll back…\]$/,
      ),
    ]);
    const hint = rollbackModal(incident, 'prompt').fields.find(({ id }) => id === 'reason');
    const { minutesBefore = 0 } = rankSuspects(incident)[0] as { minutesBefore?: number };
    expect(hint?.placeholder).toContain(minutesBefore < 120 ? `${minutesBefore} min before` : ' h before');
  });
});
