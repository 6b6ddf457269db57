import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../../src/domain/incident/events.ts';
import { resolvedNotice } from '../../../src/views/chat/resolved.ts';
import { at, ben, incidentAfter, linesOf } from './given.ts';

const resolved: EventOf<'resolved'> = {
  at: at('14:42'),
  by: { kind: 'person', standing: 'listed', ...ben },
  type: 'resolved',
};

describe('the last word to an audience', () => {
  it('says that it works again, for how long it was felt and how that is known', () => {
    const lines = linesOf(resolvedNotice(resolved, incidentAfter([]), 'internal')).join('\n');
    expect(lines).toContain(
      'INC-42 · Resolved · Support bot works as it should again; it was felt for 40 min.',
    );
    expect(lines).toContain('Key, safety and business metrics have been in range');
    expect(lines).toContain('The postmortem is due in');
  });

  it('claims no recovery that the metrics do not show', () => {
    const override = { reason: 'the source of the metrics is down', failing: ['refusal_rate'] };
    const card = resolvedNotice({ ...resolved, override }, incidentAfter([]), 'customer');
    expect(card.text).not.toContain('works as it should');
    expect(card.text).toContain('not every metric shows the end yet');
    expect(linesOf(card).join('\n')).toContain('No action is needed from you.');
  });
});
