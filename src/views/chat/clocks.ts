import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import type { Opened, RegulatoryClock } from '../../domain/incident/state.ts';
import { type Instant, inWords } from '../../domain/time.ts';
import { tag } from './naming.ts';
import { clip, joined } from './spans.ts';

/** The regulatory clocks on the card; none where none was started. */
export function clockNodes({ clocks = [] }: Opened): Node[] {
  if (clocks.length === 0) return [];
  const lines = clocks.slice(0, 6).map((clock) => clockLine(clock));
  const more: Spans[] = clocks.length > 6 ? [[`and ${clocks.length - 6} more: /airb clock`]] : [];
  return [
    { type: 'text', spans: [{ bold: 'Regulatory clocks' }] },
    { type: 'list', items: [...lines, ...more] },
  ];
}

/** The answer to `/airb clock`: what runs, what has ended, and what could be started. */
export function clocksCard(incident: Opened, now: Instant): Card {
  const { clocks = [], plan } = incident;
  const left = (plan.regulatory ?? []).filter(
    ({ id }) => !clocks.some((clock) => clock.id === id && clock.ended === undefined),
  );
  const running = clocks.filter(({ ended }) => ended === undefined).length;
  const text = `${tag(incident)}: ${running === 0 ? 'no regulatory clock runs' : `${running} of its regulatory clocks run`}.`;
  return {
    text,
    nodes: [
      { type: 'text', spans: [text] },
      ...(clocks.length > 0
        ? [{ type: 'list', items: clocks.map((one) => clockLine(one, now)) } as const]
        : []),
      ...startable(left),
    ],
  };
}

function startable(left: NonNullable<Opened['plan']['regulatory']>): Node[] {
  if (left.length === 0) return [];
  return [
    { type: 'text', spans: ['Can be started with ', { code: '/airb clock start <id> <why>' }, ':'] },
    {
      type: 'list',
      items: left.map(
        ({ id, name, within, reading }): Spans => [
          { code: id },
          ` ${name}, ${inWords(within)}`,
          ...(reading === undefined ? [] : [`; ${clip(reading, 120)}`]),
        ],
      ),
    },
  ];
}

/** What has to be filed, by when, by whom; and how it ended where it did. */
function clockLine(clock: RegulatoryClock, now?: Instant): Spans {
  const { name, dueAt, owner, form, link, reading, ended, rungs } = clock;
  const late = ended === undefined && (now === undefined ? rungs.length > 0 : now >= dueAt);
  const state: Spans = ended
    ? [
        `${ended.how === 'met' ? 'met' : 'does not apply'}, ${ended.by} at `,
        { at: ended.at, style: 'date-time' },
      ]
    : [late ? { bold: 'overdue since ' } : 'due ', { at: dueAt, style: 'date-time' }];
  const facts: Spans[] = [
    [{ bold: clip(name, 160) }, ': ', ...state],
    ended ? [] : [`owner ${owner.name}`],
    ended || form === undefined ? [] : [`to file: ${clip(form, 160)}`],
    ended || link === undefined ? [] : [{ link, text: 'where' }],
    ended || reading === undefined ? [] : [clip(reading, 120)],
  ];
  return joined(facts, ' · ');
}
