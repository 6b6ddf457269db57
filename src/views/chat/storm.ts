import type { Card, Spans } from '../../domain/chat/card.ts';
import { type Severity, severities } from '../../domain/people.ts';
import { count } from '../../domain/plain.ts';
import type { Instant } from '../../domain/time.ts';
import { severityWord, tag } from './naming.ts';
import { asText, clip, timeOf } from './spans.ts';

/** What the message of a storm knows of each of its incidents. */
export interface InStorm {
  number: number;
  title: string;
  severity: Severity;
  phase: string;
  open: boolean;
  openedAt: Instant;
  room?: string;
}

/** The worst are named; the page lists all. */
const named = 15;

/**
 * One message in the incidents channel for all incidents of a storm, kept current.
 * @param page address of the page of all incidents; none where there is none
 */
export function stormCard(incidents: InStorm[], page: string | undefined): Card {
  const open = incidents.filter((one) => one.open);
  const worst = open.toSorted(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.number - b.number,
  );
  const head = headline(incidents, open);
  const lines = worst.slice(0, named).map(line);
  const rest = open.length - lines.length;
  return {
    text: asText(head),
    nodes: [
      { type: 'text', spans: head },
      ...(lines.length > 0 ? [{ type: 'list' as const, items: lines }] : []),
      ...(rest > 0 ? [{ type: 'context' as const, spans: others(rest, page) }] : []),
    ],
  };
}

function headline(incidents: InStorm[], open: InStorm[]): Spans {
  const since = Math.min(...incidents.map(({ openedAt }) => openedAt));
  const began: Spans = [`${count(incidents.length, 'incident')} opened since `, timeOf(since)];
  if (open.length === 0)
    return [{ bold: 'The storm is over' }, ': ', ...began, ', and none is open any more.'];
  const shares = severities
    .map((severity) => [severity, open.filter((one) => one.severity === severity).length] as const)
    .filter(([, many]) => many > 0)
    .map(([severity, many]) => `${many} ${severityWord(severity)}`);
  return [
    { bold: `Storm: ${shares.join(', ')} open` },
    ' — ',
    ...began,
    '. They are told here in this one message; each has its own channel, the most severe first.',
  ];
}

function line({ number, severity, title, phase, room }: InStorm): Spans {
  const name = tag({ number });
  return [
    { bold: `${name} · ${severityWord(severity)}` },
    ` · ${clip(title, 90)} — ${phase === 'triage' ? 'in triage' : phase}`,
    ...(room === undefined ? [', its channel follows'] : [' ', { room, name }]),
  ];
}

function others(rest: number, page: string | undefined): Spans {
  const more = `and ${rest} more open.`;
  return page === undefined ? [more] : [`${more} `, { link: page, text: 'All incidents' }];
}
