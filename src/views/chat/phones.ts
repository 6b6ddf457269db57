import type { Node } from '../../domain/chat/card.ts';
import { personNamed, whomToCall } from '../../domain/incident/paging-reach.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { inSeries } from '../../domain/plain.ts';
import { clip } from './spans.ts';

/** More numbers than these help nobody at three in the morning. */
const most = 5;

/** Whom to call by telephone because nothing else works; nothing where a number is in no file. */
export function callNodes(incident: Opened): Node[] {
  const { phones } = incident;
  if (phones === undefined) return [];
  const called = whomToCall(incident).filter((id) => phones[id] !== undefined);
  if (called.length === 0) return [];
  const numbers = called
    .slice(0, most)
    .map((id) => `${clip(personNamed(incident, id).name, 60)} ${clip(phones[id] ?? '', 30)}`);
  const why = incident.paging.acknowledged
    ? 'No page reaches them. '
    : 'Everybody was paged, and nobody has answered. ';
  return [{ type: 'text', spans: [why, { bold: 'Call: ' }, `${inSeries(numbers, 'or')}.`] }];
}
