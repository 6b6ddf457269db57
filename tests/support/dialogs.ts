import { task } from '../chat/teams/support/activities.ts';
import type { FakeUser, Json } from '../chat/teams/support/world.ts';
import type { Both } from './both.ts';

/** Sends a dialog of Teams that stands open, as it is or with other answers. @returns what airb answers */
export async function sendDialog(
  both: Both,
  by: FakeUser,
  dialog: Json,
  answers: Record<string, string> = {},
): Promise<Json> {
  const data = submitIn(dialog);
  if (data === undefined) throw new Error(`there is no form in ${JSON.stringify(dialog)}`);
  const where = { by, conversation: both.thread(), kind: 'submit' as const };
  return both.deliver(
    task(both.teams.sender, { ...where, data: { ...data, ...valuesIn(dialog), ...answers } }),
  );
}

/** What Teams sends of fields that nobody touched: the values they were shown with. */
export function valuesIn(dialog: unknown): Json {
  const inputs = found(dialog).filter(({ type }) => String(type).startsWith('Input.'));
  return Object.fromEntries(inputs.map(({ id, value: shown }) => [String(id), shown ?? '']));
}

function submitIn(value: unknown): Json | undefined {
  return found(value).find(({ type, data }) => type === 'Action.Submit' && (data as Json)?.form)?.data as
    | Json
    | undefined;
}

function found(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(found);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(found)];
}
