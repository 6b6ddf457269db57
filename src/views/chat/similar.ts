import type { Node, Spans } from '../../domain/chat/card.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { noiseWords, similarWords } from '../similar.ts';

/** Earlier incidents like this one, a line each, while somebody may still be helped by what worked then. */
export function similarNodes(incident: Opened): Node[] {
  const { similar, plan } = incident;
  if (similar === undefined || !isOpen(incident)) return [];
  const noise = noiseWords(similar);
  const lines = similar.incidents.map(({ number, openedAt, room, ...one }): Spans => {
    const name = `INC-${number}`;
    const page = plan.links.page?.replace(/\/\d+$/, `/${number}`);
    return [
      'Before: ',
      page === undefined ? { bold: name } : { link: page, text: name },
      ' (',
      { at: openedAt, style: 'date-time' },
      `), ${similarWords({ number, openedAt, ...one })}`,
      // Slack writes the name that the channel has now; elsewhere the link bears the part that no renaming changes.
      ...(room === undefined ? [] : [' · ', { room, name: name.toLowerCase() }]),
    ];
  });
  return [...lines, ...(noise === '' ? [] : [[noise]])].map((spans) => ({ type: 'context', spans }));
}
