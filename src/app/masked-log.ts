import type { Log } from '../ports/log.ts';
import type { Masking } from '../ports/masking.ts';

/** A log that never holds a secret, whoever logs and whatever a peer put into its error text. */
export function maskedLog(log: Log, masking: Masking): Log {
  const line = (level: keyof Log) => (fields: Record<string, unknown>, message: string) => {
    const plain = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, withoutSecrets(value, masking)]),
    );
    log[level](masking.within(plain), masking.text(message));
  };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

/** An error keeps its text where no list of its fields shows it. */
function withoutSecrets(value: unknown, masking: Masking): unknown {
  if (!(value instanceof Error)) return value;
  const message = masking.text(value.message);
  const stack = masking.text(value.stack ?? '');
  if (message === value.message && stack === value.stack) return value;
  const masked = new Error(message);
  masked.name = value.name;
  masked.stack = stack;
  return masked;
}
