import type { Card } from '../../../domain/chat/card.ts';
import { DeliveryError } from '../../../errors.ts';
import type { Account } from '../api/activity.ts';
import { strangerId } from '../directory/refs.ts';
import { roomTarget, type Target } from '../directory/target.ts';
import { postHome } from '../methods/home.ts';
import { type Outbound, say } from '../methods/posts.ts';
import { cardType, type MessageActivity, messageActivity } from '../render/message.ts';
import type { FormMessage, Voice } from './answer.ts';
import { formCard } from './dialogs.ts';

/** The key of all answers. An answer is said once and never looked up again, so one key is enough. */
const key = 'answer';

/** Says what a person asked for, with the same calls and limits as everything else. */
export function createVoice(out: Outbound): Voice {
  async function to(target: Target, said: Card | FormMessage, only?: Account): Promise<void> {
    await say(out, target, drawn(said), only && { id: only.id });
  }

  function drawn(said: Card | FormMessage): MessageActivity {
    if (!('form' in said)) return messageActivity(said, key, out.drawing());
    const content = formCard(said, { ...out.drawing(), people: out.directory.people?.() ?? [] });
    return { type: 'message', summary: said.form.title, attachments: [{ contentType: cardType, content }] };
  }

  async function calling(person: Account, target: Target, said: Card | FormMessage): Promise<void> {
    if ('form' in said) return to(target, said);
    const drawing = { ...out.drawing(), mention: new Set([idOf(person)]) };
    await say(out, target, messageActivity(addressed(person, said), key, drawing));
  }

  function idOf(person: Account): string {
    const aad = person.aadObjectId ?? person.id;
    return out.directory.personOf(aad)?.id ?? strangerId(aad);
  }

  function addressed(person: Account, card: Card): Card {
    const name = person.name ?? 'you';
    const call = { type: 'text' as const, spans: [{ person: idOf(person), name }] };
    const nodes = card.nodes.length > 0 ? card.nodes : [{ type: 'text' as const, spans: [card.text] }];
    return { text: `${name}: ${card.text}`, nodes: [call, ...nodes] };
  }

  return {
    async reply(conversation, said, seenBy) {
      const target = roomTarget(conversation);
      if (seenBy && 'to' in seenBy) return calling(seenBy.to, target, said);
      return to(target, said, seenBy?.only);
    },
    home: (conversation, card) => postHome(out, roomTarget(conversation), card),
    async direct(person, said) {
      const { aadObjectId: aad, id: mri } = person;
      const name = person.name ?? 'this person';
      if (!aad) throw withoutAccount(name);
      await to(await out.places.direct({ aad, mri, name }), said);
    },
  };
}

function withoutAccount(name: string): DeliveryError {
  const message = `${name} is not of this organization's tenant, so airb has no 1:1 chat with them.`;
  return new DeliveryError(message, { retry: false, code: 'no_chat' });
}
