import type { Library } from '../../domain/runbooks/runbook.ts';
import type { Environment } from '../../library/fill.ts';
import { type Loaded, loadLibrary } from '../../library/load.ts';
import { type CompiledRules, compileRules } from '../../prometheus-rules/compile-rules.ts';
import type { RuleNote } from '../../prometheus-rules/rule.ts';
import { type RuleFormat, ruleDocument, ruleFile } from '../../prometheus-rules/rule-file.ts';
import { type Answer, jsonText } from '../terminal/answer.ts';
import { unusable } from '../terminal/findings.ts';
import { writeFile } from '../terminal/write-file.ts';
import { idsOf, noSuch, thereAre } from './no-such.ts';

interface Wanted {
  env: Environment;
  /** Where airb's pages are, without a slash at the end. */
  publicUrl: string;
  /** Only the rules of this one. */
  system?: string;
  format: RuleFormat;
  /** The file they are written into instead of being printed. */
  out?: string;
  json?: boolean;
}

/** The triggers as Prometheus rules, and beside them what is missing; ends with 1 when a rule could not be made. */
export function prometheusRules(dir: string, wanted: Wanted): Answer {
  const loaded = loadLibrary(dir, { env: wanted.env });
  const { library } = loaded;
  if (library === undefined) return unusable(loaded);
  const { system, publicUrl } = wanted;
  const known = idsOf(library.systems);
  if (system !== undefined && !known.includes(system))
    return noSuch('system', system, { known, otherwise: thereAre(known) });
  const { groups, notes } = compileRules(library, { publicUrl, ...(system !== undefined && { system }) });
  return handed({ groups, notes: [...notes, ...missingLinks({ ...loaded, library }, system)] }, wanted);
}

/** Dashboards that can't be linked because their address has a variable that is not set. */
function missingLinks({ library, findings }: Loaded & { library: Library }, system?: string): RuleNote[] {
  const files = new Map(library.systems.map(({ file, id }) => [file, id]));
  return findings
    .filter(({ path, file }) => path === 'dashboard' && [undefined, files.get(file)].includes(system))
    .map(({ what, file }) => {
      const of = files.get(file) ?? file;
      return { level: 'remark', system: of, what: `alerts carry no link to its dashboard: ${what}` };
    });
}

function handed({ groups, notes }: CompiledRules, { out, format, json }: Wanted): Answer {
  const data = { rules: ruleDocument(groups, format), notes };
  const rules = ruleFile(groups, format);
  if (out !== undefined) writeFile(out, json ? `${jsonText(data)}\n` : rules);
  return {
    ...(out === undefined
      ? { people: rules.trimEnd(), json: data }
      : { people: `${out}: ${counted(groups)}` }),
    aside: notes.map(noteLine).join('\n'),
    exit: notes.some(({ level }) => level === 'fault') ? 1 : 0,
  };
}

function counted(groups: CompiledRules['groups']): string {
  const rules = groups.flatMap((group) => group.rules);
  const alerts = rules.filter((rule) => 'alert' in rule).length;
  return `${alerts} alerts, ${rules.length - alerts} recordings, in ${groups.length} groups`;
}

/** `gap     support-bot, cost-spike: …` */
function noteLine({ level, system, runbook, signal, what }: RuleNote): string {
  const names = [system, runbook, signal].filter((name) => name !== undefined);
  return `${level.padEnd(6)}  ${names.join(', ')}: ${what}`;
}
