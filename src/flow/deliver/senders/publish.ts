import type { Opened } from '../../../domain/incident/state.ts';
import { DeliveryError } from '../../../errors.ts';
import type { BodyOf, DeliverDeps, Send, Sent } from '../sending.ts';

/**
 * Tells an audience outside chat. Where the first word went is kept, so that everything else joins it; what went wrong
 * there although it was sent is told in the incident's channel.
 */
export function publish({ publishers, store }: DeliverDeps): Send {
  return async (effect, incident, lease) => {
    const body = effect.body as BodyOf<'publish'>;
    const { audience, by, person, publication } = body;
    if (isNotMeant(body, incident)) return {};
    const publisher = publishers.find((one) => one.by === by);
    if (publisher === undefined) throw notConfigured(body, incident);
    const slot = `audience:${audience}`;
    const known = await store.slot(incident.number, slot);
    lease.check();
    const { thread, trouble } = await publisher
      .publish({
        incident: incident.number,
        audience,
        key: effect.key,
        publication,
        doubt: effect.state === 'uncertain',
        ...(person !== undefined && { person }),
        ...(known && known.message !== '' && { thread: known.message }),
      })
      .catch((error: unknown) => {
        throw named(error, body, incident);
      });
    const row = { incident: incident.number, slot, message: thread ?? '', drawn: '' };
    return {
      ...(row.message !== (known?.message ?? '') && { also: { slot: row } }),
      ...(trouble && { command: troubleOf(trouble, incident) }),
    };
  };
}

/** Whoever stopped a subscription meanwhile hears nothing more; nor does anybody of what has become private. */
function isNotMeant({ audience, person }: BodyOf<'publish'>, incident: Opened): boolean {
  const known = incident.plan.audiences.some(({ id }) => id === audience);
  return incident.private || (person !== undefined && !known);
}

function troubleOf({ code, text }: { code: string; text: string }, incident: Opened): Sent['command'] {
  return incident.troubles.includes(code) ? undefined : { type: 'trouble', code, text };
}

/** Says who was not told, or not yet: several audiences may share one service. */
function named(error: unknown, { audience }: BodyOf<'publish'>, incident: Opened): unknown {
  if (!(error instanceof DeliveryError)) return error;
  const { retry, code, afterMs, uncertain, throttled } = error;
  const begin = `“${titleOf(audience, incident)}” ${retry ? 'waits for the update' : 'was not told'}`;
  return new DeliveryError(`${begin}: ${error.message}`, {
    retry,
    uncertain,
    throttled,
    code: `${code}:${audience}`,
    cause: error,
    ...(afterMs !== undefined && { afterMs }),
  });
}

function titleOf(audience: string, incident: Opened): string {
  return incident.plan.audiences.find(({ id }) => id === audience)?.title ?? audience;
}

const settings: Record<BodyOf<'publish'>['by'], string> = {
  email: 'SMTP_URL',
  statuspage: 'STATUSPAGE_API_KEY',
  instatus: 'INSTATUS_API_KEY',
  webhook: 'AIRB_AUDIENCE_WEBHOOK_SECRET',
};

function notConfigured({ audience, by }: BodyOf<'publish'>, incident: Opened): DeliveryError {
  return new DeliveryError(
    `“${titleOf(audience, incident)}” was not told: ${settings[by]} is not set, so airb has no way to them. Tell them yourself.`,
    { retry: false, code: `audience:${audience}` },
  );
}
