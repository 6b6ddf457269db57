import { useSession } from '../state/session.ts';
import { clockTime, fullTime, momentOf } from '../text/date.ts';

/** When a message was written, in the zone of whoever reads. */
export function Time({ ts }: { ts: string }) {
  const { me } = useSession();
  const at = momentOf(ts);
  return (
    <time class="message-time" title={fullTime(at, me.tz)}>
      {clockTime(at, me.tz)}
    </time>
  );
}
