import { escapeHtml } from '../../documents/escape.ts';
import { formPage } from '../../documents/page.ts';
import { ways } from '../pages/frame.ts';
import { type Faults, type Field, longest, other, type Written } from './given.ts';

/** What both pages know of whoever reads them. */
interface Reading {
  /** The key of a secret link; absent for readers who signed in. */
  key?: string;
  /** The ways to the other pages are shown to those who may go them. */
  mayRead: boolean;
}

interface FormFacts extends Reading {
  systems: { id: string; title: string }[];
  mark: string;
  /** The link for people without an account, or how to get one; for those who may hand it out. */
  toGiveAway?: { address?: string | undefined };
  written?: Partial<Written>;
  faults?: Faults;
  /** Why nothing was stored, where no field is to blame. */
  refused?: string;
}

/** The form on which somebody without a chat account reports what users say. It needs no script. */
export function feedbackPage(facts: FormFacts): string {
  const { systems, mark, key, faults = {}, refused } = facts;
  const wrong = Object.keys(faults).length > 0;
  const said = refused ?? (wrong ? 'Nothing was sent yet: see the fields below.' : undefined);
  const body = [
    '<p>For what people tell you about an AI system: wrong answers, refusals, something it should never say. Your report goes at once to those who run it, and may wake them. Leave out names and data of users.</p>',
    said === undefined ? '' : `<p class="told wrong" role="alert">${escapeHtml(said)}</p>`,
    '<form class="words report" method="post" action="/feedback">',
    `<input type="hidden" name="mark" value="${escapeHtml(mark)}">`,
    key === undefined ? '' : `<input type="hidden" name="key" value="${escapeHtml(key)}">`,
    choice(systems, facts),
    input('named', 'If it is another one, what is it called?', facts),
    words(facts),
    input('link', 'The ticket (optional)', facts, 'An address, so that people can read the rest.'),
    input(
      'by',
      'Who reports it (optional)',
      facts,
      'You or your team, so that people can ask. Not the user.',
    ),
    '<p class="deeds"><button>Send the report</button></p>',
    '</form>',
    givenAway(facts.toGiveAway),
  ];
  return whole('Report what users say', body.join('\n'), facts);
}

/** Says what became of a report. A private incident has no number here. */
export function reportedPage(facts: Reading & { incident?: number | undefined }): string {
  const { incident, key, mayRead } = facts;
  const tag = `INC-${incident}`;
  const where =
    incident === undefined
      ? 'It stands on the record of an incident, which the people who run the system read.'
      : `It stands on the record of ${mayRead ? `<a href="/incidents/${incident}">${tag}</a>` : `<strong>${tag}</strong>`}. Name that number when you ask about it.`;
  const again = key === undefined ? '/feedback' : `/feedback?key=${encodeURIComponent(key)}`;
  const body =
    `<p class="told" role="status">Your report is stored. ${where}</p>` +
    '<p>You need do nothing more. Nobody answers on this page.</p>' +
    `<p><a href="${escapeHtml(again)}">Report something else</a></p>`;
  return whole('Thank you', body, facts);
}

/** For a link that opens nothing any more. */
export function deadLinkPage(): string {
  const body =
    '<p>This link is not valid, or not any more. Ask whoever gave it to you for the one of today.</p>' +
    '<p class="quiet"><a href="/incidents/sign-in?next=/feedback">Sign in</a> if you have the API token of airb.</p>';
  return whole('The link does not open', body, { mayRead: false });
}

function whole(title: string, body: string, { mayRead }: Reading): string {
  const kicker = mayRead ? `<p class="kicker">${ways}</p>` : '<p class="kicker">airb</p>';
  return formPage(
    `${title} · airb`,
    `<div class="frame"><main id="content">${kicker}<h1>${title}</h1>${body}</main></div>`,
  );
}

function choice(systems: FormFacts['systems'], facts: FormFacts): string {
  const chosen = facts.written?.system ?? '';
  const option = (value: string, label: string) =>
    `<option value="${escapeHtml(value)}"${value === chosen ? ' selected' : ''}>${escapeHtml(label)}</option>`;
  const options = [
    option('', 'Choose …'),
    ...systems.map(({ id, title }) => option(id, title)),
    option(other, 'Another one, or I don’t know'),
  ];
  const select = `<select id="system" name="system" required${wrongIn('system', facts)}>${options.join('')}</select>`;
  return labelled('system', 'Which AI system is it about?', select, facts);
}

function words(facts: FormFacts): string {
  const help = 'In their own words where you can: what they asked, what came back, how many of them.';
  const area = `<textarea id="what" name="what" rows="8" maxlength="${longest.what}" required${wrongIn('what', facts, help)}>${escapeHtml(`\n${facts.written?.what ?? ''}`)}</textarea>`;
  return labelled('what', 'What do users say?', area, facts, help);
}

function input(name: 'named' | 'link' | 'by', label: string, facts: FormFacts, help = ''): string {
  const type = name === 'link' ? 'url' : 'text';
  const value = escapeHtml(facts.written?.[name] ?? '');
  const field = `<input id="${name}" name="${name}" type="${type}" maxlength="${longest[name]}" autocomplete="off" value="${value}"${wrongIn(name, facts, help)}>`;
  return labelled(name, label, field, facts, help);
}

function labelled(name: Field, label: string, field: string, { faults = {} }: FormFacts, help = ''): string {
  const fault = faults[name];
  return [
    `<div class="field"><label for="${name}">${escapeHtml(label)}</label>`,
    help === '' ? '' : `<p class="quiet" id="${name}-help">${escapeHtml(help)}</p>`,
    fault === undefined ? '' : `<p class="fault" id="${name}-fault">${escapeHtml(fault)}</p>`,
    field,
    '</div>',
  ].join('');
}

/** Says to whoever hears the page which help and which fault belong to a field. */
function wrongIn(name: Field, { faults = {} }: FormFacts, help = ''): string {
  const about = [help === '' ? '' : `${name}-help`, faults[name] === undefined ? '' : `${name}-fault`];
  const ids = about.filter((id) => id !== '').join(' ');
  return `${faults[name] === undefined ? '' : ' aria-invalid="true"'}${ids === '' ? '' : ` aria-describedby="${ids}"`}`;
}

function givenAway(link: FormFacts['toGiveAway']): string {
  if (link === undefined) return '';
  const how =
    link.address === undefined
      ? 'Start airb with <code>AIRB_FEEDBACK_SECRET</code> to have a link here for people who don’t sign in.'
      : `<code>${escapeHtml(link.address)}</code> opens this form and nothing else, until <code>AIRB_FEEDBACK_SECRET</code> changes. Whoever has it can report.`;
  return `<h2>For a team without an account</h2><p>${how}</p>`;
}
