import type { Config } from '../../config.ts';
import type { AudienceSpec, ChannelAudience, Destination } from '../../domain/runbooks/audience.ts';
import type { Library } from '../../domain/runbooks/runbook.ts';
import { DeliveryError } from '../../errors.ts';
import { addressIn, insideBehind, type Resolve } from '../../http/private.ts';
import { mailServer } from '../../mail/mail-server.ts';
import type { Store } from '../../ports/store.ts';
import { lookAtPage } from '../../publishing/look.ts';
import type { AskAudience, Reached } from './audience.ts';
import { readOnly, slackToLookAt, teamsToLookAt } from './chat-clients.ts';

type OpenStore = () => Promise<Store | undefined>;

/**
 * Asks the chats, the mail server and the status pages of the settings; each of them knows nothing of it but a look.
 * @param resolve finds where webhooks lead; the system's resolver when left out
 */
export function audienceAsker(config: Config, openStore: OpenStore, resolve?: Resolve): AskAudience {
  const slack = config.slack && slackToLookAt(config.slack);
  let mail: Promise<void> | undefined;
  const greeted = (smtp: NonNullable<Config['smtp']>) => {
    mail ??= mailServer(smtp).greet();
    return mail;
  };

  async function channel(
    { channel: name, chat }: ChannelAudience,
    files: Library,
  ): Promise<Reached | undefined> {
    const home = chat ?? files.organization.rooms?.[0] ?? (slack ? 'slack' : 'teams');
    if (home === 'slack' && slack) {
      const { member } = await slack.lookAtChannel(name);
      return fine(member ? 'airb is in it' : 'it is public, and airb joins it with the first update');
    }
    if (home !== 'teams' || !config.teams?.app) return undefined;
    const store = await openStore().catch(() => undefined);
    try {
      const around = { files, publicUrl: config.publicUrl, memory: readOnly(store) };
      await (await teamsToLookAt(config.teams, around)).lookAtChannel(name);
      return fine('airb sees it');
    } finally {
      await store?.close();
    }
  }

  /** What the address shows by itself is a finding of the files. */
  async function hook(at: string, { organization }: Library): Promise<Reached | undefined> {
    if (!config.audienceWebhook) return unset('AIRB_AUDIENCE_WEBHOOK_SECRET');
    const url = new URL(at);
    const inside = await insideBehind(url, { allowed: organization.mayCall, resolve });
    if (inside === undefined)
      return fine('its address is not tried, because whatever is posted there counts');
    if (addressIn(url) !== undefined) return undefined;
    return {
      state: 'broken',
      what: `${inside.leads}, and is not called`,
      fix: 'If that is meant, name its host under `mayCall` in organization.yaml with `private: true`; whatever else rollbacks call then has to be named there as well',
    };
  }

  async function published(to: Destination, files: Library): Promise<Reached | undefined> {
    const { smtp } = config;
    if (to.by === 'webhook') return hook(to.url, files);
    if (to.by === 'email') {
      if (!smtp) return unset('SMTP_URL');
      await greeted(smtp);
      return fine('the mail server lets airb in');
    }
    const service = config[to.by];
    if (!service) return unset(to.by === 'statuspage' ? 'STATUSPAGE_API_KEY' : 'INSTATUS_API_KEY');
    await lookAtPage({ by: to.by, page: to.page, ...service });
    return fine('the page answers, and takes the key');
  }

  return async (audience, files) => {
    try {
      const { destination } = audience;
      if (destination) return await published(destination, files);
      return isChannel(audience) ? await channel(audience, files) : undefined;
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      return { state: 'broken', what: error.message };
    }
  };
}

function isChannel(audience: AudienceSpec): audience is AudienceSpec & ChannelAudience {
  return audience.by === undefined || audience.by === 'channel';
}

function fine(what: string): Reached {
  return { state: 'ok', what };
}

function unset(name: string): Reached {
  return { state: 'missing', what: `${name} is not set`, fix: 'Set it; see .env.example' };
}
