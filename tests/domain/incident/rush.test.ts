import { describe, expect, it } from 'vitest';
import { incident42, type Story } from '../../support/given.ts';
import { alertmanager, at, ben, refusalAlert } from '../../support/worked-example.ts';

/** So many alerts join, each another one. */
function joining(story: Story, clock: string, count: number): Story {
  const arrivals = Array.from({ length: count }, (_, n): Parameters<Story['after']>[number] => {
    const alert = { ...refusalAlert, fingerprint: `${clock} ${n}` };
    return [clock, alertmanager, { type: 'alert.arrive', alert }];
  });
  return story.after(...arrivals);
}

/** When the card is to be drawn because of what happened last. */
function cardAt(story: Story): number | undefined {
  return story.asked().find(({ coalesce }) => coalesce === 'draw:card')?.dueAt;
}

describe('the card while alerts join', () => {
  it('14:40:00 is drawn at once for the tenth in a second, and after that second for the eleventh', () => {
    const ten = joining(incident42(), '14:40:00', 10);
    expect(cardAt(ten)).toBe(at('14:40:00'));
    expect(cardAt(joining(ten, '14:40:00.900', 1))).toBe(at('14:40:01'));
  });

  it('14:40:01 is drawn once a second while it goes on', () => {
    const stormy = joining(incident42(), '14:40:00', 11);
    const next = joining(stormy, '14:40:01.200', 1);
    expect(cardAt(next)).toBe(at('14:40:02.200'));
    expect(cardAt(joining(next, '14:40:02.500', 1))).toBe(at('14:40:03.500'));
  });

  it('14:40:02 is drawn at once again after a second in which nothing joined', () => {
    const stormy = joining(incident42(), '14:40:00', 11);
    expect(cardAt(joining(stormy, '14:40:02', 1))).toBe(at('14:40:02'));
  });

  it('14:40:00 shows at once what a person does in the middle of it', () => {
    const stormy = joining(incident42(), '14:40:00', 20);
    expect(cardAt(stormy.after(['14:40:00', ben, { type: 'acknowledge', via: 'chat' }]))).toBe(
      at('14:40:00'),
    );
  });

  it('14:39:00 is drawn in time after the clock was set back', () => {
    const stormy = joining(incident42(), '14:40:00', 20);
    expect(cardAt(joining(stormy, '14:39:00', 1))).toBe(at('14:39:00'));
  });
});
