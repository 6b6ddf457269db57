import { chart } from './cases/chart.ts';
import { checklist } from './cases/checklist.ts';
import { draft } from './cases/draft.ts';
import { intake } from './cases/intake.ts';
import { library } from './cases/library.ts';
import { longIncident } from './cases/long-incident.ts';
import { parsers } from './cases/parsers.ts';
import { report } from './cases/report.ts';
import { severityChange } from './cases/severity-change.ts';
import { signals } from './cases/signals.ts';
import { startUp } from './cases/start-up.ts';
import { stormAndClicks } from './cases/storm-and-clicks.ts';
import { timers } from './cases/timers.ts';
import type { Case } from './rig/row.ts';

/** Everything that is measured, in the order of the results. */
export const cases: Record<string, Case> = {
  checklist,
  intake,
  'storm-and-clicks': stormAndClicks,
  'severity-change': severityChange,
  'long-incident': longIncident,
  timers,
  library,
  parsers,
  signals,
  chart,
  draft,
  report,
  'start-up': startUp,
};
