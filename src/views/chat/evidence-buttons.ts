import type { Button } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { press } from './controls.ts';

/** Shows an item to whoever presses. */
export function openButton({ number }: Opened, place: number): Button {
  return press('evidence.read', { incident: number, place }, { label: 'Open' });
}

/** Opens the form that sorts a failed example. */
export function exampleButton({ number }: Opened, place: number): Button {
  return press('example.open', { incident: number, place }, { label: 'Sort as example…' });
}

/** Lets what an agent handed over count. */
export function confirmButton({ number }: Opened, place: number): Button {
  return press('evidence.confirm', { incident: number, place }, { label: 'I looked: it counts' });
}

/** Pulls sampled outputs into the evidence. */
export function pullButton({ number }: Opened, label: string): Button {
  return press('evidence.pull', { incident: number }, { label });
}
