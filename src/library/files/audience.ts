import * as z from 'zod';
import { severities } from '../../domain/people.ts';
import { componentStatuses } from '../../domain/runbooks/audience.ts';
import { id, line } from '../fields/fields.ts';
import { channelName as channel, chats } from './channel.ts';
import { zone } from './oncall.ts';

/** Status pages have ids of letters and digits for pages and components. */
const foreignId = z.string().regex(/^[A-Za-z0-9_-]{2,80}$/, 'an id as the status page shows it');

const statusPage = z.strictObject({
  page: foreignId.describe('Id of the page.'),
  components: z
    .array(foreignId.describe('Id of a component.'))
    .min(1, 'at least one component')
    .optional()
    .describe('Components that are shown as affected; none when left out.'),
  componentStatus: z
    .enum(componentStatuses)
    .optional()
    .describe('How they stand while the incident is open; `degraded_performance` when left out.'),
});

const ways = ['channel', 'email', 'statuspage', 'instatus', 'webhook'] as const;

/** An audience of the organization file: one way to it, and what it wants to hear. */
export const audience = z
  .strictObject({
    title: line.describe('Who they are.'),
    channel: channel
      .optional()
      .describe('Name (without #) or id of their chat channel; in Teams its link serves as well.'),
    chat: z
      .enum(chats)
      .optional()
      .describe("The chat that channel is in; the incident's home chat when left out."),
    email: z
      .array(z.email({ error: 'an e-mail address' }).describe('E-mail address.'))
      .min(1, 'at least one address')
      .max(200, 'at most 200 addresses; use a list of your mail server')
      .optional()
      .describe('E-mail addresses; nobody sees the others. Needs SMTP_URL.'),
    statuspage: statusPage.optional().describe('A page of Statuspage. Needs STATUSPAGE_API_KEY.'),
    instatus: statusPage.optional().describe('A page of Instatus. Needs INSTATUS_API_KEY.'),
    webhook: z
      .strictObject({
        url: z
          .url({ protocol: /^https?$/, error: 'an http:// or https:// address' })
          .describe('Where airb posts JSON.'),
      })
      .optional()
      .describe('Any program that takes JSON. Needs AIRB_AUDIENCE_WEBHOOK_SECRET, which signs it.'),
    form: z.enum(['internal', 'customer']).describe('Which form of the update they get.'),
    severities: z
      .array(z.enum(severities))
      .min(1, 'at least one severity')
      .describe('The severities they hear about.'),
    systems: z
      .union([z.literal('all'), z.array(id.describe('System id.')).min(1, 'at least one system, or `all`')])
      .optional()
      .describe('Systems they hear about besides those whose file names them; `all` for every one.'),
    zone: zone
      .optional()
      .describe('IANA zone of the times they read; UTC when left out. Chat shows each reader their own.'),
  })
  .superRefine((given, context) => {
    const named = ways.filter((way) => given[way] !== undefined);
    if (named.length !== 1) {
      context.addIssue({
        code: 'custom',
        path: named[1] === undefined ? [] : [named[1]],
        message: `exactly one of ${ways.join(', ')}`,
      });
    }
    const page = (['statuspage', 'instatus'] as const).find((way) => given[way] !== undefined);
    if (page !== undefined && given.form === 'internal')
      context.addIssue({
        code: 'custom',
        path: ['form'],
        message: '`customer`, because everybody can read a status page',
      });
    if (given.chat !== undefined && given.channel === undefined)
      context.addIssue({ code: 'custom', path: ['chat'], message: 'a `channel` beside it' });
  });

export type AudienceFile = z.output<typeof audience>;
