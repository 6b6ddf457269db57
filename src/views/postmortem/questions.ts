import { type Block, heading, paragraph, question } from '../../documents/document.ts';
import { isCostOnly } from '../../domain/incident/felt-for.ts';
import { roles } from '../../domain/people.ts';
import { capital, inSeries } from '../../domain/plain.ts';
import { unannounced } from '../../domain/response/unannounced.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, applied, helped, isBare, measuredAlone, moved } from './account.ts';
import { causeQuestion, changesKnown } from './cause.ts';
import { feltBy } from './frequency.ts';
import { saidOf } from './impact.ts';
import { silentSignals } from './metrics.ts';
import { placesOf } from './places.ts';
import { clocksRunning } from './regulatory.ts';
import { startUnknown } from './times.ts';

/** More than this nobody answers. */
const most = 7;

/**
 * What the log can't say, and only what is worth asking: what the reader needs most comes first, and of the rest the
 * last ones are left out. What the log answers is never asked.
 */
export function questions(account: Account): Block[] {
  return [
    heading('Questions to the author'),
    paragraph('What the log can’t say. Put each answer where it belongs above.'),
    ...asked(account).map(question),
  ];
}

/** Those that nobody has answered: the number that the first page tells is that of the questions a reader finds open. */
export function openQuestions(account: Account): string[] {
  const { written = {} } = account.incident;
  return placesOf({ blocks: questions(account) })
    .filter(({ kind, id }) => kind === 'question' && (written[id] ?? []).length === 0)
    .map(({ title }) => title);
}

/** The questions, the most worthwhile first; the last one, on what only people remember, is always among them. */
function asked(account: Account): string[] {
  const all = [
    causeQuestion(account),
    ...unfinished(account),
    ...duties(account),
    people(account),
    ...overrides(account),
    ...communication(account),
    ...evals(account),
    start(account),
    ...steps(account),
  ].filter((one) => one !== undefined);
  return [...all.slice(0, most - 1), remembered(account)];
}

/** What ended it, where nothing measured says so. */
function unfinished(account: Account): string[] {
  const { incident } = account;
  const done = applied(incident);
  const unread = done.filter(
    (it) => it.verdict === undefined || (it.verdict === 'unknown' && measuredAlone(it)),
  );
  const silent = silentSignals(account);
  const relapsed = eventsOf(account.events, 'relapsed').length > 0;
  return [
    ...(done.length === 0 && account.endedAt !== undefined && incident.phase !== 'merged'
      ? ['What ended the incident? Nothing was changed through airb.']
      : []),
    ...(unread.length > 0 ? [`What did ${inSeries(unread.map(moved))} do? It was not measured.`] : []),
    ...(silent.length > 0 && incident.readings.length > 0
      ? [`Why was ${inSeries(silent)} not measured, and how is recovery known without it?`]
      : []),
    ...(incident.readings.length === 0 ? ['How did the quality metrics move? No signal could be read.'] : []),
    ...(relapsed ? ['It relapsed after it had seemed over. Why did the recovery check pass too early?'] : []),
  ];
}

function duties(account: Account): string[] {
  const open = clocksRunning(account).map(({ name, owner }) => `${name} (${owner.name})`);
  const { incident } = account;
  const empty = roles.filter((role) => role !== 'scribe' && incident.roles[role] === undefined);
  return [
    ...(open.length > 0 ? [`Was ${inSeries(open)} met, and where is what was filed?`] : []),
    ...(empty.length > 0 ? [`Who acted as ${inSeries(empty)}? Nobody took the role.`] : []),
  ];
}

function people(account: Account): string {
  if (isCostOnly(account.incident))
    return 'How much was spent above what is normal, who pays for it, and did anybody outside notice? The log holds rates, not bills.';
  const told = saidOf(account).first === undefined ? 'What did users see, and which users? ' : '';
  const share = feltBy(account)?.share ? '' : 'What share of responses was affected, from when to when? ';
  return `${told}${share}How many people was it, and did anybody act on a wrong or missing answer? The log holds rates, not people.`;
}

function start(account: Account): string | undefined {
  const before = changesKnown(account)
    ? ''
    : 'What changed before the start? The log knows of no change in the look-back window. ';
  const began = startUnknown(account)
    ? `When did ${isCostOnly(account.incident) ? 'it begin' : 'users begin to feel it'}? The log knows only the alert.`
    : '';
  const both = `${before}${began}`.trim();
  return both === '' ? undefined : both;
}

/** Where infrastructure failed, or only money was lost, no eval would have seen it. */
function evals({ incident }: Account): string[] {
  if (incident.category?.category === 'infrastructure' || isCostOnly(incident)) return [];
  // Where another version answered under the name of the known one, that is the one no eval has seen.
  const silent = unannounced(incident);
  const versions = inSeries(
    helped(incident).flatMap(({ part, from }) => {
      const seen = silent.filter((one) => one.part.id === part).map(({ value }) => value);
      return seen.length > 0 ? seen : [from];
    }),
  );
  const failing = incident.evidence.some((it) => it.from !== 'automatic');
  const why = failing
    ? ': were such inputs missing from it, the pass mark too low, or the runs too few to see what fails only now and then?'
    : '? Which inputs fail? Nobody saved one.';
  return [
    `Which eval should have failed before ${versions || 'this'} reached users, and why did it not${why}`,
  ];
}

function overrides({ incident, events }: Account): string[] {
  const set =
    incident.brokenGlass.length > 0 ||
    incident.containments.some(({ evidenceOverride }) => evidenceOverride !== undefined) ||
    eventsOf(events, 'resolved').some(({ override }) => override !== undefined);
  return set ? ['Was each override right in hindsight, and should the rule change?'] : [];
}

function communication({ events }: Account): string[] {
  const sent = eventsOf(events, 'update.posted').length;
  const missed = eventsOf(events, 'update.missed').length;
  if (missed > 0)
    return ['What kept people from sending the update in time, and who could have done it instead?'];
  return sent === 0 ? ['Who was told, when and by whom? No update went out through airb.'] : [];
}

function steps({ incident, words }: Account): string[] {
  const working = Object.entries(incident.steps).filter(([id]) => !id.startsWith('postmortem'));
  const open = working.filter(([, { status }]) => status === 'open');
  const bare = working.filter(([, step]) => isBare(step));
  const title = ([id]: (typeof working)[number]) => `“${words.step(id)?.title ?? id}”`;
  const parts = [
    ...(open.length * 2 > working.length
      ? [
          `${open.length} of the ${working.length} steps before the postmortem were never ticked: were they done all the same, not needed, or in the way?`,
        ]
      : []),
    ...(bare.length > 0 ? [`What was seen at ${inSeries(bare.map(title))}, ticked without a finding?`] : []),
  ];
  return parts.length === 0 ? [] : [capital(parts.join(' '))];
}

function remembered({ incident }: Account): string {
  const contained = incident.milestones.contained !== undefined;
  return `Where did people wait, guess or get lucky${contained ? ', and what helped most' : ''}?`;
}
