import type { AudienceSpec, Destination } from '../domain/runbooks/audience.ts';
import type { AudienceFile } from './files/audience.ts';

/** An audience as the domain knows it, with the one way that the file names. */
export function toAudience(
  id: string,
  { channel, chat, email, statuspage, instatus, webhook, ...facts }: AudienceFile,
): AudienceSpec {
  if (channel !== undefined) return { id, ...facts, channel, ...(chat && { chat }) };
  const destination = destinationOf({ email, statuspage, instatus, webhook });
  return { id, ...facts, by: destination.by, destination };
}

function destinationOf({
  email = [],
  statuspage,
  instatus,
  webhook,
}: Pick<AudienceFile, 'email' | 'statuspage' | 'instatus' | 'webhook'>): Destination {
  if (statuspage) return { by: 'statuspage', ...statuspage };
  if (instatus) return { by: 'instatus', ...instatus };
  // The reader has made sure that one way is there.
  return webhook ? { by: 'webhook', ...webhook } : { by: 'email', addresses: email };
}
