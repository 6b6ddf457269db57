import * as z from 'zod';
import { memberRights } from '../../domain/people.ts';
import { day, minute } from '../../domain/time.ts';
import { atMost, duration, durationOrNone, id, line, schemaVersion } from '../fields/fields.ts';
import { audience } from './audience.ts';
import { cadenceBySeverity } from './cadence.ts';
import { channelName as channel, chatName } from './channel.ts';
import { digest } from './digest.ts';
import { drill } from './drill.ts';
import { escalationRules } from './escalation.ts';
import { policy, rotation, zone } from './oncall.ts';
import { regulatoryClock } from './regulatory.ts';
import { tracker } from './tracker.ts';

const person = z.strictObject({
  name: line.describe('Name as shown in chat and documents.'),
  title: line.optional().describe('What this person does here.'),
  email: z.email({ error: 'an e-mail address' }).optional().describe('For e-mail pages and updates.'),
  slack: z
    .string()
    .regex(/^[UW][A-Z0-9]{2,20}$/, 'a Slack member id such as U024BE7LH')
    .optional()
    .describe('Slack member id (profile → Copy member ID).'),
  teams: line.optional().describe('Microsoft Entra object id of the person.'),
  pagerduty: z
    .string()
    .regex(/^[A-Z0-9]{4,20}$/, 'a PagerDuty user id such as PAB12CD')
    .optional()
    .describe('PagerDuty user id: acknowledging there counts as this person here.'),
  phone: z
    .string()
    .regex(/^\+[1-9][\d ().-]{5,24}$/, 'a telephone number with its country code, such as +351 21 555 0100')
    .optional()
    .describe(
      'Telephone number with its country code: shown to those in the incident’s channel while nobody answers any page, or nothing else reaches this person. No record keeps it.',
    ),
  manager: id.optional().describe('Person id of the manager: the last rung when updates are missed.'),
  tz: zone.optional().describe('IANA time zone.'),
});

const mayCall = z.strictObject({
  host: z
    .string()
    .regex(
      /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/,
      'a host in lower case, perhaps with a port: `flags.example.org`',
    )
    .describe('The host, perhaps with its port.'),
  methods: z
    .array(z.enum(['POST', 'PUT', 'PATCH']))
    .min(1, 'at least one method')
    .optional()
    .describe('Methods that may change something there; any when left out. Reading is always allowed.'),
  paths: z
    .array(z.string().regex(/^\/[^\s?#]*$/, 'a path that begins with /'))
    .min(1, 'at least one path')
    .optional()
    .describe(
      'Paths that may be called: `*` stands for one segment, at the end for any rest. Any when left out.',
    ),
  private: z
    .boolean()
    .optional()
    .describe(
      'True where the host may lead into your own network, or to where a cloud hands out credentials; else whatever calls it is refused, an audience’s webhook too.',
    ),
});

const staleAfter = (usual: string) =>
  duration
    .refine(...atMost('90d'))
    .refine((wait) => wait >= 10 * minute, 'at least 10m')
    .prefault(usual)
    .describe('So long nobody may say or do anything.');

const hold = z
  .strictObject({
    incidents: z.array(z.int().min(1)).min(1, 'at least one number').optional().describe('Their numbers.'),
    systems: z.array(id).min(1, 'at least one system').optional().describe('All of these systems, by id.'),
    why: line.describe('Why they have to stay, for whoever prunes.'),
  })
  .refine(({ incidents, systems }) => incidents !== undefined || systems !== undefined, {
    error: '`incidents` or `systems`',
  });

const needed = z.int().min(0).max(5);
const byRisk = z.strictObject({
  high: needed.describe('Approvals for systems of high risk.'),
  medium: needed.describe('Approvals for systems of medium risk.'),
  low: needed.describe('Approvals for systems of low risk.'),
});

const asked = durationOrNone
  .refine((length) => length === 0 || length >= minute, 'at least 1m, or 0m for never')
  .refine(...atMost('24h'));

const people = z.array(id.describe('Person id.'));

/** The organization file, `organization.yaml`. */
export const organizationFile = z
  .strictObject({
    schema: schemaVersion,
    name: line.describe('Name of the organization.'),
    people: z
      .record(id, person)
      .refine((all) => Object.keys(all).length > 0, 'at least one person')
      .describe('Everybody airb may page, invite or ask, by a short id of your choice.'),
    rotations: z
      .record(id, rotation)
      .optional()
      .describe(
        'Who is on call when, by id. Wherever somebody is paged, a rotation can be named; see docs/oncall.md.',
      ),
    policies: z
      .record(id, policy)
      .optional()
      .describe('Escalation policies that several systems share, by id.'),
    commanders: people
      .min(1, 'at least one person')
      .describe('Default commanders in order; the first is invited and asked.'),
    communications: people.min(1, 'at least one person').describe('Who writes updates, in order.'),
    approvers: people.default([]).describe('People who may approve containment besides the commander.'),
    mayCall: z
      .array(mayCall)
      .min(1, 'at least one host')
      .optional()
      .describe(
        'What rollbacks may call, and nothing else; whatever the system files name when left out. See docs/rollback-targets.md.',
      ),
    members: z
      .enum(memberRights)
      .default('respond')
      .describe(
        'What full members of the workspace who are not listed under `people` may do: `respond`, or only `talk` as guests do.',
      ),
    rooms: z
      .array(chatName)
      .min(1, 'at least one chat')
      .optional()
      .describe(
        'Chats in which an incident gets a room, the home first; all that are connected when left out.',
      ),
    incidentsChannel: z
      .union([
        channel,
        z.strictObject({
          slack: channel.optional().describe('Its name (without #) or id in Slack.'),
          teams: channel.optional().describe('Its name, its id or its link in Teams.'),
        }),
      ])
      .default('incidents')
      .describe('Channel (without #) where incidents are announced: one name, or one for each chat.'),
    operationsChannel: z
      .union([
        channel,
        z.strictObject({
          slack: channel.optional().describe('Its name (without #) or id in Slack.'),
          teams: channel.optional().describe('Its name, its id or its link in Teams.'),
        }),
      ])
      .optional()
      .describe(
        'Channel (without #) where airb tells of its own failures, such as a promise to stakeholders that nobody kept; the incidents channel when left out.',
      ),
    audiences: z.record(id, audience).default({}).describe('Who is kept informed, by a short id.'),
    digest: z
      .record(id, digest)
      .optional()
      .describe('Who gets a daily list of the open incidents, by a short id; see docs/home.md.'),
    drills: z
      .record(id, drill)
      .optional()
      .describe('Drills that begin by themselves, by a short id; see docs/drills.md.'),
    cadence: cadenceBySeverity
      .prefault({
        // biome-ignore lint/suspicious/noThenProperty: a duration, never called; the domain's own word.
        sev1: { first: '5m', every: '20m', firstFor: '2h', then: '30m' },
        sev2: { every: '30m' },
        sev3: { every: '60m' },
        sev4: {},
      })
      .describe('How often an update is owed, counted from the last one a person wrote.'),
    approvals: z
      .strictObject({
        sev1: byRisk.describe('Approvals in sev1.'),
        sev2: byRisk.describe('Approvals in sev2.'),
        sev3: byRisk.describe('Approvals in sev3.'),
        sev4: byRisk.describe('Approvals in sev4.'),
      })
      .default({
        sev1: { high: 2, medium: 1, low: 1 },
        sev2: { high: 2, medium: 1, low: 0 },
        sev3: { high: 1, medium: 0, low: 0 },
        sev4: { high: 1, medium: 0, low: 0 },
      })
      .describe(
        'Approvals a rollback needs, by the highest severity reached and by risk tier. Above one, the requester never counts.',
      ),
    escalate: escalationRules
      .prefault([
        { escalate: 'technical', severities: ['sev1'], after: '5m', without: 'commander' },
        { escalate: 'business', severities: ['sev1', 'sev2'], after: '30m', without: 'containment' },
      ])
      .describe('When people beyond those on call are brought in by themselves, in every incident.'),
    askForRoles: z
      .strictObject({
        commander: asked.prefault('5m').describe('Between two askings for a commander, who decides.'),
        owner: asked.prefault('10m').describe('For an owner, who owns the follow-up.'),
        communications: asked.prefault('10m').describe('For somebody who writes the updates.'),
        scribe: asked.prefault('30m').describe('For a scribe, who takes notes.'),
      })
      .prefault({})
      .describe(
        'How often a role that nobody holds is asked for in the incident, until somebody takes it; 0m never. Sev4 asks for none.',
      ),
    regulatory: z
      .record(id, regulatoryClock)
      .optional()
      .describe(
        'Deadlines of laws and contracts that a risk escalation may set running, by id; see docs/regulatory.md.',
      ),
    hold: z
      .array(hold)
      .min(1, 'at least one hold')
      .optional()
      .describe(
        'Incidents that `airb prune` must leave whole, for a court or an audit; see docs/records.md.',
      ),
    tracker: tracker
      .optional()
      .describe(
        'Where action items are opened as issues; see docs/follow-up.md. A system file may name another place.',
      ),
    joinWindow: durationOrNone
      .refine(...atMost('30d'))
      .prefault('24h')
      .describe('Alerts for the same system and failure within this time join the open incident.'),
    siblingWindow: durationOrNone
      .refine(...atMost('90d'))
      .prefault('10m')
      .describe(
        'Another failure of the same system joins an incident opened within this time; 0m gives each its own.',
      ),
    unlistedPerHour: z
      .int()
      .min(1)
      .max(1000)
      .default(20)
      .describe(
        'So many incidents one source may open within an hour for systems or failures no file names; what comes on top is gathered in one.',
      ),
    archiveAfter: duration
      .refine((wait) => wait >= day, 'at least 1d')
      .refine(...atMost('365d'))
      .optional()
      .describe(
        'So long after the last word in an incident that is over, its channel is archived where the chat can; never when left out.',
      ),
    stale: z
      .strictObject({
        sev1: staleAfter('2h'),
        sev2: staleAfter('4h'),
        sev3: staleAfter('1d'),
        sev4: staleAfter('3d'),
      })
      .prefault({})
      .describe(
        'After so long without a word or deed of anybody, the commander and the owner of an open incident are asked whether it is still going on; by severity.',
      ),
    lookBack: duration
      .refine(...atMost('90d'))
      .prefault('24h')
      .describe('Changes this far back are listed as suspects.'),
    generic: id.default('ai-triage').describe('Id of the runbook for alerts nothing else matches.'),
  })
  .meta({
    title: 'airb organization, version 1',
    description: 'People, audiences and the rules they agreed on.',
  });

export type OrganizationFile = z.output<typeof organizationFile>;
