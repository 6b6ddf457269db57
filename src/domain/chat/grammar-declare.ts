import type { Severity } from '../people.ts';
import type { Intent } from './intent.ts';
import { noSeverity, severityMeant, takeSeverity } from './severity-words.ts';
import { firstWord, unquoted } from './words.ts';

type Parsed = Intent | { misuse: string };

/**
 * `declare support-bot sev2 refuses too much`; the severity may also come first or last. `system:payments refuses` opens one
 * for a system without a file: the word says that no listed system was meant.
 */
export function parseDeclare(text: string): Parsed {
  if (text === '') return { command: 'declare' };
  const first = leading(text);
  if ('misuse' in first) return first;
  const { system, unlisted, after } = takeSystem(first.rest);
  if (unlisted && !/[\p{L}\d]/u.test(system)) return { misuse: 'Say which system, after “system:”.' };
  const second = leading(after);
  if ('misuse' in second) return second;
  const last = trailing(second.rest);
  if ('misuse' in last) return last;
  const [severity, ...more] = [first, second, last].flatMap((one) => one.severity ?? []);
  if (more.length > 0) return { misuse: 'Two severities are named: say one.' };
  return {
    command: 'declare',
    ...(system ? { system } : {}),
    ...(unlisted ? { unlisted } : {}),
    ...(severity ? { severity } : {}),
    ...(last.rest ? { title: unquoted(last.rest) } : {}),
  };
}

type Taken = { severity?: Severity; rest: string } | { misuse: string };

function leading(text: string): Taken {
  const word = severityMeant(text);
  if (word === undefined) return { rest: text };
  const taken = /^sev/i.test(word) ? takeSeverity(text) : { rest: text };
  return taken.severity ? taken : { misuse: noSeverity(word) };
}

/** `refuses too much sev1`. */
function trailing(text: string): Taken {
  const match = /(?:^|[\s,]+)(sev[\s_-]?\d\S*)$/i.exec(text);
  if (!match?.[1]) return { rest: text };
  const { severity } = takeSeverity(match[1]);
  return severity ? { severity, rest: text.slice(0, match.index) } : { misuse: noSeverity(match[1]) };
}

function takeSystem(text: string): { system: string; unlisted?: true; after: string } {
  const named = /^system\s?[:=]\s*/i.exec(text);
  const { word: system, rest: after } = firstWord(named ? text.slice(named[0].length) : text);
  return named ? { system, unlisted: true, after } : { system, after };
}
