import type { Change } from '../domain/signals/change.ts';
import type { Source } from '../webhooks/source.ts';
import { genericChanges } from './generic.ts';

/** Tools that may post to `/changes/<name>`. */
export const changeSources: readonly Source<Change>[] = [genericChanges];
