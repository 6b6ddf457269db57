import type { Someone } from '../../domain/chat/input.ts';
import { actorName, type Person } from '../../domain/people.ts';

/**
 * Who wrote a message, as the record may print it: nobody reads as a listed person who is not. What posts under a name
 * of its own choice, such as a webhook, is marked as a stranger.
 */
export function authorOf(wrote: Someone | string | undefined): string {
  if (wrote === undefined) return 'a bot';
  const somebody = typeof wrote === 'string' ? stranger(wrote) : wrote;
  return actorName({ kind: 'person', ...somebody });
}

/** The same where a chat tells no standing with the message: only whom the organization file names is not marked. */
export function authorAmong(listed: Person | undefined, name: string): string {
  return listed?.name ?? actorName({ ...stranger(name), kind: 'person', standing: 'member' });
}

function stranger(name: string): Someone {
  return { id: name, name, standing: 'stranger' };
}
