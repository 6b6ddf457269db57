import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import { actsOf } from '../../domain/chat/command-acts.ts';
import {
  type CommandSpec,
  commandGroups,
  commandNamed,
  commands,
  specOf,
} from '../../domain/chat/commands.ts';
import type { HelpTopic, Misuse } from '../../domain/chat/intent.ts';
import type { Rejection } from '../../domain/incident/commands.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Severity } from '../../domain/people.ts';
import { count, sentenceEnd } from '../../domain/plain.ts';
import { rankSuspects } from '../../domain/response/suspects.ts';
import { type Instant, inWords } from '../../domain/time.ts';
import { authorityLine } from '../authority.ts';
import { press } from './controls.ts';
import { dueSpans, headline } from './incident-card.ts';
import { symptomSince } from './measures.ts';
import { mention, severityWord, tag } from './naming.ts';
import { pagedLine } from './people-lines.ts';
import { phaseLine } from './phase.ts';
import { callNodes } from './phones.ts';
import { evidenceMeter, progress } from './progress.ts';
import { asText, clip, sentence, withCode } from './spans.ts';
import { makerOf, suspectName, when, why } from './suspect-lines.ts';
import { whoCard } from './who-card.ts';

/** The commands by what somebody wants to do, all of one such group, or one of them in full. */
export function helpCard(topic?: HelpTopic): Card {
  if (topic === 'who') return whoCard();
  const group = commandGroups.find(({ id }) => id === topic);
  if (group) return groupCard(group);
  const name = topic && commandNamed(topic);
  if (name) return oneCommand(specOf(name));
  const declare = press('declare.open', {}, { label: 'Declare an incident…' });
  return {
    text: `Commands: ${commands.map((command) => command.name).join(', ')}.`,
    nodes: [
      { type: 'heading', text: 'What airb understands' },
      { type: 'text', spans: ['Most of it is a button as well, on the card and where the channel ends.'] },
      { type: 'list', items: commandGroups.map(groupLine) },
      { type: 'text', spans: ['What each of them does:'] },
      {
        type: 'actions',
        controls: commandGroups.map(({ id, title }) => press('help.show', { group: id }, { label: title })),
      },
      howTo,
      { type: 'actions', controls: [declare] },
    ],
  };
}

const howTo: Node = {
  type: 'context',
  spans: [
    'In an incident’s channel they mean that incident; elsewhere begin with its number: ',
    { code: '/airb #42 status' },
    '. How one is written, and who may: ',
    { code: '/airb help severity' },
    '.',
  ],
};

type Group = (typeof commandGroups)[number];

function commandsTo({ id }: Group): CommandSpec[] {
  return commands.filter(({ to }) => to === id);
}

/** The commands of a group by name, the most needed first: on a phone all of it is in sight, and a press tells the rest. */
function groupLine(group: Group): Spans {
  const all = commandsTo(group);
  const needed = all.filter(({ first }) => first);
  const names = [...needed, ...all.filter(({ first }) => !first)].map(({ name }) => name);
  return [{ bold: group.title }, ` — ${names.join(', ')}`];
}

function groupCard(group: Group): Card {
  const all = commandsTo(group);
  return {
    text: `${group.title}: ${all.map(({ name }) => name).join(', ')}.`,
    nodes: [{ type: 'heading', text: group.title }, { type: 'list', items: all.map(helpLine) }, howTo],
  };
}

/** What it does, up to the first full stop or semicolon: all of them fit in one message, and `help <command>` tells the rest. */
function helpLine({ name, sentence }: CommandSpec): Spans {
  const [first = sentence] = sentence.split(/[.;] /);
  return [{ code: `/airb ${name}` }, ' — ', ...withCode(sentenceEnd(first))];
}

/** Who may, for a command that not everybody may use. */
function whoMay(name: string): Node[] {
  const acts = actsOf[commandNamed(name) ?? 'help'];
  if (acts.length === 0) return [];
  const items = acts.map((act): Spans => {
    const { what, who } = authorityLine(act);
    return [{ bold: `${what}: ` }, who];
  });
  return [{ type: 'list', items }];
}

function oneCommand(command: CommandSpec): Card {
  const other: Spans = command.also ? [` · the same: ${command.also.join(', ')}`] : [];
  return {
    text: `/airb ${command.usage}: ${asText(withCode(command.sentence))}`,
    nodes: [
      { type: 'text', spans: [{ code: `/airb ${command.usage}` }] },
      { type: 'text', spans: withCode(command.sentence) },
      { type: 'context', spans: ['For example: ', { code: `/airb ${command.example}` }, ...other] },
      ...whoMay(command.name),
    ],
  };
}

/** Where an incident stands, to the asker alone. */
export function statusCard(incident: Opened, now: Instant): Card {
  const { done, of } = progress(incident);
  const { commander } = incident.roles;
  return {
    text: asText([
      `${headline(incident)}. Open for ${inWords(now - incident.openedAt)}, `,
      `${incident.phase}: `,
      ...symptomSince(incident),
      '. Next update: ',
      ...dueSpans(incident),
      '.',
    ]),
    nodes: [
      { type: 'text', spans: [{ bold: headline(incident) }] },
      { type: 'text', spans: phaseLine(incident) },
      {
        type: 'facts',
        items: [
          { label: 'Symptom', value: symptomSince(incident) },
          { label: 'Paged', value: pagedLine(incident) },
          { label: 'Decides', value: [commander ? mention(commander) : 'nobody yet'] },
          { label: 'Next update due', value: dueSpans(incident) },
          { label: 'Progress', value: [`${done} of ${of} steps, evidence ${evidenceMeter(incident)}`] },
          { label: 'Category', value: [incident.category?.category ?? 'not chosen yet'] },
        ],
      },
      ...callNodes(incident),
    ],
  };
}

/** What lists need of an incident; the store's `Head` has it. */
export interface Listed {
  number: number;
  title: string;
  severity: Severity;
  phase: string;
  private: boolean;
  openedAt: Instant;
  room?: string;
}

/** The open incidents, for a status asked outside any of their channels; private ones without their title. */
export function openIncidentsCard(heads: Listed[], now: Instant): Card {
  const declare: Node = {
    type: 'actions',
    controls: [press('declare.open', {}, { label: 'Declare an incident…' })],
  };
  if (heads.length === 0) return sentence(['No incident is open.'], [declare]);
  const shown = heads.slice(0, 20);
  const rest = heads.length - shown.length;
  return {
    text: `${heads.length === 1 ? '1 incident is' : `${heads.length} incidents are`} open: ${shown.map(listedName).join('; ')}.`,
    nodes: [
      { type: 'list', items: shown.map((head) => listedLine(head, now)) },
      ...(rest > 0 ? [{ type: 'context', spans: [`and ${rest} more`] } satisfies Node] : []),
      declare,
    ],
  };
}

function listedName(head: Listed): string {
  const title = head.private ? 'private' : clip(head.title, 90);
  return `${tag(head)} ${severityWord(head.severity)} ${title}`;
}

function listedLine(head: Listed, now: Instant): Spans {
  const room: Spans =
    head.room && !head.private ? [' ', { room: head.room, name: tag(head).toLowerCase() }] : [];
  return [{ bold: listedName(head) }, ` — ${head.phase}, open for ${inWords(now - head.openedAt)}`, ...room];
}

/** One entry of the timeline as lists print it. */
export interface ExcerptEntry {
  at: Instant;
  who: string;
  what: string;
  marked?: boolean;
}

/** The newest entries of the timeline, oldest of them first. */
export function timelineCard(entries: ExcerptEntry[], incident: Opened, count = 15): Card {
  const shown = entries.slice(-Math.min(count, 40));
  const items = shown.map(
    (entry): Spans => [
      { at: entry.at, style: 'time' },
      ` ${entry.marked ? '★ ' : ''}${clip(entry.who, 40)}: ${clip(entry.what, 160)}`,
    ],
  );
  const page = incident.plan.links.page;
  return {
    text: `${tag(incident)}: the last ${shown.length} of ${entries.length} timeline entries. ${shown
      .slice(-3)
      .map((entry) => clip(entry.what, 160))
      .join('; ')}`,
    nodes: [
      {
        type: 'text',
        spans: [{ bold: `${tag(incident)} · last ${shown.length} of ${entries.length} entries` }],
      },
      { type: 'list', items },
      ...(page ? [{ type: 'context', spans: [{ link: page, text: 'All of it' }] } satisfies Node] : []),
    ],
  };
}

/** Entries with their numbers, for choosing one to redact. */
export function entriesCard(entries: (ExcerptEntry & { seq: number })[], incident: Opened): Card {
  const shown = entries.slice(-20);
  const items = shown.map(
    (entry): Spans => [
      { bold: String(entry.seq) },
      ' ',
      { at: entry.at, style: 'time' },
      ` ${clip(entry.who, 40)}: ${clip(entry.what, 120)}`,
    ],
  );
  return {
    text: `${tag(incident)}: which entry? Redact one by its number: /airb redact <number> <why>.`,
    nodes: [
      { type: 'text', spans: [{ bold: `${tag(incident)} · which entry?` }] },
      { type: 'list', items },
      { type: 'context', spans: ['Redact one by its number: ', { code: '/airb redact <number> <why>' }] },
    ],
  };
}

/** What changed lately, most suspect first. */
export function changesCard(incident: Opened): Card {
  const suspects = rankSuspects(incident).slice(0, 20);
  if (suspects.length === 0)
    return sentence([
      'No change is known. Note one with ',
      { code: `/airb ${specOf('change').example}` },
      '.',
    ]);
  const items = suspects.map((suspect): Spans => {
    if (!suspect.change) return [{ bold: suspectName(suspect) }, `, ${why(suspect)}`];
    return [
      { bold: suspectName(suspect) },
      `, ${when(suspect)}${makerOf(suspect.change)}: ${clip(suspect.change.summary, 120)}`,
    ];
  });
  const known = suspects.filter(({ change }) => change !== undefined).length;
  return {
    text: `${count(known, 'known change')}. Most suspect: ${asText(items[0] ?? [])}.`,
    nodes: [{ type: 'list', items, ordered: true }],
  };
}

/** Why not, and what to try next. Words in backticks are drawn as code. */
export function rejectionCard({ rejected, next }: Rejection): Card {
  const lines = [rejected, ...(next ? [next] : [])].map((line) => withCode(ended(line)));
  return {
    text: lines.map((line) => asText(line)).join(' '),
    nodes: lines.map((spans): Node => ({ type: 'text', spans })),
  };
}

/** What was wrong with a command, and how it is written; its help where a word of it was not understood. */
export function misuseCard(wrong: Misuse): Card {
  const spans = withCode(wrong.misuse);
  const help = wrong.about === undefined ? undefined : helpCard(wrong.about);
  return {
    text: `${asText(spans)} Usage: ${help?.text ?? wrong.usage}`,
    nodes: [
      { type: 'text', spans },
      ...(help?.nodes ?? [{ type: 'context', spans: ['Usage: ', { code: wrong.usage }] } satisfies Node]),
    ],
  };
}

/** No incident is opened for a system nobody named: which one it is, with the form that has them all. */
export function whichSystemCard(unmeant: Rejection): Card {
  const card = rejectionCard(unmeant);
  const declare = press('declare.open', {}, { label: 'Declare an incident…' });
  return { ...card, nodes: [...card.nodes, { type: 'actions', controls: [declare] }] };
}

/** A sentence that ends with a link, to the asker alone. */
export function linkCard(lead: string, link: { link: string; text: string }): Card {
  return sentence([lead, link, '.']);
}

/** A short confirmation to the asker alone. Words in backticks are drawn as code. */
export function noteCard(text: string): Card {
  return sentence(withCode(ended(text)));
}

function ended(text: string): string {
  return sentenceEnd(clip(text, 1500));
}
