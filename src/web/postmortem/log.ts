import { escapeHtml } from '../../documents/escape.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import { count } from '../../domain/plain.ts';
import { type TimelineEntry, timeline } from '../../views/record/timeline.ts';

/** More of them make no list any more; words find the others. */
const most = 300;

interface Beside {
  number: number;
  /** Words that the shown entries have. */
  words?: string;
  /** The place that is written at; its form takes an entry as a quote. */
  editing: string | undefined;
}

/**
 * The log beside the postmortem. While somebody writes, its buttons belong to their form, so that what they have written
 * comes along and nothing of it is lost.
 */
export function logBeside(events: IncidentEvent[], { number, words = '', editing }: Beside): string {
  const found = timeline(events).filter((entry) => holds(entry, words));
  const shown = found.slice(-most);
  const quotable = editing !== undefined;
  const rows = shown.map((entry) => row(entry, quotable));
  const said =
    found.length > shown.length
      ? `The newest ${shown.length} of ${found.length}.`
      : `${count(found.length, 'entry', 'entries')}${words === '' ? '' : ' with these words'}.`;
  return [
    '<aside class="log" id="log" aria-label="The log"><strong>The log</strong>',
    search({ number, words, quotable }),
    `<p class="quiet">${said}</p>`,
    `<ol>${rows.join('')}</ol></aside>`,
  ].join('');
}

function search({ number, words, quotable }: { number: number; words: string; quotable: boolean }): string {
  const field = (form: string) =>
    `<label for="find">Find in the log<input id="find" name="log" value="${escapeHtml(words)}"${form}></label>`;
  if (quotable)
    return `<p class="find">${field(' form="words"')}<button class="plain" form="words" name="do" value="find" formnovalidate>Find</button></p>`;
  return `<form class="find" action="/incidents/${number}/postmortem#log">${field('')}<button class="plain">Find</button></form>`;
}

function row({ seq, at, who, what, important, marked }: TimelineEntry, quotable: boolean): string {
  const time = new Date(at).toISOString().slice(11, 19);
  const button = quotable
    ? ` <button class="plain" form="words" name="quote" value="${seq}" formnovalidate aria-label="Quote entry ${seq}">Quote</button>`
    : '';
  const said = important ? `<strong>${escapeHtml(what)}</strong>` : escapeHtml(what);
  return `<li><span class="quiet">${seq} · ${time} · ${escapeHtml(who)}</span>${marked ? ' ★' : ''} ${said}${button}</li>`;
}

function holds({ who, what }: TimelineEntry, words: string): boolean {
  const held = `${who} ${what}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => held.includes(word));
}

/** An entry as a quote to go on from. */
export function quoted(events: IncidentEvent[], seq: number): string | undefined {
  const entry = timeline(events).find((one) => one.seq === seq);
  if (entry === undefined) return undefined;
  const time = new Date(entry.at).toISOString().slice(11, 19);
  return `> ${entry.what}\n> — ${entry.who}, ${time} UTC, entry ${seq}`;
}
