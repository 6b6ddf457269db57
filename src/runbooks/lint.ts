import type { Instant } from '../domain/time.ts';
import type { Finding } from './finding.ts';
import type { LibraryFiles } from './library-files.ts';
import { gaps } from './lint/gaps.ts';
import { insideFiles } from './lint/inside.ts';
import { unknownNames } from './lint/names.ts';
import { thereTwice } from './lint/twice.ts';

/**
 * Looks at all files together, after each was read by itself.
 * @param now for reviews that are overdue; without it they are not looked at
 */
export function lint(files: LibraryFiles, now?: Instant): Finding[] {
  return [...insideFiles(files), ...unknownNames(files), ...thereTwice(files), ...gaps(files, now)];
}
