import { channelOf, conversationOf, rootOf } from '../directory/refs.ts';

const teams = 'https://teams.microsoft.com/l';

/**
 * A link that opens a room in the reader's Teams; undefined for a room of another platform and for a 1:1 chat. Source:
 * learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams.
 */
export function roomLink(room: string, name: string, tenantId?: string): string | undefined {
  if (!room.startsWith('teams:19:')) return undefined;
  const conversation = conversationOf(room);
  const channel = encodeURIComponent(channelOf(conversation));
  const tenant = tenantId ? `tenantId=${encodeURIComponent(tenantId)}` : '';
  const root = rootOf(conversation);
  if (root)
    return `${teams}/message/${channel}/${encodeURIComponent(root)}?${joined(tenant, `parentMessageId=${root}`)}`;
  if (conversation.endsWith('@thread.tacv2')) {
    return `${teams}/channel/${channel}/${encodeURIComponent(name)}?${tenant}`.replace(/\?$/, '');
  }
  return `${teams}/chat/${channel}/0?${tenant}`.replace(/\?$/, '');
}

function joined(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('&');
}
