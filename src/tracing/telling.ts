import type { ExportResult } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Log } from '../ports/log.ts';

/** `ExportResultCode.SUCCESS`. */
const success = 0;

export interface Telling {
  exporter: SpanExporter;
  /** Notes that spans could not be sent before the end. */
  left(): void;
}

/**
 * Says once that the collector takes nothing, and once that it does again. To the SDK each batch went well: it would report on
 * ways of its own what nobody can mend there.
 * @param advice what to look at when it takes nothing
 */
export function telling(exporter: SpanExporter, log: Pick<Log, 'warn' | 'info'>, advice?: string): Telling {
  let down = false;
  const failed = (error: string) => {
    if (!down)
      log.warn(
        { error, ...(advice && { advice }) },
        'the collector takes no traces; they are lost until it does',
      );
    down = true;
  };
  const heard = ({ code, error }: ExportResult) => {
    if (code !== success) return failed(error?.message ?? 'no answer');
    if (down) log.info({}, 'the collector takes traces again');
    down = false;
  };
  const told: SpanExporter = {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        heard(result);
        done({ code: success });
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
  return { exporter: told, left: () => failed('no answer before the end') };
}
