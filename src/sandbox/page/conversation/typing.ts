import type { WorkspaceState } from '../../protocol.ts';
import { channelName } from '../state/session.ts';

export interface Suggestion {
  /** What takes the place of the typed word. */
  insert: string;
  label: string;
  hint: string;
}

/** What could complete the text up to the cursor: a command, a person after "@", a channel after "#". */
export function suggestions(text: string, workspace: WorkspaceState): Suggestion[] {
  if (text.startsWith('/')) return commandSuggestions(text, workspace);
  const word = text.match(/(?:^|\s)([@#][\p{L}\p{N} _-]{0,30})$/u)?.[1];
  if (!word) return [];
  const wanted = word.slice(1).toLowerCase();
  const found = word.startsWith('@') ? peopleHints(workspace) : channelHints(workspace);
  // A name that is already complete needs no hint; the list would swallow the Enter that sends.
  return found.filter(
    (s) => s.label.slice(1).toLowerCase().startsWith(wanted) && s.label.slice(1).toLowerCase() !== wanted,
  );
}

/** Replaces the word under way by the chosen suggestion. */
export function complete(text: string, suggestion: Suggestion): string {
  if (text.startsWith('/')) return suggestion.insert;
  return text.replace(/[@#][^@#]*$/, suggestion.insert);
}

/** Typed text with names turned into ids; the server escapes everything else, as Slack's does. */
export function toWire(text: string, workspace: WorkspaceState): string {
  const names = [
    ...workspace.people.map((p) => ({ typed: `@${p.name}`, token: `<@${p.id}>` })),
    ...workspace.channels
      .filter((c) => c.kind !== 'dm')
      .map((c) => ({ typed: `#${c.name}`, token: `<#${c.id}>` })),
  ];
  // Longest first, so "#support-bot" does not eat the start of "#support-bot-alerts".
  return names
    .sort((a, b) => b.typed.length - a.typed.length)
    .reduce((said, { typed, token }) => said.replaceAll(typed, token), text);
}

function commandSuggestions(text: string, workspace: WorkspaceState): Suggestion[] {
  return workspace.commands.flatMap(({ command, usage, description }) => {
    const whole = { insert: `${command} `, label: command, hint: description };
    const parts = usage
      .split('|')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    const verbs = parts.map((part) => ({
      insert: `${command} ${part.split(' ')[0]} `,
      label: `${command} ${part}`,
      hint: '',
    }));
    const offered = text.startsWith(`${command} `) ? verbs : [whole, ...verbs];
    return offered.filter((s) => s.insert.startsWith(text) && s.insert !== text);
  });
}

function peopleHints(workspace: WorkspaceState): Suggestion[] {
  return workspace.people.map((p) => ({ insert: `@${p.name} `, label: `@${p.name}`, hint: p.title }));
}

function channelHints(workspace: WorkspaceState): Suggestion[] {
  return workspace.channels
    .filter((c) => c.kind !== 'dm')
    .map((c) => ({ insert: `#${c.name} `, label: `#${channelName(workspace, c)}`, hint: c.topic }));
}
