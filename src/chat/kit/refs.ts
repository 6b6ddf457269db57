import type { PersonId } from '../../domain/people.ts';
import type { MessageRef, RoomRef } from '../../domain/refs.ts';
import { DeliveryError } from '../../errors.ts';

/**
 * Turns a platform's own ids into airb's refs and back: `slack:C0123`, `slack:C0123/1700000000.000100`, `slack:U0123`.
 */
export interface Refs {
  room(id: string): RoomRef;
  message(room: string, id: string): MessageRef;
  /** The id of a person whom only the platform knows. */
  stranger(user: string): PersonId;
  /** @throws DeliveryError when the room belongs to another platform */
  roomIn(ref: RoomRef): string;
  /** @throws DeliveryError when the message belongs to another platform */
  messageIn(ref: MessageRef): { room: string; message: string };
  /** The platform's user for the id of such a person; undefined for people in the organization file. */
  strangerIn(person: PersonId): string | undefined;
}

/**
 * Makes the refs of a platform whose ids contain no slash.
 * @param name the part before the colon: `slack`
 * @param title the platform's name for people: `Slack`
 */
export function createRefs(name: string, title: string): Refs {
  const prefix = `${name}:`;
  const inside = (ref: string) => (ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined);
  const foreign = (ref: string) =>
    new DeliveryError(`"${ref}" is not a place in ${title}.`, { retry: false, code: 'foreign_reference' });
  return {
    room: (id) => `${prefix}${id}`,
    message: (room, id) => `${prefix}${room}/${id}`,
    stranger: (user) => `${prefix}${user}`,
    roomIn(ref) {
      const room = inside(ref);
      if (!room || room.includes('/')) throw foreign(ref);
      return room;
    },
    messageIn(ref) {
      const [room, message, more] = inside(ref)?.split('/') ?? [];
      if (!room || !message || more !== undefined) throw foreign(ref);
      return { room, message };
    },
    strangerIn: inside,
  };
}
