import { inSeries } from '../plain.ts';
import { type UpdateWarning, updateWarnings, warningKey } from '../response/update-warnings.ts';
import type { Instant } from '../time.ts';
import type { Rejection } from './commands.ts';
import type { UpdateText } from './events.ts';
import type { Opened } from './state.ts';

/** The lines a person writes, with what each of them is asked for. */
export const updateLines: Record<keyof UpdateText, string> = {
  users: 'what users see',
  since: 'since when',
  scope: 'who is affected',
  mitigation: 'what is being done',
};

/** The first line that says nothing. */
export function emptyLine(text: UpdateText): keyof UpdateText | undefined {
  return (Object.keys(updateLines) as (keyof UpdateText)[]).find((line) => text[line].trim() === '');
}

/** True where two updates say the same. */
export function isSame(one: UpdateText, other: UpdateText): boolean {
  return (Object.keys(updateLines) as (keyof UpdateText)[]).every(
    (line) => one[line].trim() === other[line].trim(),
  );
}

/** What the writer of an update should look at again. */
export function warningsOf(text: UpdateText, incident: Opened, at: Instant): UpdateWarning[] {
  return updateWarnings([text.users, text.scope, text.mitigation], incident, at);
}

/** Why an update can't go out as it is: a line says nothing, or holds words that nobody has confirmed. */
export function unfit(
  { at, text, confirmed = [] }: { at: Instant; text: UpdateText; confirmed?: string[] },
  incident: Opened,
): Rejection | undefined {
  const empty = emptyLine(text);
  if (empty !== undefined) {
    return {
      rejected: `The update does not say ${updateLines[empty]}.`,
      next: 'One sentence is enough: `/airb update users: some are refused mitigation: rolling back the prompt`.',
    };
  }
  const open = warningsOf(text, incident, at).filter((one) => !confirmed.includes(warningKey(one)));
  if (open.length === 0) return undefined;
  return {
    lacks: 'confirmation',
    rejected: `Look again at ${inSeries(open.map(({ words }) => `“${words}”`))}: ${open.map(({ why }) => why).join('; ')}.`,
    next: '`/airb update` shows it as it will be read; there you can change it, or confirm it.',
  };
}
