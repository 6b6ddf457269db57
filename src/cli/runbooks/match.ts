import { loadLibrary } from '../../library/load.ts';
import { type Answer, misuse } from '../terminal/answer.ts';
import { unusable } from '../terminal/findings.ts';
import { type AlertFile, type AlertMatch, matchFile } from './match-file.ts';
import { printMatches } from './print-matches.ts';

/**
 * Which runbook, severity and owner the alerts of a file would get, and why. Ends with 1 when one has no runbook of its
 * own.
 */
export function match(dir: string, file: AlertFile): Answer {
  const loaded = loadLibrary(dir);
  const { library } = loaded;
  if (library === undefined) return unusable(loaded);
  const matched = matchFile({ ...loaded, library }, file);
  if ('problem' in matched) return misuse(matched.problem);
  const { matches, passed = [] } = matched;
  const nothing = passed.map((why) => `Opens nothing: ${why}.`);
  return {
    people: [...(matches.length > 0 ? [printMatches(matches)] : []), ...nothing].join('\n\n'),
    json: matches.map(withoutText),
    exit: matches.some((one) => one.match.unmapped) ? 1 : 0,
  };
}

/** Leaves out the runbook's text; its path is in the answer. */
function withoutText({ match: found, ...rest }: AlertMatch) {
  const { text: _text, ...runbook } = found.runbook;
  return { ...rest, match: { ...found, runbook } };
}
