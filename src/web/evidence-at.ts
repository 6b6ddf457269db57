import type { Opened } from '../domain/incident/state.ts';
import type { WebOptions } from './options.ts';

/**
 * An item of evidence with its whole content, which lies beside the log where it is long.
 * @returns undefined where there is none of that number
 */
export async function evidenceAt(
  { fold, store }: Pick<WebOptions, 'fold' | 'store'>,
  { number, place }: { number: number; place: number },
): Promise<{ incident: Opened; place: number; content: string } | undefined> {
  const incident = await fold(number);
  const one = incident?.evidence[place - 1];
  if (incident === undefined || one === undefined) return undefined;
  const content = (one.kept && (await store.content(number, one.kept.hash))) ?? one.content;
  return { incident, place, content };
}
