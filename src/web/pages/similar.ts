import { type Block, heading, list, paragraph, type Text } from '../../documents/document.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { fullTime } from '../../domain/time.ts';
import { noiseWords, similarWords } from '../../views/similar.ts';

/** What happened before, as it was known when the incident opened. */
export function similar({ similar: before }: Opened): Block[] {
  if (before === undefined) return [];
  const noise = noiseWords(before);
  const lines = before.incidents.map(
    (one): Text => [
      { here: `/incidents/${one.number}`, text: `INC-${one.number}` },
      ` · ${fullTime(one.openedAt)} · ${similarWords(one)}`,
    ],
  );
  return [heading('Similar before'), ...list(lines), ...(noise === '' ? [] : [paragraph(noise)])];
}
