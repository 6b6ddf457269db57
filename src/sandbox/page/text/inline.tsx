import type { ComponentChildren } from 'preact';
import { channelName, channelOf, personOf, useSession } from '../state/session.ts';
import { emojiOf } from './emoji.ts';
import { safeLink } from './links.ts';

/** One emoji with its name for those who listen; an unknown name is printed as it was written. */
export function Emoji({ name, fallback = `:${name}:` }: { name: string; fallback?: string }) {
  const character = emojiOf(name);
  if (!character) return <>{fallback}</>;
  return (
    <span class="emoji" role="img" aria-label={name.replaceAll('_', ' ')} title={`:${name}:`}>
      {character}
    </span>
  );
}

/** A link out of the sandbox. Addresses that are no web or mail address stay text. */
export function ExternalLink({ href, label }: { href: string; label?: ComponentChildren }) {
  const safe = safeLink(href);
  if (!safe) return <span class="dead-link">{label ?? href}</span>;
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer" title={safe}>
      {label ?? safe}
    </a>
  );
}

/** A person or a channel named in a text; a channel can be followed when the reader can see it. */
export function Mention({ kind, id }: { kind: 'user' | 'channel'; id: string }) {
  const { workspace, me, go } = useSession();
  if (kind === 'user') {
    const mine = id === me.id ? ' mention-me' : '';
    return <span class={`mention${mine}`}>@{personOf(workspace, id).name}</span>;
  }
  const channel = channelOf(workspace, id);
  if (!channel) return <span class="mention">#private channel</span>;
  return (
    <button type="button" class="mention" onClick={() => go({ channel: id, view: 'channel', thread: '' })}>
      #{channelName(workspace, channel)}
    </button>
  );
}
