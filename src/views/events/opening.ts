import { capital, sentenceEnd } from '../../domain/plain.ts';

import type { EventWords } from './event-words.ts';

export const words: EventWords<'incident.opened' | 'room.opened'> = {
  'incident.opened': {
    kind: 'alert',
    weight: 'important',
    line: (event) =>
      `Incident opened as ${event.severity.toUpperCase()}: ${sentenceEnd(event.title)} ${capital(sentenceEnd(event.because))}`,
  },
  'room.opened': {
    kind: 'record',
    weight: 'detail',
    line: (event) => `Channel #${event.name} opened`,
  },
};
