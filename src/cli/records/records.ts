import type { Command } from 'commander';
import { html } from '../../documents/html.ts';
import { markdown } from '../../documents/markdown.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import { fold, nothing } from '../../domain/incident/evolve.ts';
import { count } from '../../domain/plain.ts';
import type { Store } from '../../ports/store.ts';
import { postmortem } from '../../views/postmortem/postmortem.ts';
import { headJson } from '../../views/record/head-json.ts';
import { incidentJson, iso } from '../../views/record/json.ts';
import { timeline } from '../../views/record/timeline.ts';
import type { Io } from '../terminal/io.ts';
import { incidentLines, listLines, timelineLines } from './lines.ts';
import { pinnedText } from './pinned-text.ts';

type Records = Pick<Store, 'events' | 'heads' | 'document' | 'verify' | 'close'>;

interface Means {
  openStore(): Promise<Records>;
}

/** What a verb found: data for `--json`, lines for people, and how to end. */
interface Found {
  data: unknown;
  text: string;
  finding?: boolean;
}

interface Asked {
  json?: boolean;
  open?: boolean;
  short?: boolean;
  format?: string;
  runbook?: boolean;
}

/** Adds `incidents`, `timeline`, `postmortem` and `audit verify`. */
export function registerRecords(program: Command, means: Means, io: Io): void {
  const run = (work: (store: Records) => Promise<Found>, asked: Asked) => answer(means, io, { work, asked });
  program
    .command('incidents')
    .argument('[number]', 'one incident in full')
    .description('List the incidents, or show one.')
    .option('--open', 'only those being worked on')
    .option('--runbook', 'the runbook the incident was opened with, as it was then')
    .option('--json', 'print JSON')
    .action((number: string | undefined, asked: Asked) =>
      run((store) => incidents(store, number, asked), asked),
    );
  program
    .command('timeline')
    .argument('<number>', 'incident number')
    .description('Print what happened, one line an entry.')
    .option('--short', 'only what mattered or was marked')
    .option('--json', 'print JSON')
    .action((number: string, asked: Asked) => run((store) => told(store, number, asked), asked));
  program
    .command('postmortem')
    .argument('<number>', 'incident number')
    .description('Print the postmortem draft, compiled from the log.')
    .option('--format <format>', 'md, html or json', 'md')
    .option('--json', 'the same as --format json')
    .action((number: string, asked: Asked) => run((store) => draft(store, number, asked), asked));
  program
    .command('audit')
    .description('Prove the records unaltered.')
    .command('verify')
    .argument('[number]', 'one incident; all without it')
    .description('Recompute the hash chain of the log.')
    .option('--json', 'print JSON')
    .action((number: string | undefined, asked: Asked) => run((store) => verify(store, number), asked));
}

/** Misuse of a verb: the message says what was expected. */
class Misuse extends Error {}

/** An incident that is not there. */
class Missing extends Error {}

async function answer(
  means: Means,
  io: Io,
  job: { work: (store: Records) => Promise<Found>; asked: Asked },
): Promise<void> {
  const store = await means.openStore();
  try {
    const found = await job.work(store);
    io.out(job.asked.json ? JSON.stringify(found.data, null, 2) : found.text);
    io.exit(found.finding ? 1 : 0);
  } catch (error) {
    if (!(error instanceof Misuse) && !(error instanceof Missing)) throw error;
    io.err(error.message);
    io.exit(error instanceof Misuse ? 2 : 1);
  } finally {
    await store.close();
  }
}

async function incidents(store: Records, number: string | undefined, asked: Asked): Promise<Found> {
  if (asked.runbook && number === undefined)
    throw new Misuse('Say of which incident: airb incidents 42 --runbook.');
  if (number === undefined) return list(store, asked);
  return asked.runbook ? ranWith(store, number) : show(store, number);
}

async function list(store: Records, asked: Asked): Promise<Found> {
  const heads = await store.heads(asked.open ? { open: true } : {});
  return { data: { incidents: heads.map(headJson) }, text: listLines(heads) };
}

async function show(store: Records, asked: string): Promise<Found> {
  const incident = fold(nothing, await eventsOf(store, asked));
  if (incident.phase === 'none') throw new Missing(`The log of incident ${asked} does not open it.`);
  return { data: incidentJson(incident), text: incidentLines(incident) };
}

async function ranWith(store: Records, asked: string): Promise<Found> {
  const incident = fold(nothing, await eventsOf(store, asked));
  if (incident.phase === 'none') throw new Missing(`The log of incident ${asked} does not open it.`);
  const { id, hash } = incident.plan.runbook;
  const document = await store.document(hash);
  if (document === undefined) {
    throw new Missing(
      `INC-${incident.number} ran with ${id} (sha-256 ${hash}), whose text was not kept: airb did not keep runbooks when it opened.`,
    );
  }
  return {
    data: { incident: incident.number, runbook: { id, ...document } },
    text: pinnedText(incident, document),
  };
}

async function told(store: Records, number: string, asked: Asked): Promise<Found> {
  const entries = timeline(await eventsOf(store, number), { short: asked.short === true });
  const data = { entries: entries.map((entry) => ({ ...entry, at: iso(entry.at) })) };
  return { data, text: timelineLines(entries) };
}

async function draft(store: Records, number: string, asked: Asked): Promise<Found> {
  const format = asked.json ? 'json' : (asked.format ?? 'md');
  if (format !== 'md' && format !== 'html' && format !== 'json') {
    throw new Misuse(`--format is one of md, html, json; not “${format}”.`);
  }
  const document = postmortem(await eventsOf(store, number));
  if (format === 'json') return { data: document, text: JSON.stringify(document, null, 2) };
  const text = format === 'md' ? markdown(document) : html(document);
  return { data: document, text: text.trimEnd() };
}

async function verify(store: Records, asked: string | undefined): Promise<Found> {
  const number = asked === undefined ? undefined : numberOf(asked);
  if (number !== undefined && (await store.events(number)).length === 0) throw missing(asked ?? '');
  const result = await store.verify(number);
  const lines = result.faults.map((it) => `INC-${it.incident} entry ${it.seq}: ${it.what}`);
  const sum =
    lines.length === 0
      ? `${count(result.events, 'entry', 'entries')} checked: the chain is intact.`
      : `${count(result.events, 'entry', 'entries')} checked: ${count(lines.length, 'fault')}.`;
  return { data: result, text: [...lines, sum].join('\n'), finding: lines.length > 0 };
}

async function eventsOf(store: Records, asked: string): Promise<IncidentEvent[]> {
  const stored = await store.events(numberOf(asked));
  if (stored.length === 0) throw missing(asked);
  return stored.map((it) => it.event);
}

function missing(asked: string): Missing {
  return new Missing(`There is no incident ${asked}. “airb incidents” lists them.`);
}

/** `42`, `#42` and `INC-42` are the same incident. */
function numberOf(text: string): number {
  const digits = /^(?:#|inc-)?([1-9]\d{0,8})$/i.exec(text.trim())?.[1];
  if (digits === undefined) throw new Misuse(`“${text}” is not an incident number. Write 42, #42 or INC-42.`);
  return Number(digits);
}
