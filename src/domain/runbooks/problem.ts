import { plainName } from '../plain-name.ts';
import type { Alert } from '../signals/alert.ts';
import { blindness, notMeasured } from '../signals/blindness.ts';
import type { Match } from './match.ts';
import { failureName } from './match-labels.ts';
import { systemId } from './system-name.ts';

/** What two alerts must share to be one incident. */
export interface Problem {
  /** The id of the system, as incidents and changes are stored under it. */
  system: string;
  failure: string;
}

/**
 * The problem an alert speaks of. What is not known is not equal: where no runbook is mapped, the failure is what the
 * alert itself calls it; where it names no system, only alerts of the same rule belong together.
 */
export function problemOf(alert: Alert, match: Match): Problem {
  const rule = ruleOf(alert);
  const system =
    match.system?.id ??
    (match.systemName === undefined ? plainName(`unnamed ${rule}`, 'unnamed') : systemId(match.systemName));
  if (blindness(alert) !== undefined) return { system, failure: notMeasured };
  if (!match.unmapped) return { system, failure: match.runbook.failure };
  const named = failureName(alert) ?? (match.systemName === undefined ? undefined : rule);
  return { system, failure: named === undefined ? match.runbook.failure : plainName(named, 'failure') };
}

/** The rule that fired: `HighErrorRate` is `high-error-rate`. Without its name the title, without its numbers. */
function ruleOf({ labels, title }: Alert): string {
  const name = Object.hasOwn(labels, 'alertname') ? (labels.alertname ?? '') : '';
  const words = name.trim() === '' ? title.replaceAll(/[-+]?\d[\d.,:]*\s*%?/g, ' ') : name;
  return words.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2');
}

/** The failure of the incident that gathers what would have opened too many. */
export const tooMany = 'too-many-problems';

/** Where that incident's system is stored: it stands for all that no file names. */
export const manySystems = 'many-systems';

/** The failure under which a gathering incident knows one of its problems. */
export function gathered({ system, failure }: Problem): string {
  return `${system}/${failure}`;
}
