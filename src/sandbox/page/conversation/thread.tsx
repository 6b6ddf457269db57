import { Icon } from '../icons.tsx';
import { thread } from '../state/model.ts';
import { channelName, channelOf, useSession } from '../state/session.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

/** A thread beside its conversation. */
export function Thread() {
  const { place, workspace, model, go } = useSession();
  const channel = channelOf(workspace, place.channel);
  if (!channel) return null;
  const heard = model.messages[channel.id];
  const messages = thread(heard ?? [], place.thread);
  return (
    <div class="thread" data-testid="thread">
      <div class="panel-head">
        <h2>
          Thread <small>{channelName(workspace, channel)}</small>
        </h2>
        <button
          type="button"
          class="icon-button"
          aria-label="Close thread"
          onClick={() => go({ thread: '' })}
        >
          <Icon name="close" />
        </button>
      </div>
      {heard && <MessageList key={place.thread} messages={messages} label="Thread" inThread />}
      <Composer key={place.thread} channel={channel} threadTs={place.thread} />
    </div>
  );
}
