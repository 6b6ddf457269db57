import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Instant } from '../../domain/time.ts';
import { loadLibrary } from '../../library/load.ts';
import { type Skill, skillOf } from '../../views/runbook/skill.ts';
import { type Answer, misuse } from '../terminal/answer.ts';
import { unusable } from '../terminal/findings.ts';
import { makeFolder, writeFile } from '../terminal/write-file.ts';

interface Wanted {
  skills?: boolean;
  out?: string;
  now: Instant;
}

/**
 * Writes every runbook as an Agent Skill: a folder with its SKILL.md. Folders of the same name are written over, others
 * are left alone.
 */
export function exportRunbooks(dir: string, { skills, out, now }: Wanted): Answer {
  if (!skills || out === undefined)
    return misuse('Say what to write and where: airb runbooks export --skills --out <folder>.');
  const loaded = loadLibrary(dir);
  if (loaded.library === undefined) return unusable(loaded);
  const made = loaded.library.runbooks.map((runbook) => skillOf(runbook, now));
  const written = made.map((skill) => {
    const folder = join(out, skill.name);
    makeFolder(folder);
    const path = join(folder, 'SKILL.md');
    writeFile(path, skillText(skill));
    return path;
  });
  return { people: written.join('\n'), json: { written }, exit: 0 };
}

function skillText({ name, description, version, reviewed, body }: Skill): string {
  const metadata = { 'made-by': 'airb', version, reviewed };
  // Readers of skills are of every age: one line a field, and nothing that an older YAML takes for a date.
  const front = stringify({ name, description, metadata }, { lineWidth: 0, version: '1.1' });
  return `---\n${front}---\n\n${body}\n`;
}
