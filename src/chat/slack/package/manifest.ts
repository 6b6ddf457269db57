import type { CommandName } from '../../../domain/chat/commands.ts';
import { botEvents, command, scopes, shortcuts } from './scopes.ts';

export interface ManifestOptions {
  /** The public address of airb, `https://airb.example.com`; needed without Socket Mode. */
  url?: string;
  socket: boolean;
}

const example = 'https://airb.example.com';

/** What Slack shows beside `/airb` while somebody types: where to begin, and what is needed most. */
const hinted: CommandName[] = ['help', 'declare', 'status', 'update', 'rollback', 'resolve'];

/**
 * The Slack app manifest, version 2, for exactly what this adapter uses.
 * Source: docs.slack.dev/reference/app-manifest.
 */
export function slackManifest({ url, socket }: ManifestOptions): Record<string, unknown> {
  const requestUrl = `${(url ?? example).replace(/\/+$/, '')}/slack/events`;
  const request = socket ? {} : { request_url: requestUrl };
  return {
    _metadata: { major_version: 2 },
    display_information: {
      name: 'airb',
      description: 'Incident runbooks for AI systems',
      long_description:
        'airb turns an alert about an AI system into a worked incident: it opens a channel, posts the runbook as a checklist, pages the on-call, keeps the timeline, measures every rollback and drafts the postmortem. It reads messages only in channels it is a member of, to build the timeline, and changes nothing in your systems without a person pressing a button. It is self-hosted: messages stay on the machine that runs it.',
      background_color: '#1f2937',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'airb', always_online: true },
      shortcuts: [
        {
          name: 'Declare an incident',
          type: 'global',
          callback_id: shortcuts.declare,
          description: 'Open the form that declares an incident',
        },
        {
          name: 'Declare an incident',
          type: 'message',
          callback_id: shortcuts.declareFrom,
          description: 'Open the form that declares an incident, with what this message says',
        },
        {
          name: 'Save as evidence',
          type: 'message',
          callback_id: shortcuts.evidence,
          description: 'Keep this message as evidence of the incident',
        },
        {
          name: 'Send as update',
          type: 'message',
          callback_id: shortcuts.update,
          description: 'Start a stakeholder update from this message',
        },
        {
          name: 'Make an action item',
          type: 'message',
          callback_id: shortcuts.actionItem,
          description: 'Note follow-up work from this message',
        },
      ],
      slash_commands: [
        {
          command,
          description: 'Declare and run incidents',
          usage_hint: `${hinted.join(' | ')} …`,
          should_escape: true,
          ...(socket ? {} : { url: requestUrl }),
        },
      ],
    },
    oauth_config: { scopes: { bot: scopes.map((scope) => scope.name) } },
    settings: {
      event_subscriptions: { ...request, bot_events: botEvents },
      interactivity: { is_enabled: true, ...request },
      org_deploy_enabled: false,
      socket_mode_enabled: socket,
      token_rotation_enabled: false,
    },
  };
}
