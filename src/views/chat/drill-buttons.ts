import type { Button } from '../../domain/chat/card.ts';
import { press } from './controls.ts';

/** Ends the drill, after one question. */
export function stopButton(incident: number): Button {
  const confirm = {
    title: 'Stop the drill?',
    text: 'It ends here, and does not count as practice.',
    yes: 'Stop it',
  };
  return press('drill.stop', { incident }, { label: 'Stop the drill', confirm });
}
