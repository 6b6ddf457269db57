import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import { systemNamed } from '../../domain/runbooks/system-name.ts';
import { suggest } from '../../domain/suggest.ts';
import { onCallCard } from '../../views/chat/oncall.ts';
import { refuse, type Talk } from './context.ts';

/** Answers with who is on call, to the asker alone; in an incident's room for its system. */
export async function onCall(
  talk: Talk,
  { system: asked }: Extract<Intent, { command: 'oncall' }>,
  number: number | undefined,
): Promise<ChatAnswer> {
  const { systems, organization } = talk.library();
  const here = number === undefined ? undefined : (await talk.writer.incident(number))?.plan.system.id;
  const wanted = asked ?? systems.find(({ id }) => id === here)?.id ?? 'all';
  const found = systemNamed(wanted, systems);
  if (found === undefined && wanted.toLowerCase() !== 'all') {
    const ids = systems.map(({ id }) => id);
    const name = wanted.slice(0, 60).replaceAll('`', '');
    const known = `There are: ${ids.map((id) => `\`${id}\``).join(', ')}.`;
    return refuse(`There is no system called \`${name}\`.`, suggest(name, ids) ?? known);
  }
  const shown = found ? [found] : systems;
  return { type: 'private', card: onCallCard(shown, organization, talk.clock.now()) };
}
