import { useState } from 'preact/hooks';
import { ActError } from '../act-error.tsx';
import { sendControl } from '../state/send.ts';

/** Starts a scenario: its alert reaches airb as a real webhook. A refusal is said right here. */
export function FireButton({ scenario }: { scenario: string }) {
  const [error, setError] = useState('');
  const [fired, setFired] = useState(false);
  const fire = async () => {
    const answer = await sendControl({ path: 'scenario', body: { name: scenario } });
    setError(answer.ok ? '' : answer.error);
    setFired(answer.ok);
  };
  return (
    <>
      <button type="button" class="button primary" onClick={fire}>
        Fire the alert
      </button>
      {/* On a phone nothing else of it is in sight. */}
      <p class="switch-note" role="status">
        {fired && 'It is on its way. The guide says what to do first.'}
      </p>
      <ActError text={error} />
    </>
  );
}
