import { createHash } from 'node:crypto';
import { type CommandName, specOf } from '../../../domain/chat/commands.ts';
import { resourceScopes } from './scopes.ts';

/** Versions of the manifest schema. 1.30 has slash commands; 1.25 is for tenants that do not accept 1.30 yet. */
export const manifestVersions = ['1.30', '1.25'] as const;
export type ManifestVersion = (typeof manifestVersions)[number];

export interface ManifestOptions {
  /** Application id of the bot's Entra app. */
  appId: string;
  /** The public address of airb, `https://airb.example.com`. */
  url: string;
  /** Version of the app in the tenant's catalogue; Teams takes an update only when it is higher. */
  version: string;
  manifestVersion: ManifestVersion;
  /** The organization's own pages, which Teams shows beside the app; absent means airb's list of incidents. */
  privacyUrl?: string | undefined;
  termsUrl?: string | undefined;
}

/**
 * The commands people type most in an incident's thread; Teams shows at most twelve. Evidence has its own entry in the
 * menu of a message.
 */
const inThread: CommandName[] = [
  'status',
  'declare',
  'ack',
  'severity',
  'role',
  'diagnose',
  'rollback',
  'update',
  'note',
  'verify',
  'resolve',
  'help',
];

/**
 * The Teams app manifest for exactly what this adapter uses.
 * Source: learn.microsoft.com/microsoft-365/extensibility/schema, versions 1.25 and 1.30.
 */
export function teamsManifest(options: ManifestOptions): Record<string, unknown> {
  const { appId, version, manifestVersion } = options;
  const url = options.url.replace(/\/+$/, '');
  const page = `${url}/incidents`;
  const slash = manifestVersion === '1.30';
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${manifestVersion}/MicrosoftTeams.schema.json`,
    manifestVersion,
    version,
    id: packageId(appId),
    developer: {
      name: 'airb',
      websiteUrl: page,
      privacyUrl: options.privacyUrl ?? page,
      termsOfUseUrl: options.termsUrl ?? page,
    },
    name: { short: 'airb', full: 'airb: incident runbooks for AI systems' },
    description: {
      short: 'Incident runbooks for AI systems',
      full: 'airb turns an alert about an AI system into a worked incident: it opens a thread, posts the runbook as a checklist, pages the on-call, keeps the timeline, measures every rollback and drafts the postmortem. It reads messages only in teams and chats it was added to, to build the timeline, and changes nothing in your systems without a person pressing a button. It is self-hosted: messages stay on the machine that runs it.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#1D5C57',
    defaultInstallScope: 'team',
    defaultGroupCapability: { team: 'bot', groupchat: 'bot' },
    bots: [
      {
        botId: appId,
        scopes: ['team', 'groupChat', 'personal'],
        supportsFiles: false,
        isNotificationOnly: false,
        ...(slash ? { supportsTargetedMessages: true } : {}),
        commandLists: commandLists(slash),
      },
    ],
    composeExtensions: [{ botId: appId, commands: messageActions }],
    permissions: ['identity', 'messageTeamMembers'],
    validDomains: [new URL(url).hostname],
    // Teams demands a resource beside resource-specific permissions, but does not use it.
    webApplicationInfo: { id: appId, resource: `api://${appId}` },
    authorization: {
      permissions: {
        resourceSpecific: resourceScopes.map(({ name }) => ({ name, type: 'Application' })),
      },
    },
  };
}

function commandLists(slash: boolean): Record<string, unknown>[] {
  const myIncidents = { title: 'my incidents', description: 'Shows what waits for you.' };
  const personal: CommandName[] = ['status', 'declare', 'help'];
  return [
    {
      scopes: ['team', 'groupChat'],
      ...(slash ? { triggers: ['mention', 'slash'] } : {}),
      commands: inThread.map(listed),
    },
    { scopes: ['personal'], commands: [myIncidents, ...personal.map(listed)] },
  ];
}

function listed(name: CommandName): { title: string; description: string } {
  const { sentence, example } = specOf(name);
  const shown = example === name ? '' : ` Example: ${example}`;
  return { title: name, description: `${sentence}${shown}` };
}

/** `inbound/extension.ts` reads these ids. */
const messageActions = [
  {
    id: 'declare',
    type: 'action',
    title: 'Declare an incident',
    description: 'Open the form that declares an incident',
    context: ['compose', 'commandBox'],
    fetchTask: true,
  },
  {
    id: 'evidence',
    type: 'action',
    title: 'Save as evidence',
    description: 'Keep this message as evidence of the incident',
    context: ['message'],
    fetchTask: true,
  },
  {
    id: 'update',
    type: 'action',
    title: 'Send as update',
    description: 'Start a stakeholder update from this message',
    context: ['message'],
    fetchTask: true,
  },
  {
    id: 'action-item',
    type: 'action',
    title: 'Make an action item',
    description: 'Note follow-up work from this message',
    context: ['message'],
    fetchTask: true,
  },
];

/** RFC 9562 appendix: the namespace of URLs. */
const urlNamespace = '6ba7b8119dad11d180b400c04fd430c8';

/** The package id of a bot: a version 5 UUID of the app id, so that it is the same each time. */
function packageId(appId: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(urlNamespace, 'hex'))
    .update(`https://airb.invalid/teams/${appId.toLowerCase()}`)
    .digest()
    .subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
