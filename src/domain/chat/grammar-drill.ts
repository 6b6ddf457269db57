import type { Intent } from './intent.ts';
import { firstWord, unquoted } from './words.ts';

type Parsed = Intent | { misuse: string; help?: true };

/** `drill support-bot`, `drill join`, `drill stop a real one began`. */
export function parseDrill(text: string): Parsed {
  const { word, rest } = firstWord(text);
  const said = word.toLowerCase();
  if (said === '' || said === 'list') return { command: 'drill' };
  if (said === 'stop') {
    const reason = unquoted(rest);
    return reason === '' ? { command: 'drill', does: 'stop' } : { command: 'drill', does: 'stop', reason };
  }
  if (rest !== '')
    return {
      misuse: `“${rest.slice(0, 60)}” is more than the name of a scenario, and nothing was started.`,
      help: true,
    };
  return said === 'join' ? { command: 'drill', does: 'join' } : { command: 'drill', scenario: said };
}
