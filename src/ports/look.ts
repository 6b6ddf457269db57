import type { Stretch } from '../domain/signals/history.ts';
import type { Asking, Seen } from '../domain/signals/seen.ts';

export interface Look {
  /** What is seen of each query, in order. Never throws; a few are asked at a time. */
  look(asked: Asking[], stretch: Stretch): Promise<Seen[]>;
}
