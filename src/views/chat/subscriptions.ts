import type { Card, Spans } from '../../domain/chat/card.ts';
import { inSeries } from '../../domain/plain.ts';
import type { Subscription } from '../../domain/response/subscription.ts';
import type { Library } from '../../domain/runbooks/runbook.ts';
import { severityWord } from './naming.ts';
import { asText } from './spans.ts';

/** What somebody subscribes to, and how that changes; for that person alone. */
export function subscriptionsCard(
  subscriptions: Subscription[],
  { systems }: Pick<Library, 'systems'>,
  email: string | undefined,
): Card {
  const items = subscriptions.map(({ by, system, severities }): Spans => {
    const title = systems.find(({ id }) => id === system)?.title ?? system;
    const what = system === 'all' ? 'every system' : title;
    const way =
      by === 'dm'
        ? 'by direct message'
        : `by e-mail to ${email ?? 'an address that is not in the file any more'}`;
    return [{ bold: what }, `: ${inSeries(severities.map(severityWord))}, ${way}`];
  });
  const head = items.length === 0 ? 'You subscribe to nothing.' : 'You hear of incidents of:';
  return {
    text: [head, ...items.map((item) => asText(item))].join(' '),
    nodes: [
      { type: 'text', spans: [head] },
      ...(items.length === 0 ? [] : [{ type: 'list' as const, items }]),
      {
        type: 'context',
        spans: [
          { code: '/airb subscribe sev1 sev2 <system> email' },
          ' adds, ',
          { code: '/airb unsubscribe <system>' },
          ' ends. Incidents that are private are told to nobody outside them.',
        ],
      },
    ],
  };
}
