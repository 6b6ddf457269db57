import type { SandboxMessage } from '../../protocol.ts';
import type { Deed } from '../state/send.ts';
import { personOf, useSession } from '../state/session.ts';
import { Emoji } from '../text/inline.tsx';

/** Reactions under a message; pressing one adds or takes back one's own. */
export function Reactions({ message, run }: { message: SandboxMessage; run(deed: Deed): unknown }) {
  const { me, workspace } = useSession();
  if (message.reactions.length === 0) return null;
  return (
    <div class="reactions">
      {message.reactions.map(({ name, users }) => {
        const mine = users.includes(me.id);
        const who = users.map((id) => personOf(workspace, id).name).join(', ');
        return (
          <button
            key={name}
            type="button"
            class="reaction"
            aria-pressed={mine}
            aria-label={`${name.replaceAll('_', ' ')}, ${users.length}: ${who}`}
            title={who}
            onClick={() =>
              run({ type: 'react', channel: message.channel, ts: message.ts, name, remove: mine })
            }
          >
            <Emoji name={name} /> {users.length}
          </button>
        );
      })}
    </div>
  );
}
