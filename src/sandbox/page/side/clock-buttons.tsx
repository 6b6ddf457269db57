import { useState } from 'preact/hooks';
import { ActError } from '../act-error.tsx';
import { sendControl } from '../state/send.ts';

const MINUTE_MS = 60_000;

/** Moves the workspace's time and airb's timers on together. A refusal is said right here. */
export function ClockButtons() {
  const [error, setError] = useState('');
  const advance = async (minutes: number) => {
    const answer = await sendControl({ path: 'clock', body: { advanceMs: minutes * MINUTE_MS } });
    setError(answer.ok ? '' : answer.error);
  };
  return (
    <>
      <div class="row">
        {[1, 5, 15].map((minutes) => (
          <button key={minutes} type="button" class="button" onClick={() => advance(minutes)}>
            +{minutes} min
          </button>
        ))}
      </div>
      <ActError text={error} />
    </>
  );
}
