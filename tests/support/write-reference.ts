import { writeFileSync } from 'node:fs';
import { sandboxSchemas } from '../../src/app/scenario-files.ts';
import { schema } from '../../src/cli/runbooks/schema.ts';
import { commandLine } from './reference/command-line.ts';
import { referencePages } from './reference/pages.ts';

schema({ out: 'docs/reference', markdown: true }, sandboxSchemas);
for (const [path, text] of Object.entries(referencePages(await commandLine()))) writeFileSync(path, text);
