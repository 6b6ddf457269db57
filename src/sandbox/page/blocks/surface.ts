import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Json } from './json.ts';

/** One press of something interactive. */
export interface Press {
  blockId: string;
  actionId: string;
  value?: string;
}

/** Where blocks are shown, and so what pressing and filling in does there. */
export interface Surface {
  kind: 'message' | 'modal' | 'home';
  /** Makes ids of fields unique on the page. */
  id: string;
  busy: boolean;
  press(press: Press): void;
  /** What was filled in so far, by block and action, in the shape of Slack's `state.values`. */
  values: Values;
  fill(blockId: string, actionId: string, state: Json): void;
  /** Sentence under a field, by block. */
  errors: Record<string, string>;
}

export type Values = Record<string, Record<string, Json>>;

export const SurfaceContext = createContext<Surface | null>(null);

/** The surface around this block. */
export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error('useSurface outside of SurfaceContext');
  return surface;
}

/** The values after one field changed; the old ones stay untouched. */
export function withValue(values: Values, at: { blockId: string; actionId: string; state: Json }): Values {
  return { ...values, [at.blockId]: { ...values[at.blockId], [at.actionId]: at.state } };
}
