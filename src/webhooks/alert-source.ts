import type { Alert } from '../domain/signals/alert.ts';
import type { Duration, Instant } from '../domain/time.ts';
import type { Beside, Parsed, Source } from './source.ts';

/** A tool that sends alerts, with what people who set it up have to know. */
export interface AlertSource extends Source<Alert> {
  /** The tool's name as people write it. */
  title: string;
  /** How it proves who it is, in a few words. */
  signature: string;
  /** How airb learns that an alert is over, in a few words. */
  recovery: string;
  /** Where the shape of its bodies and its signature were read. */
  verified: string;
  /** What its bodies hold and what airb reads of it, in a sentence. */
  reads: string;
  /** It never says that an alert is over: after so long without a word the alert counts as over, and that is said. */
  quiet?: Duration;
}

/** Reads a body as the webhook of its source does. */
export function readAlerts(
  source: Pick<AlertSource, 'parse' | 'quiet'>,
  body: unknown,
  { now, beside }: { now: Instant; beside: Beside },
): Parsed<Alert> {
  const parsed = source.parse(body, now, beside);
  const { quiet } = source;
  if (quiet === undefined) return parsed;
  return { ...parsed, items: parsed.items.map((alert) => quietOnes(alert, quiet)) };
}

/** What says that it is blind stays until somebody looks: that nothing more is heard is no sign that it sees again. */
function quietOnes(alert: Alert, quiet: Duration): Alert {
  const never = alert.status === 'resolved' || alert.blind !== undefined || alert.quietFor !== undefined;
  return never ? alert : { ...alert, quietFor: quiet };
}
