import type { WorkspaceState } from '../../protocol.ts';
import { channelOf, personOf } from '../state/session.ts';

/** Takes back the three escapes of Slack's texts. */
export function plainOf(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** A text as one would read it aloud: names instead of ids, labels instead of addresses. */
export function spokenOf(text: string, workspace: WorkspaceState): string {
  const named = text
    .replace(/<@([A-Z0-9]+)[^>]*>/g, (_, id: string) => personOf(workspace, id).name)
    .replace(/<#([A-Z0-9]+)[^>]*>/g, (_, id: string) => channelOf(workspace, id)?.name ?? 'a private channel')
    .replace(/<[^>|]*\|([^>]*)>/g, '$1')
    .replace(/<([^>]*)>/g, '$1');
  return plainOf(named);
}
