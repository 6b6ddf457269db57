import type { Alert } from '../domain/signals/alert.ts';
import type { Source } from '../webhooks/source.ts';
import { alertmanager } from './alertmanager.ts';
import { feedback } from './feedback.ts';
import { generic } from './generic.ts';

/** Tools that may post to `/alerts/<name>`. */
export const alertSources: readonly Source<Alert>[] = [alertmanager, generic, feedback];
