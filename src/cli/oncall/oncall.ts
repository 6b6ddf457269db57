import type { Command } from 'commander';
import { rosterOf } from '../../domain/oncall/roster.ts';
import { count, inSeries } from '../../domain/plain.ts';
import { type Coverage, coverageOf, isLost, type Reached, type Way } from '../../domain/response/reach.ts';
import type { Library, SystemSpec } from '../../domain/runbooks/runbook.ts';
import type { Instant } from '../../domain/time.ts';
import { loadLibrary } from '../../library/load.ts';
import type { Clock } from '../../ports/clock.ts';
import { findSystem } from '../../readiness/find-system.ts';
import { onCallLines } from '../../views/chat/oncall.ts';
import { momentWords } from '../../views/oncall-words.ts';
import { type Answer, answer, misuse } from '../terminal/answer.ts';
import { unusable } from '../terminal/findings.ts';
import type { Io } from '../terminal/io.ts';
import { registerImport } from './import.ts';

export interface OnCallMeans {
  /** The runbooks folder, when `--dir` names no other. */
  dir: string;
  clock: Clock;
  /** The ways to page somebody that the settings configure; `gone` have a deactivated account in Slack. */
  ways: (gone: ReadonlySet<string>) => Way[];
  /** Asks the schedules that are kept elsewhere, and Slack about accounts and groups. */
  elsewhere: (library: Library) => Promise<AskedElsewhere>;
  /** Where the calendar of a rotation is; undefined without AIRB_API_TOKEN. */
  calendarOf: (rotation: string) => string | undefined;
}

/** What of the on-call files stands elsewhere, and what is wrong there. */
interface AskedElsewhere {
  library: Library;
  gone: ReadonlySet<string>;
  troubles: { what: string; cost: string; fix: string }[];
}

interface Asked {
  dir: string;
  check?: boolean;
  calendars?: boolean;
  json?: boolean;
}

const notes = `
Ends with 0; with --check with 1 when somebody could not be reached or nobody is on call for a while in the coming two
weeks, or when a file is broken; with 2 when there is no such system.`;

/** Adds `airb oncall [system]`. */
export function registerOnCall(program: Command, means: OnCallMeans, io: Io): void {
  const oncall = program
    .command('oncall')
    .argument('[system]', 'one system; all without it')
    .description('Say who is on call now, who is next, and when nobody is.')
    .option('--check', 'for each system and severity: who could not be reached, and by what')
    .option('--calendars', 'the address of each rotation’s calendar; whoever has it can read that calendar')
    .option('--dir <folder>', 'the runbooks folder', means.dir)
    .option('--json', 'print JSON')
    .addHelpText('after', notes)
    .action(async (system: string | undefined, asked: Asked) =>
      answer(io, await onCall(means, system, asked), asked),
    );
  registerImport(oncall, means, io);
}

async function onCall(
  means: OnCallMeans,
  asked: string | undefined,
  { dir, check, calendars }: Asked,
): Promise<Answer> {
  const now = means.clock.now();
  const loaded = loadLibrary(dir, { now });
  if (loaded.library === undefined) return unusable(loaded);
  if (calendars) return addresses(loaded.library, means);
  const { library, gone, troubles } = await means.elsewhere(loaded.library);
  const ids = library.systems.map(({ id }) => id);
  const found = asked === undefined ? undefined : findSystem(asked, ids);
  if (found !== undefined && 'rejected' in found)
    return misuse(`${found.rejected} ${found.next ?? ''}`.replaceAll('`', ''));
  const systems = library.systems.filter(({ id }) => found === undefined || id === found.id);
  const { organization } = library;
  if (check) return checked({ ...library, systems }, { ways: means.ways(gone), troubles, now });
  return {
    people: onCallLines(systems, organization, now).join('\n'),
    json: systems.map((system) => asJson(system, library, now)),
    exit: 0,
  };
}

function addresses({ organization }: Library, { calendarOf }: OnCallMeans): Answer {
  const rotations = (organization.rotations ?? []).map(({ id }) => ({ rotation: id, url: calendarOf(id) }));
  if (rotations.some(({ url }) => url === undefined))
    return misuse('AIRB_API_TOKEN is not set: calendars have addresses only where it is.');
  const lines = rotations.map(({ rotation, url }) => `${rotation}  ${url}`);
  return { people: lines.join('\n') || 'There are no rotations.', json: rotations, exit: 0 };
}

function asJson({ id, onCall: steps }: SystemSpec, { organization }: Library, now: Instant) {
  const rotations = rosterOf(steps, organization.rotations ?? [], now);
  return { system: id, steps, rotations };
}

/** What would go wrong at night, before it does (requirement O8). */
function checked(
  library: Library,
  { ways, troubles, now }: { ways: Way[]; troubles: AskedElsewhere['troubles']; now: Instant },
): Answer {
  const covered = coverageOf(library, ways, now);
  const elsewhere = troubles.map(({ what, cost }) => `${what}: ${cost}`);
  const lines = [...elsewhere, ...lostLines(covered, ways), ...holeLines(covered)];
  const by = ways.length === 0 ? 'no way' : inSeries(ways.map(({ route }) => route));
  const fine = `Everybody who may be paged can be reached by ${by}, and somebody is on call for the coming two weeks.`;
  return {
    people: lines.length === 0 ? fine : lines.join('\n'),
    json: {
      ok: lines.length === 0,
      ways: ways.map(({ route }) => route),
      elsewhere: troubles,
      systems: covered,
    },
    exit: lines.length === 0 ? 0 : 1,
  };
}

/** `support-bot  sev1, sev2, sev3  Dev Patel (step 2): not by slack (no `slack`)`: one line for a person and a system. */
function lostLines(covered: Coverage[], ways: Way[]): string[] {
  const lines = new Map<string, { head: string; severities: string[]; tail: string }>();
  for (const { system, severity, people } of covered)
    for (const person of people.filter((one) => isLost(one, ways))) {
      const key = `${system}\n${person.person}`;
      const known = lines.get(key);
      if (known) known.severities.push(severity);
      else lines.set(key, { head: system, severities: [severity], tail: lostWords(person) });
    }
  return [...lines.values()].map(
    ({ head, severities, tail }) => `${head}  ${severities.join(', ')}  ${tail}`,
  );
}

function lostWords({ name, step, by, not }: Reached): string {
  const where = step === 0 ? 'commander' : `step ${step}`;
  const why = not.map(({ route, lacks }) => `${route} (${lacks.replaceAll('`', '')} is missing)`);
  const left =
    by.length > 0 ? `; ${inSeries(by)} rings whoever its own schedule says, who may be somebody else` : '';
  return `${name} (${where}) could not be reached${why.length > 0 ? ` by ${inSeries(why, 'or')}` : ': no way to reach people is configured'}${left}`;
}

function holeLines(covered: Coverage[]): string[] {
  const holes = covered
    .filter(({ severity }) => severity === 'sev1')
    .flatMap(({ system, holes: found }) =>
      found.map(({ title, zone, gaps: [first, ...more] }) => {
        const times = first ? `${momentWords(first.from, zone)} to ${momentWords(first.to, zone)}` : '';
        const others = more.length > 0 ? `, and ${count(more.length, 'more hole')}` : '';
        return `${system}  sev1, sev2, sev3  nobody is on call in ${title} from ${times} (${zone})${others}`;
      }),
    );
  return [...new Set(holes)];
}
