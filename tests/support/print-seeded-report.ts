import { text } from '../../src/documents/text.ts';
import { groupings } from '../../src/domain/report/groups.ts';
import { periodSince } from '../../src/domain/report/period.ts';
import { report } from '../../src/domain/report/report.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { reportDocument } from '../../src/views/report/document.ts';
import { seededYear, yearsEnd } from './seeded-year.ts';

// node --import tsx tests/support/print-seeded-report.ts [since] [by]: the report over the seeded year, to be read.
const [since = '26w', wanted = 'system'] = process.argv.slice(2);
const { library } = loadLibrary('runbooks', { now: yearsEnd });
const period = periodSince(since, yearsEnd);
const by = groupings.find((known) => known === wanted);
if (!library || !period) throw new Error(`the runbooks do not load, or ${since} is no period`);
process.stdout.write(
  `${text(reportDocument(report(seededYear(), library, { period, by, trusted: false })))}\n`,
);
