import type { SandboxChannel, SandboxPerson, WorkspaceState } from '../../protocol.ts';
import { channelName } from '../state/session.ts';
import { asObject, type Json, objects, str, strings, textOf } from './json.ts';

export interface Option {
  value: string;
  label: string;
  description: string;
  group: string;
  /** The option as the app gave it; null for people and channels, which Slack reports by id. */
  source: Json | null;
}

/** What a menu offers, whichever way its element says so. */
export function optionsOf(element: Json, workspace: WorkspaceState): Option[] {
  const type = str(element, 'type').replace('multi_', '');
  if (type === 'users_select') return workspace.people.filter((p) => !p.isBot).map(personOption);
  if (type === 'conversations_select' || type === 'channels_select') {
    const visible =
      type === 'channels_select'
        ? workspace.channels.filter((c) => c.kind === 'channel')
        : workspace.channels;
    return visible.filter((c) => !c.archived).map((c) => channelOption(c, workspace));
  }
  const groups = objects(element.option_groups);
  if (groups.length > 0)
    return groups.flatMap((g) => objects(g.options).map((o) => option(o, textOf(g, 'label'))));
  return objects(element.options).map((o) => option(o, ''));
}

/** The values chosen before anyone touched the menu. */
export function initialValues(element: Json): string[] {
  const one = str(asObject(element.initial_option), 'value');
  const many = objects(element.initial_options).map((o) => str(o, 'value'));
  const ids = ['initial_user', 'initial_conversation', 'initial_channel'].map((k) => str(element, k));
  const lists = ['initial_users', 'initial_conversations', 'initial_channels'].flatMap((k) =>
    strings(element[k]),
  );
  return [one, ...many, ...ids, ...lists].filter((v) => v !== '');
}

/** Menu values in the shape of Slack's `view.state.values` (docs.slack.dev, "view_submission"). */
export function menuState(element: Json, values: string[], options: Option[]): Json {
  const type = str(element, 'type');
  const picked = options.filter((o) => values.includes(o.value)).map((o) => o.source ?? { value: o.value });
  const many = type.startsWith('multi_') || type === 'checkboxes';
  const noun = type.match(/(users|conversations|channels)_select/)?.[1];
  if (noun && many) return { type, [`selected_${noun}`]: values };
  if (noun) return { type, [`selected_${noun.slice(0, -1)}`]: values[0] ?? null };
  return many ? { type, selected_options: picked } : { type, selected_option: picked[0] ?? null };
}

function option(source: Json, group: string): Option {
  return {
    value: str(source, 'value'),
    label: textOf(source, 'text'),
    description: textOf(source, 'description'),
    group,
    source,
  };
}

function personOption(person: SandboxPerson): Option {
  return { value: person.id, label: person.name, description: person.title, group: '', source: null };
}

function channelOption(channel: SandboxChannel, workspace: WorkspaceState): Option {
  const mark = channel.kind === 'dm' ? '' : '#';
  return {
    value: channel.id,
    label: mark + channelName(workspace, channel),
    description: '',
    group: '',
    source: null,
  };
}
