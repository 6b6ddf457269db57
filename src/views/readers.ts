import type { Plan } from '../domain/runbooks/plan.ts';

const ways: Record<string, string> = { dm: 'direct message', email: 'e-mail' };

/**
 * Audiences as people read them: those of the organization file by their ids, whoever subscribed by name and way, as
 * `Chloe Martin (direct message)`.
 * @param ids as an event keeps them
 */
export function readerNames(
  ids: string[],
  { audiences, people }: Pick<Plan, 'audiences' | 'people'>,
): string[] {
  return ids.map((id) => {
    const [, by = '', person] = /^(dm|email):(.+)$/.exec(id) ?? [];
    if (person === undefined) return id;
    const title = audiences.find((one) => one.id === id)?.title ?? people[person]?.name ?? 'a member';
    return `${title} (${ways[by]})`;
  });
}
