import { useState } from 'preact/hooks';
import type { SandboxChannel } from '../../protocol.ts';
import { Avatar } from '../avatar.tsx';
import { PlainText } from '../blocks/text.tsx';
import { Viewer } from '../dialog/viewer.tsx';
import { Icon } from '../icons.tsx';
import { channelName, personOf, useSession } from '../state/session.ts';
import { Emoji, ExternalLink } from '../text/inline.tsx';
import { safeLink } from '../text/links.ts';
import { Mrkdwn } from '../text/mrkdwn.tsx';

type Canvas = NonNullable<SandboxChannel['canvas']>;

/** Name, topic, members, pins and bookmarks of the open conversation. */
export function ChannelHeader({ channel }: { channel: SandboxChannel }) {
  const { workspace } = useSession();
  const [reading, setReading] = useState(false);
  return (
    <header class="channel-header">
      <div class="channel-line">
        <h1>
          {channel.kind !== 'dm' && <Icon name={channel.kind === 'private' ? 'lock' : 'hash'} />}
          {channelName(workspace, channel)}
        </h1>
        {channel.kind === 'private' && <span class="badge">Private</span>}
        {channel.archived && <span class="badge">Archived</span>}
        <Members channel={channel} />
      </div>
      {channel.kind !== 'dm' && (
        <p class="channel-topic" title={channel.topic || channel.purpose}>
          <Mrkdwn text={channel.topic || channel.purpose || 'No topic yet'} />
        </p>
      )}
      <Bookmarks channel={channel} openCanvas={() => setReading(true)} />
      {reading && channel.canvas && <CanvasViewer canvas={channel.canvas} close={() => setReading(false)} />}
    </header>
  );
}

function Members({ channel }: { channel: SandboxChannel }) {
  const { workspace } = useSession();
  if (channel.kind === 'dm') return null;
  const people = channel.members.map((id) => personOf(workspace, id));
  const names = people.map((p) => p.name).join(', ');
  return (
    <span class="members" title={names}>
      {people.slice(0, 4).map((p) => (
        <Avatar key={p.id} person={p} small />
      ))}
      <span class="members-count">
        {people.length}
        <span class="visually-hidden"> members: {names}</span>
      </span>
    </span>
  );
}

function Bookmarks({ channel, openCanvas }: { channel: SandboxChannel; openCanvas(): void }) {
  if (channel.bookmarks.length === 0 && channel.pins.length === 0 && !channel.canvas) return null;
  const first = channel.pins[0];
  const show = () => {
    const pinned = document.querySelector<HTMLElement>(`[data-testid="message-${first}"]`);
    const box = pinned?.closest('.scroller');
    if (!pinned || !box) return;
    // `scrollIntoView` would scroll everything around it too, and push the page out of its frame on a phone.
    box.scrollTop += pinned.getBoundingClientRect().top - box.getBoundingClientRect().top;
    pinned.focus({ preventScroll: true });
  };
  return (
    <nav class="bookmarks" aria-label="Pins, canvas and bookmarks">
      {first && (
        <button type="button" class="bookmark" onClick={show}>
          <Icon name="pin" /> {channel.pins.length} pinned
        </button>
      )}
      {channel.canvas && (
        <button type="button" class="bookmark" title="The canvas of this channel" onClick={openCanvas}>
          <Icon name="file" /> {titleOf(channel.canvas)}
        </button>
      )}
      {channel.bookmarks.map((bookmark) => {
        const emoji = bookmark.emoji?.replaceAll(':', '');
        return (
          <span key={bookmark.id} class="bookmark">
            {emoji && <Emoji name={emoji} />}
            {safeLink(bookmark.link) ? (
              <ExternalLink href={bookmark.link} label={bookmark.title} />
            ) : (
              <PlainText text={bookmark.title} />
            )}
          </span>
        );
      })}
    </nav>
  );
}

/** The document beside the channel, read as the app wrote it. */
function CanvasViewer({ canvas, close }: { canvas: Canvas; close(): void }) {
  const title = titleOf(canvas);
  const file = { ...canvas, title, name: `${title}.md`, mimetype: 'text/markdown', size: 0 };
  return <Viewer file={file} close={close} />;
}

function titleOf({ title }: Canvas): string {
  return title || 'Canvas';
}
