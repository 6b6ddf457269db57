import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { commandsMarkdown } from '../../../src/views/commands-reference.ts';
import { cliMarkdown } from './cli-page.ts';
import { httpMarkdown } from './http-page.ts';
import { settingsMarkdown } from './settings.ts';

/** The printed pages of docs/reference that are no files' fields, by path; `npm run reference` writes them. */
export function referencePages(program: Command): Record<string, string> {
  return {
    'docs/reference/cli.md': cliMarkdown(program),
    'docs/reference/commands.md': commandsMarkdown(),
    'docs/reference/http.md': httpMarkdown(readFileSync('docs/reference/openapi.json', 'utf8')),
    'docs/reference/settings.md': settingsMarkdown(readFileSync('.env.example', 'utf8')),
  };
}
