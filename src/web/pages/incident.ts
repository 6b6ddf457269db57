import { type Block, heading, paragraph, type Text } from '../../documents/document.ts';
import { escapeHtml } from '../../documents/escape.ts';
import { blocksHtml, factsHtml } from '../../documents/html.ts';
import { page } from '../../documents/page.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import { timeOf } from '../../domain/incident/milestones.ts';
import { type Containment, isOpen, type Opened } from '../../domain/incident/state.ts';
import { inSeries } from '../../domain/plain.ts';
import { traceLink } from '../../domain/response/trace-link.ts';
import { betweenWords, clockTime, fullTime, type Instant } from '../../domain/time.ts';
import { keptWords } from '../../views/adherence.ts';
import { approversOf } from '../../views/approvers.ts';
import { categoryWords } from '../../views/category.ts';
import { owedAt } from '../../views/chat/waiting.ts';
import { itemsTable } from '../../views/follow-up/items-table.ts';
import { timeline } from '../../views/record/timeline.ts';
import { type LiveAt, liveAttribute, liveLine } from '../live/line.ts';
import { liveScript } from '../live/script.ts';
import type { Place } from '../paging.ts';
import { checklist } from './checklist.ts';
import { diagnosis } from './diagnosis.ts';
import { evidence } from './evidence.ts';
import { sections, ways } from './frame.ts';
import { signals } from './signals.ts';
import { similar } from './similar.ts';

/** Everything the card in chat says, for people outside chat, and the whole record below it. */
export function incidentPage(
  incident: Opened,
  events: IncidentEvent[],
  { now, listed, at, live }: { now: Instant; listed: boolean; at: Place; live?: LiveAt },
): string {
  const name = `INC-${incident.number}`;
  const blocks = [
    ...signals(incident, events),
    ...similar(incident),
    ...rollbacks(incident),
    ...diagnosis(incident),
    ...checklist(incident),
    ...evidence(incident),
    ...updates(incident),
    ...followUp(incident, now),
    ...record(events, { number: incident.number, at }),
  ];
  const body = [
    '<div class="frame with-nav">',
    sections(blocks),
    `<main id="content"${liveAttribute(live)}>`,
    `<p class="kicker">${ways} · ${name} · all times UTC</p>`,
    `<h1>${name} · ${incident.severity.toUpperCase()} · ${escapeHtml(incident.title)}</h1>`,
    liveLine(now),
    phases(incident),
    factsHtml(facts(incident, { now, listed })),
    links(incident),
    blocksHtml(blocks),
    '</main></div>',
  ];
  return page(`${name} ${incident.title} · airb`, body.join('\n'), liveScript);
}

function phases(incident: Opened): string {
  const usual = ['triage', 'mitigating', 'verifying', 'resolved'];
  const ended = incident.phase === 'cancelled' || incident.phase === 'merged';
  const line = ended ? ['triage', incident.phase] : usual;
  const items = line.map(
    (it) => `<li${it === incident.phase ? ' aria-current="step"' : ''}><span>${it}</span></li>`,
  );
  return `<ol class="phases" aria-label="Phase">${items.join('')}</ol>`;
}

function facts(
  incident: Opened,
  { now, listed }: { now: Instant; listed: boolean },
): { label: string; value: Text }[] {
  const { roles, paging, plan } = incident;
  const paged = paging.people.length === 0 ? 'nobody' : inSeries(paging.people.map((it) => it.name));
  const owed = isOpen(incident) ? owedAt(incident) : undefined;
  const due = owed === undefined ? 'none owed' : dueIn(owed, now);
  return [
    {
      label: 'System',
      value: listed ? [{ here: `/systems/${plan.system.id}`, text: plan.system.title }] : [plan.system.title],
    },
    { label: 'Failure', value: [incident.failure] },
    {
      label: 'Started',
      value: [`${fullTime(timeOf(incident, 'felt') ?? incident.startedAt).replace(' UTC', '')}`],
    },
    {
      label: 'Acknowledged',
      value: [acknowledgedWords(incident, paged)],
    },
    { label: 'Decides', value: [roles.commander?.name ?? 'nobody yet'] },
    { label: 'Owns the follow-up', value: [roles.owner?.name ?? 'nobody yet'] },
    { label: 'Communicates', value: [roles.communications?.name ?? 'nobody yet'] },
    { label: 'Next update', value: [due] },
    { label: 'Root cause', value: [categoryWords(incident, 'not chosen yet')] },
  ];
}

/** `Ana Lima, 14:12 (corrected)`: as the postmortem has it, which the log need not. */
function acknowledgedWords(incident: Opened, paged: string): string {
  const { paging, corrected, milestones } = incident;
  const at = milestones.acknowledged ?? paging.acknowledged?.at;
  if (at === undefined) return `not yet (paged: ${paged})`;
  const when = `${clockTime(at)}${corrected?.acknowledged === undefined ? '' : ' (corrected)'}`;
  return paging.acknowledged === undefined ? when : `${paging.acknowledged.name}, ${when}`;
}

function dueIn(due: Instant, now: Instant): string {
  return due >= now
    ? `${clockTime(due)}, in ${betweenWords(now, due)}`
    : `${betweenWords(due, now)} late, was due ${clockTime(due)}`;
}

function links(incident: Opened): string {
  const { number, plan } = incident;
  const { dashboard } = plan.links;
  const traces = traceLink(incident);
  const since = incident.formerSteps === undefined ? 'at the opening' : 'when it was taken';
  const blocks: Text = [
    ...goesOn(incident),
    { strong: 'Why this runbook: ' },
    incident.because,
    ' · ',
    { here: `/incidents/${number}/runbook`, text: `Runbook ${plan.runbook.id}, as it was ${since}` },
    ...(dashboard ? [' · ', { link: dashboard, text: 'Dashboard' }] : []),
    ...(traces ? [' · ', { link: traces.url, text: traces.text }] : []),
  ];
  const draft = `<p><a href="/incidents/${number}/postmortem">Postmortem</a>, with people’s words and the log beside it · <a href="/incidents/${number}/runbook/proposal">What its runbook may learn</a></p>`;
  return `${blocksHtml([{ type: 'paragraph', text: blocks }])}${draft}`;
}

/** Where to read on; of a private survivor no number is told. */
function goesOn(incident: Opened): Text {
  if (incident.phase !== 'merged' || incident.quiet) return [];
  const { into } = incident;
  return [{ strong: 'Goes on as ' }, { here: `/incidents/${into}`, text: `INC-${into}` }, '. '];
}

function rollbacks(incident: Opened): Block[] {
  const { containments, plan } = incident;
  if (containments.length === 0) return [];
  const title = (id: string) => plan.parts.find((it) => it.id === id)?.title ?? id;
  const rows = containments.map((it): Text[] => [
    [title(it.part)],
    [`${it.from} → ${it.to}`],
    [it.requestedBy.name],
    [approvalsWords(incident, it)],
    [it.appliedAt === undefined ? '–' : clockTime(it.appliedAt)],
    [it.verdict ?? it.status],
  ]);
  const head = ['Part', 'From → to', 'Asked by', 'Approvals', 'Took effect', 'Result'];
  return [heading('Rollbacks'), { type: 'table', caption: 'Rollbacks asked for', head, rows }];
}

/** `1 of 2`, and that somebody went on without the rest. */
function approvalsWords(incident: Opened, it: Containment): string {
  const { approved, glass } = approversOf(incident, it);
  return `${approved.length} of ${it.approvalsNeeded}${glass.length > 0 ? ', break-glass' : ''}`;
}

function updates({ updates: sent }: Opened): Block[] {
  if (sent.length === 0) return [heading('Updates'), { type: 'paragraph', text: ['None sent yet.'] }];
  const rows = [...sent]
    .reverse()
    .map((it): Text[] => [
      [clockTime(it.at)],
      [it.automatic ? 'airb, automatic' : it.by],
      [standing(it)],
      [it.text.users],
      [it.text.scope],
      [it.text.mitigation],
    ]);
  const head = ['UTC', 'By', 'Promise', 'Users see', 'Scope', 'What is being done'];
  return [heading('Updates'), { type: 'table', caption: 'Newest first', head, rows }];
}

/** What is to be done so that it does not happen again. */
function followUp({ actionItems = [] }: Opened, now: Instant): Block[] {
  return actionItems.length === 0 ? [] : [heading('Follow-up'), itemsTable(actionItems, now)];
}

/** How the promise was kept, and whether the words were changed since. */
function standing({ at, owedAt, automatic, correctedAt }: Opened['updates'][number]): string {
  const kept = automatic ? 'holding' : keptWords({ at, owedAt });
  const corrected = correctedAt === undefined ? '' : `corrected ${clockTime(correctedAt)}`;
  return [kept, corrected].filter(Boolean).join('; ') || '–';
}

/** A page of the timeline; an incident of ten thousand entries has twenty. */
function record(
  events: IncidentEvent[],
  { number, at: { before, limit } }: { number: number; at: Place },
): Block[] {
  const all = timeline(events);
  const end = Math.min(all.length, (before ?? all.length + 1) - 1);
  const start = Math.max(0, end - limit);
  const rows = all
    .slice(start, end)
    .reverse()
    .map((it): Text[] => [
      [new Date(it.at).toISOString().slice(11, 19)],
      [it.who],
      it.marked ? [{ strong: '★ ' }, it.what] : it.important ? [{ strong: it.what }] : [it.what],
    ]);
  const table: Block = { type: 'table', caption: 'Newest first', head: ['UTC', 'Who', 'What'], rows };
  const way = (to: number, text: string) => ({ here: `/incidents/${number}?before=${to}`, text });
  const ways = [
    ...(end < all.length ? [way(Math.min(all.length, end + limit) + 1, 'Newer entries')] : []),
    ...(start > 0 ? [way(start + 1, 'Older entries')] : []),
  ];
  const turning = ways.flatMap((one, n): Text => (n === 0 ? [one] : [' · ', one]));
  return [heading('Timeline'), table, ...(ways.length > 0 ? [paragraph(...turning)] : [])];
}
