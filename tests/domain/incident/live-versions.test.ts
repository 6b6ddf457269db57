import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import type { Change } from '../../../src/domain/signals/change.ts';
import { readyToRollBack, type Story } from '../../support/given.ts';
import { ana, at, ben, promptChange } from '../../support/worked-example.ts';

const news = (facts: Partial<Change>) => ({
  type: 'change.note' as const,
  change: { ...promptChange, id: 'news', from: 'prompt-v7', to: 'prompt-v8', at: at('14:05'), ...facts },
});
const told = (story: Story, facts: Partial<Change>) => story.after(['14:30', airb, news(facts)]).incident;
const opened = () => readyToRollBack({ severity: 'sev2' });
const rolledBack = () =>
  opened().after(
    ['14:16', ana, { type: 'rollback.request', part: 'prompt', reason: 'refusals followed it' }],
    ['14:17', ben, { type: 'rollback.approve', action: 'r1' }],
    [
      '14:18',
      airb,
      { type: 'rollback.responded', action: 'r1', dryRun: false, ok: true, status: 200, response: '' },
    ],
  );

describe('a change that is told', () => {
  it('moves the part it names, or the one of its kind, and no other', () => {
    expect(told(opened(), {}).versions.prompt).toBe('prompt-v8');
    const { part: _, ...unnamed } = news({}).change;
    const byKind = opened().after(['14:30', airb, { type: 'change.note', change: unnamed }]).incident;
    expect(byKind.versions.prompt).toBe('prompt-v8');
    const before = opened().incident.versions;
    expect(told(opened(), { part: 'elsewhere' }).versions).toEqual(before);
    const { to: __, ...somewhere } = news({}).change;
    const nowhere = opened().after(['14:30', airb, { type: 'change.note', change: somewhere }]).incident;
    expect(nowhere.versions).toEqual(before);
    // What brought no version holds nothing off that came before it.
    const older = opened().after(['14:29', airb, { type: 'change.note', change: somewhere }]);
    expect(told(older, { id: 'older', at: at('14:00') }).versions.prompt).toBe('prompt-v8');
  });

  it('after a rollback of the same part, though it is older, does not undo what was done', () => {
    expect(told(rolledBack(), {}).versions.prompt).toBe('prompt-v6');
    expect(told(rolledBack(), { at: at('14:20') }).versions.prompt).toBe('prompt-v8');
    const index = { part: 'index', kind: 'index', from: 'kb-2025-02-15', to: 'kb-2025-02-16' } as const;
    expect(told(rolledBack(), index).versions.index).toBe('kb-2025-02-16');
    const waits = opened().after([
      '14:16',
      ana,
      { type: 'rollback.request', part: 'prompt', reason: 'refusals followed it' },
    ]);
    expect(told(waits, {}).versions.prompt).toBe('prompt-v8');
  });

  it('that is the incident’s own rollback is no news and no suspect', () => {
    const own = news({ id: 'airb/42/r1', from: 'prompt-v7', to: 'prompt-v6', rollback: true });
    rolledBack().when('14:30', airb, own).ignores();
    rolledBack().after(['14:30', airb, { ...own, change: { ...own.change, id: 'airb/41/r1' } }]);
  });

  it('by a person and then by a feed stands once, at the feed’s time; of two people’s the earlier one counts', () => {
    const said = { id: 'said', told: 'stranger' as const, at: at('13:50') };
    const first = opened().after(['14:20', airb, news(said)]);
    const times = ({ changes }: Story['incident']) =>
      changes.flatMap((one) =>
        one.to === 'prompt-v8' ? [new Date(one.at).toISOString().slice(11, 16)] : [],
      );
    expect(times(told(first, {}))).toEqual(['14:05']);
    expect(times(told(first, { told: 'listed' }))).toEqual(['13:50']);
    const later = opened().after(['14:20', airb, news({ ...said, at: at('14:08') })]);
    expect(times(told(later, { told: 'listed' }))).toEqual(['14:05']);
    first
      .when('14:30', airb, news({ told: 'stranger' }))
      .ignores(
        /^airb knows of that change already: prompt went from prompt-v7 to prompt-v8 at 13:50 UTC, by Dev Patel/,
      );
  });
});
