import { inSeries } from '../../domain/plain.ts';
import { clip } from '../chat/spans.ts';
import { readerNames } from '../readers.ts';
import type { EventWords } from './event-words.ts';

export const words: EventWords<'audience.joined' | 'audience.left'> = {
  'audience.joined': {
    kind: 'update',
    weight: 'detail',
    line: ({ audiences }) => `Subscribed: ${inSeries(audiences.map(({ title }) => clip(title, 60)))}`,
  },
  'audience.left': {
    kind: 'update',
    weight: 'detail',
    line: ({ audience }, { plan }) =>
      `No longer subscribed: ${clip(inSeries(readerNames([audience], plan)), 80)}`,
  },
};
