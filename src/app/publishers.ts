import type { Config } from '../config.ts';
import type { Destination } from '../domain/runbooks/audience.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import { mailServer } from '../mail/mail-server.ts';
import { playedMailbox } from '../mail/played-mailbox.ts';
import type { Memory } from '../ports/memory.ts';
import type { Announcement, Publisher } from '../ports/publisher.ts';
import { type Addressee, type AddresseeOf, addressed, emailPublisher } from '../publishing/email.ts';
import { instatusPublisher } from '../publishing/instatus.ts';
import { statuspagePublisher } from '../publishing/statuspage.ts';
import { webhookPublisher } from '../publishing/webhook.ts';
import { judgedBy } from './judged.ts';
import { playedStatuspage } from './played-outside.ts';
import type { Settings } from './settings.ts';

type Configured = Pick<Config, 'smtp' | 'statuspage' | 'instatus' | 'audienceWebhook'> &
  Pick<Settings, 'sandbox'>;

/**
 * The ways to audiences outside chat that the settings configure. In a sandbox mailbox and status page are played where none is
 * set.
 * @param library the files of the moment, for addresses
 */
export function publishersOf(
  { smtp, statuspage: page, instatus, audienceWebhook, sandbox }: Configured,
  { library, memory }: { library: () => Library; memory: Memory },
): Publisher[] {
  const of = <B extends Destination['by']>(by: B): AddresseeOf<B> => {
    return (asked) => {
      const found = addresseeIn(library(), asked);
      // What the file says now may be another way than it was.
      return found?.destination.by === by ? (found as Addressee<Extract<Destination, { by: B }>>) : undefined;
    };
  };
  const webhook = { addresseeOf: of('webhook'), fetch: judgedBy(library) };
  const played = sandbox?.address;
  const server = smtp ? mailServer(smtp) : played && playedMailbox(played);
  const statuspage = page ?? (played === undefined ? undefined : playedStatuspage(played));
  return [
    ...(server ? [emailPublisher({ server, memory, addresseeOf: of('email') })] : []),
    ...(statuspage ? [statuspagePublisher({ ...statuspage, addresseeOf: of('statuspage') })] : []),
    ...(instatus ? [instatusPublisher({ ...instatus, addresseeOf: of('instatus') })] : []),
    ...(audienceWebhook ? [webhookPublisher({ ...audienceWebhook, ...webhook })] : []),
  ];
}

/** A subscriber has the address and the zone of the file; an audience what stands there under its name. */
function addresseeIn(
  { organization }: Library,
  { audience, person }: Pick<Announcement, 'audience' | 'person'>,
): Addressee | undefined {
  if (person === undefined) {
    const spec = organization.audiences.find(({ id }) => id === audience);
    return spec && addressed(spec);
  }
  const known = organization.people.find(({ id }) => id === person);
  if (known?.email === undefined) return undefined;
  const { name, tz, email } = known;
  return { title: name, zone: tz ?? 'UTC', destination: { by: 'email', addresses: [email] } };
}
