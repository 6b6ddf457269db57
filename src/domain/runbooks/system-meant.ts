import { suggest } from '../suggest.ts';
import type { SystemSpec } from './runbook.ts';
import { systemNamed } from './system-name.ts';

/** Longer words are cut before they are shown. */
const longest = 60;

/** Why no system was found, and what to write instead. */
interface Unmeant {
  rejected: string;
  next: string;
}

/**
 * The listed system somebody names when declaring. What is not listed leads to a question: an incident of a system that
 * nobody named has the wrong channel, the wrong people and no parts.
 * @param after the words behind the name: `support bot` is one name in two words
 */
export function systemMeant(
  name: string,
  after: string,
  systems: readonly SystemSpec[],
): { system: string } | Unmeant {
  const known = systemNamed(name, systems);
  if (known !== undefined) return { system: known.id };
  const word = name.slice(0, longest).replaceAll('`', '');
  const ids = systems.map(({ id }) => id);
  const inTwo = systemNamed(`${name}-${after.split(/\s/)[0] ?? ''}`, systems)?.id;
  const guess = suggest(inTwo ?? word, ids);
  const listed = ids.length === 0 ? 'No system has a file yet.' : `Systems: ${inCode(ids.slice(0, 20))}.`;
  return {
    rejected: `“${word}” is no system airb knows, so nothing was opened. ${guess ?? 'Which system is it?'}`,
    next: `${listed} One without a file is declared as \`/airb declare system:<name> <what is wrong>\` or in the form.`,
  };
}

function inCode(ids: string[]): string {
  return ids.map((id) => `\`${id}\``).join(', ');
}
