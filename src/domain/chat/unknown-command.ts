import { closest, didYouMean } from '../suggest.ts';
import { commandNamed, commandWords, isGrave, specOf } from './commands.ts';
import { elsewhere } from './elsewhere.ts';
import type { Misuse } from './intent.ts';
import { longestWord } from './one-of.ts';

/**
 * A word that is no command. A grave one is asked for only by its own name, and only when a single slip
 * parts it from the word.
 */
export function unknownCommand(word: string): Misuse {
  const cut = word.slice(0, longestWord);
  const typed = cut.replace(/[.,;:!?]+$/, '').toLowerCase();
  const meantHere = elsewhere.get(typed);
  if (meantHere) return { misuse: `There is no command “${cut}”. ${meantHere}`, usage: '/airb help' };
  const grave = commandWords.filter((known) => isGrave(known) && commandNamed(known) === known);
  const slipped = grave.filter((known) => closest(typed, [known], 1) !== undefined);
  const candidates = [
    ...commandWords.filter((known) => !isGrave(known)),
    // “rallback” is as near to `fallback` as to `rollback`: it leads to neither.
    ...(slipped.length === 1 ? slipped : []),
  ];
  const near = closest(typed, candidates);
  const meant = near === undefined ? undefined : commandNamed(near);
  const usage = meant === undefined ? '/airb help' : `/airb ${specOf(meant).usage}`;
  return { misuse: `There is no command “${cut}”.${meant ? ` ${didYouMean(meant, 'quotes')}` : ''}`, usage };
}
