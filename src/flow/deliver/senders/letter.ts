import { DeliveryError } from '../../../errors.ts';
import type { BodyOf, DeliverDeps, Send } from '../sending.ts';

/** Writes to somebody whom no chat reaches. */
export function letter({ publishers }: DeliverDeps): Send {
  return async (effect, incident, lease) => {
    const { person, publication } = effect.body as BodyOf<'letter'>;
    const publisher = publishers.find(({ by }) => by === 'email');
    if (publisher === undefined)
      throw new DeliveryError(
        `${person} was not reminded: SMTP_URL is not set, and no chat reaches them. Tell them yourself.`,
        { retry: false, code: `letter:${person}` },
      );
    lease.check();
    const doubt = effect.state === 'uncertain';
    const facts = { incident: incident.number, audience: `person:${person}`, person, owed: true as const };
    const { trouble } = await publisher.publish({ ...facts, key: effect.key, publication, doubt });
    return trouble === undefined ? {} : { command: { type: 'trouble', ...trouble } };
  };
}
