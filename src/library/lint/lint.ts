import type { Instant } from '../../domain/time.ts';
import type { Finding } from '../finding.ts';
import type { LibraryFiles } from '../library-files.ts';
import { wrongDates } from './dates.ts';
import { unsoundDiagnoses } from './diagnosis.ts';
import { insideFiles } from './inside.ts';
import { matcherFaults } from './matchers.ts';
import { missingWaysOut } from './mitigations.ts';
import { unknownNames } from './names.ts';
import { unreachablePeople } from './people.ts';
import { signalGaps } from './signals.ts';
import { systemGaps } from './systems.ts';
import { thereTwice } from './twice.ts';
import { unwrittenWords } from './words.ts';

/**
 * Looks at all files together, after each was read by itself. The first four find errors, the matchers errors and
 * warnings, the others what works in the files but would be missed in an incident.
 * @param now for days that have passed or not come yet; without it none is looked at
 */
export function lint(files: LibraryFiles, now?: Instant): Finding[] {
  const { runbooks, systems } = files;
  return [
    ...insideFiles(files),
    ...unknownNames(files),
    ...thereTwice(files),
    ...unsoundDiagnoses(runbooks),
    ...matcherFaults(runbooks, systems),
    ...signalGaps(runbooks, systems),
    ...missingWaysOut(runbooks, systems),
    ...systemGaps(files),
    ...unreachablePeople(files),
    ...unwrittenWords(runbooks),
    ...(now === undefined ? [] : wrongDates(files, now)),
  ];
}
