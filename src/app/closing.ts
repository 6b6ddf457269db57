import type { OnStop } from './app.ts';

type Close = Parameters<OnStop>[0];

/** What is open, closed in the reverse order of opening, each thing once. */
export function createClosing(): { onStop: OnStop; stop(): Promise<void> } {
  const open: Close[] = [];
  return {
    onStop: (close) => void open.push(close),
    async stop() {
      for (let close = open.pop(); close; close = open.pop()) await close();
    },
  };
}
