import type { SandboxChannel } from '../../protocol.ts';
import { Avatar } from '../avatar.tsx';
import { Icon } from '../icons.tsx';
import { channelName, personOf, useSession } from '../state/session.ts';

/** The conversations of the acting person, and the public ones they could join. */
export function Channels() {
  const { workspace } = useSession();
  const open = workspace.channels.filter((c) => c.kind !== 'dm' && !c.archived);
  const archived = workspace.channels.filter((c) => c.kind !== 'dm' && c.archived);
  return (
    <nav aria-label="Conversations">
      <Group title="Channels" channels={open} />
      <Group title="Direct messages" channels={workspace.channels.filter((c) => c.kind === 'dm')} />
      <Group title="Not joined" channels={workspace.otherChannels.filter((c) => !c.archived)} />
      <Group title="Archived" channels={archived} />
    </nav>
  );
}

function Group({ title, channels }: { title: string; channels: SandboxChannel[] }) {
  if (channels.length === 0) return null;
  return (
    <section class="side-section" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {channels.map((channel) => (
          <li key={channel.id}>
            <Item channel={channel} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Item({ channel }: { channel: SandboxChannel }) {
  const { workspace, place, go } = useSession();
  const open = place.view === 'channel' && place.channel === channel.id;
  const name = channelName(workspace, channel);
  const css = ['side-item', channel.unread > 0 && 'unread'].filter(Boolean);
  return (
    <button
      type="button"
      class={css.join(' ')}
      aria-current={open ? 'page' : undefined}
      data-testid={`channel-${name}`}
      title={name}
      onClick={() => go({ channel: channel.id, view: 'channel', thread: '' })}
    >
      {channel.kind === 'dm' && channel.with ? (
        <Avatar person={personOf(workspace, channel.with)} small />
      ) : (
        <Icon name={channel.kind === 'private' ? 'lock' : 'hash'} />
      )}
      <span class="side-name">{name}</span>
      <Unread channel={channel} />
    </button>
  );
}

function Unread({ channel }: { channel: SandboxChannel }) {
  if (channel.mentions > 0) {
    return (
      <span class="count">
        {channel.mentions}
        <span class="visually-hidden"> for you</span>
      </span>
    );
  }
  if (channel.unread === 0) return null;
  return (
    <span class="dot">
      <span class="visually-hidden">{channel.unread} unread</span>
    </span>
  );
}
