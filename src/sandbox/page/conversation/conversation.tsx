import { useEffect } from 'preact/hooks';
import type { SandboxChannel } from '../../protocol.ts';
import { ActError } from '../act-error.tsx';
import { roots } from '../state/model.ts';
import { channelOf, useActing, useSession } from '../state/session.ts';
import { ChannelHeader } from './channel-header.tsx';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

/** The middle column: one channel or direct message. */
export function Conversation() {
  const { place, workspace, model, me } = useSession();
  const channel = channelOf(workspace, place.channel);
  useRead(channel);
  if (!channel) return <p class="empty">Choose a conversation on the left, or press Ctrl K.</p>;
  const joined = workspace.channels.some((c) => c.id === channel.id);
  // Nothing is shown until the channel's messages arrive, so that old messages do not look or sound new.
  const heard = model.messages[channel.id];
  const messages = roots(heard ?? []);
  const name = channel.kind === 'dm' ? 'Direct message' : `#${channel.name}`;
  return (
    <>
      <ChannelHeader channel={channel} />
      {heard?.length === 0 && <p class="empty">Nothing has been said here yet.</p>}
      {heard ? (
        <MessageList key={`${me.id}-${channel.id}`} messages={messages} label={`Messages in ${name}`} />
      ) : (
        <div class="scroller-frame" />
      )}
      {joined && !channel.archived && <Composer key={channel.id} channel={channel} />}
      {joined && channel.archived && (
        <p class="closed">This channel is archived. It can be read, not written to.</p>
      )}
      {!joined && <Join channel={channel} />}
    </>
  );
}

function Join({ channel }: { channel: SandboxChannel }) {
  const { me } = useSession();
  const { run, error } = useActing();
  return (
    <div class="closed">
      <p>
        {me.name} is not a member of #{channel.name}.
      </p>
      <button type="button" class="button primary" onClick={() => run({ type: 'join', channel: channel.id })}>
        Join #{channel.name}
      </button>
      <ActError text={error} />
    </div>
  );
}

/** What is on screen has been read; told once per new message. */
function useRead(channel: SandboxChannel | undefined) {
  const { act } = useSession();
  const id = channel?.id;
  const unread = channel?.unread ?? 0;
  const latest = channel?.latestTs;
  useEffect(() => {
    if (id && unread > 0 && document.visibilityState === 'visible') void act({ type: 'read', channel: id });
  }, [act, id, unread, latest]);
}
