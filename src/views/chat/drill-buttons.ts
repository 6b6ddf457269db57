import type { Button } from '../../domain/chat/card.ts';
import { press } from './controls.ts';

/** Opens the form that ends the drill. */
export function stopButton(incident: number): Button {
  return press('drill.stop', { incident }, { label: 'Stop the drill…' });
}
