import { escapeHtml } from '../../documents/escape.ts';
import { blockHtml, factsHtml } from '../../documents/html.ts';
import { formPage, page } from '../../documents/page.ts';
import { count } from '../../domain/plain.ts';
import { type Piece, piecesOf, withTimes, wordsOf } from '../../views/authored/authored.ts';
import { openIn } from '../../views/authored/open-questions.ts';
import { postmortem } from '../../views/postmortem/postmortem.ts';
import { sections, ways } from '../pages/frame.ts';
import type { AskedFor, Draft } from './asked.ts';
import { editing } from './editing.ts';
import { logBeside } from './log.ts';
import { publishing } from './publishing.ts';
import type { PostmortemOptions, Reading } from './reader.ts';
import { times } from './times.ts';

/** The postmortem as it stands, with a way to write at each section and question, and the log beside it. */
export async function postmortemPage(
  options: Pick<PostmortemOptions, 'postmortems' | 'people' | 'clock'>,
  reading: Reading,
  asked: AskedFor = {},
): Promise<string> {
  const { incident, person } = reading;
  const { number } = incident;
  const events = await options.postmortems.events(number);
  const draft = postmortem(events);
  const words = wordsOf(events);
  const pieces = withTimes(piecesOf(draft, words), incident);
  const mark = person && options.people.mark(person, number);
  const at = asked.edit === undefined ? -1 : pieces.findIndex(({ place }) => place?.id === asked.edit);
  const place = pieces[at]?.place;
  const open = openIn({ ...draft, blocks: pieces.map(({ block }) => block) });
  const body =
    place !== undefined && person !== undefined && mark !== undefined
      ? editing({ incident, draft, place, words: words.get(place.id), events, mark, asked })
      : [
          unsaved(asked.draft),
          introduced(reading, open, mark),
          factsHtml(draft.facts),
          publishing(incident, { open, mark }),
          ...pieces.map((piece, n) => pieceHtml(piece, n, number, person !== undefined)),
          times(incident, mark),
        ].join('\n');
  const main = [
    `<p class="kicker">${ways} · <a href="/incidents/${number}">INC-${number}</a> · ${escapeHtml(draft.kicker)}</p>`,
    `<h1>${escapeHtml(draft.title)}</h1>`,
    told(asked.told),
    body,
  ];
  const beside = logBeside(events, { number, ...(asked.log && { words: asked.log }), editing: place?.id });
  const contents = place === undefined ? sections(pieces.map(({ block }) => block)) : '';
  const whole = person === undefined ? page : formPage;
  return whole(
    `INC-${number} postmortem · airb`,
    `<div class="frame authored">${contents}<main id="content">${main.join('\n')}</main>${beside}</div>`,
  );
}

function told(said: AskedFor['told']): string {
  if (said === undefined) return '';
  return `<p class="told${said.wrong ? ' wrong' : ''}" role="${said.wrong ? 'alert' : 'status'}">${escapeHtml(said.text)}</p>`;
}

/** What somebody wrote and could not save anywhere: it is theirs to copy. */
function unsaved(draft: Draft | undefined): string {
  if (draft === undefined) return '';
  return `<div class="words"><label for="text">Your words, which were not saved<textarea id="text" rows="10" readonly>${escapeHtml(`\n${draft.text}`)}</textarea></label></div>`;
}

function introduced(
  { incident: { number }, person }: Reading,
  open: string[],
  mark: string | undefined,
): string {
  const asks =
    open.length === 0 ? '' : `<p class="asked">${count(open.length, 'question')} to the author</p>`;
  if (person === undefined || mark === undefined)
    return `${asks}<p class="quiet">To write here, ask for your own link in chat: <code>/airb #${number} postmortem edit</code>.</p>`;
  const name = escapeHtml(person.person.name);
  return (
    `${asks}<form class="who-writes" method="post" action="/incidents/${number}/postmortem"><p class="quiet">You write as <strong>${name}</strong>. ` +
    'Earlier words can be had back, and the log itself stays as it is.</p>' +
    `<input type="hidden" name="mark" value="${escapeHtml(mark)}"><button class="plain" name="do" value="leave">Not ${name}? Leave</button></form>`
  );
}

function pieceHtml({ block, place }: Piece, n: number, number: number, mayWrite: boolean): string {
  const drawn = blockHtml(block, n);
  if (place === undefined) return drawn;
  const id = escapeHtml(place.id);
  const anchor = `<a id="${id}"></a>`;
  if (!mayWrite) return `${anchor}${drawn}`;
  const label =
    place.kind === 'section' ? 'Write here' : block.type === 'question' ? 'Answer' : 'Change the answer';
  const href = `/incidents/${number}/postmortem?edit=${encodeURIComponent(place.id)}`;
  const what = `<span class="over"> · ${escapeHtml(place.title.slice(0, 80))}</span>`;
  return `${anchor}${drawn}<p class="write"><a href="${escapeHtml(href)}">${label}${what}</a></p>`;
}
