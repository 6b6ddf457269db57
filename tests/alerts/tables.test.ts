import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { alertSources } from '../../src/alerts/sources.ts';
import { sourceTables, tableIn, testOf } from '../support/source-tables.ts';

it.each(sourceTables)(
  'the table “$name” lists the sources there are; `npm run sources` writes it',
  ({ name, table }) => {
    expect(tableIn(name)).toBe(table);
  },
);

it('README counts the sources there are', () => {
  expect(readFileSync('README.md', 'utf8')).toContain(`[${alertSources.length} sources](docs/sources.md)`);
});

it.each(alertSources)('docs/sources.md says how $name is set up', ({ name }) => {
  expect(readFileSync('docs/sources.md', 'utf8')).toMatch(new RegExp(`^### .*\`/alerts/${name}\``, 'm'));
});

it.each(alertSources)(
  '$name says in words how it signs, how an alert ends and where that was read',
  (source) => {
    for (const words of [source.title, source.signature, source.recovery, source.verified, source.reads])
      expect(words).toMatch(/\p{L}{3,}/u);
  },
);

it.each(alertSources)('$name has the test that its table names', (source) => {
  expect(existsSync(testOf(source))).toBe(true);
});

it('a source that closes its alerts by silence says so in its table', () => {
  for (const { quiet, recovery } of alertSources) if (quiet !== undefined) expect(recovery).toMatch(/quiet/);
});
