import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import { rankSuspects } from '../../../src/domain/response/suspects.ts';
import { minute } from '../../../src/domain/time.ts';
import { bodiesOf, incident42, type Story } from '../../support/given.ts';
import { ana, at, levels, promptChange } from '../../support/worked-example.ts';

/** An alert that says 14:10, as its rule waited ten minutes; the samples, two minutes apart, say more. */
function read(story: Story, from: string, ...values: number[]) {
  return readAt(story, '14:12', 'opening', { from, values });
}

function readAt(
  story: Story,
  time: string,
  why: 'opening' | 'demand',
  { from, values }: { from: string; values: number[] },
) {
  return story.after([
    time,
    airb,
    {
      type: 'readings',
      purpose: { for: why },
      sampledAt: at(time),
      readings: levels(time, { refusals: 0.19, deflection: 0.25 }),
      history: [{ signal: 'refusal_rate', from: at(from), step: 2 * minute, values }],
    },
  ]);
}
/** Ana has her page. */
const paged = () =>
  incident42().after([
    '14:11',
    airb,
    { type: 'page.sent', level: 0, route: 'chat', people: [ana], summary: 'SEV2' },
  ]);
const bad = (times: number) => Array.from({ length: times }, () => 0.19);
const good = (times: number) => Array.from({ length: times }, () => 0.04);

describe('when users began to feel it', () => {
  it('is the first bad sample, where that was before the alert says', () => {
    expect(read(incident42(), '13:58', 0.04, ...bad(7)).incident.feltAt).toBe(at('14:00'));
  });

  it('stays what the alert says where the samples do not show the beginning', () => {
    expect(read(incident42(), '14:00', ...bad(7)).incident.feltAt).toBeUndefined();
  });

  it('is told in the incidents channel and in the pages as well, which went out before anything was read', () => {
    const drawn = (story: Story) => bodiesOf(story.asked(), 'draw').map(({ slot }) => slot);
    const earlier = drawn(read(paged(), '13:58', 0.04, ...bad(7)));
    expect(earlier).toEqual(expect.arrayContaining(['announcement', 'page:0:ana']));
    const asTheAlertSays = drawn(read(paged(), '14:00', ...bad(7)));
    expect(asTheAlertSays.filter((slot) => slot === 'announcement' || slot.startsWith('page'))).toEqual([]);
  });

  it('stays where the first look found it: later ones take their samples at other moments, and coarser', () => {
    const first = read(incident42({ changes: [promptChange] }), '13:58', 0.04, ...bad(7));
    const words = (story: Story) => rankSuspects(story.incident)[0]?.because;
    const later = (from: string) => readAt(first, '14:20', 'demand', { from, values: [0.04, ...bad(10)] });
    expect(later('13:59').incident.feltAt).toBe(at('14:00'));
    expect(words(later('13:59'))).toBe(words(first));
    // Far from it, it is another beginning.
    expect(later('13:50').incident.feltAt).toBe(at('13:52'));
  });

  it('is not an earlier spell that was over before', () => {
    expect(read(incident42(), '13:50', 0.04, 0.19, ...good(10)).incident.feltAt).toBeUndefined();
  });

  it('is what changes are measured against: one in between came after it and can’t be the cause', () => {
    const between = { ...promptChange, at: at('14:05') };
    const story = read(incident42({ changes: [between] }), '13:58', 0.04, ...bad(7));
    expect(rankSuspects(story.incident)[0]).toMatchObject({ minutesBefore: -5 });
  });
});
