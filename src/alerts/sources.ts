import { genericChanges } from '../changes/generic.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { Change } from '../domain/signals/change.ts';
import type { Source } from '../webhooks/source.ts';
import { alertmanager } from './alertmanager.ts';
import { generic } from './generic.ts';

/** Tools that may post to `/alerts/<name>`. */
export const alertSources: readonly Source<Alert>[] = [alertmanager, generic];

/** Tools that may post to `/changes/<name>`. */
export const changeSources: readonly Source<Change>[] = [genericChanges];

/** The environment variable with a source's secret: `AIRB_ALERTMANAGER_SECRET`. */
export function secretNameOf(source: string): string {
  return `AIRB_${source.toUpperCase()}_SECRET`;
}
