import { publishedWays } from '../../domain/runbooks/audience.ts';
import type { Finding } from '../finding.ts';
import type { LibraryFiles } from '../library-files.ts';

/** The setting that each way to an audience needs. */
const settings: Record<(typeof publishedWays)[number], string> = {
  email: 'SMTP_URL',
  statuspage: 'STATUSPAGE_API_KEY',
  instatus: 'INSTATUS_API_KEY',
  webhook: 'AIRB_AUDIENCE_WEBHOOK_SECRET',
};

/** Finds audiences that airb has no way to, because the setting of their way is not there. */
export function unreachableAudiences(
  { organization: { value, source } }: LibraryFiles,
  env: Readonly<Record<string, string | undefined>>,
): Finding[] {
  return Object.entries(value.audiences).flatMap(([id, audience]) => {
    const way = publishedWays.find((one) => audience[one] !== undefined);
    if (way === undefined || env[settings[way]]) return [];
    return [
      source.at(['audiences', id, way], {
        level: 'warning',
        rule: 'audience-unreachable',
        what: `${id} can't be told: ${settings[way]} is not set`,
        expected: `${settings[way]} in the environment of airb`,
        why: 'nothing would reach them, and the incident channel would be asked to tell them',
        fix: `set ${settings[way]}, or take the audience out`,
      }),
    ];
  });
}
