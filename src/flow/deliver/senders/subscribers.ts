import { subscriberIn, subscribersOf } from '../../../domain/response/subscription.ts';
import type { DeliverDeps, Send } from '../sending.ts';

/** Finds who subscribes to incidents of this system, at any severity: it may be raised. */
export function subscribers({ store, people, chats }: DeliverDeps): Send {
  return async (_, incident) => {
    if (incident.private) return {};
    const who = subscriberIn(
      people(),
      chats.map(({ name }) => name),
    );
    const audiences = subscribersOf(await store.subscriptions(), incident.plan.system.id, who);
    return audiences.length === 0 ? {} : { command: { type: 'audience.join', audiences } };
  };
}
