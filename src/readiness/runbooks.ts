import { count, cut, inSeries, oneLine } from '../domain/plain.ts';
import { matchAlert } from '../domain/runbooks/match.ts';
import { categories, type Runbook } from '../domain/runbooks/runbook.ts';
import { isDead } from '../domain/signals/seen.ts';
import { type Duration, day, dayOf } from '../domain/time.ts';
import { startOf } from './days.ts';
import { seenOf } from './looks.ts';
import { type Evidence, graded, missing, notApplicable, type PointSpec, type Subject } from './point.ts';
import { fires } from './signals.ts';

/** Alerts older than this say little about the rules of today. */
const alertWindow: Duration = 90 * day;

/** The number of names in a list before the rest is only counted. */
const named = 4;

export const runbookForEach: PointSpec = {
  id: 'runbooks',
  title: 'A runbook for every failure',
  question:
    'Has every failure that can happen to this kind of system a runbook that its signals start, with a diagnosis by category?',
  why: 'Without one the first half hour goes into working out which of the four categories it is: infrastructure, model, prompt or data.',
  weight: 9,
  judge(subject) {
    const { runbooks, library, system } = subject;
    if (runbooks.length === 0)
      return missing(
        [{ says: `no runbook applies to a system of kind ${system.kind}` }],
        'Install the shipped library, or write one: `airb runbooks new <failure>`.',
      );
    const gaps = runbooks.flatMap((runbook): Gap[] =>
      gapOf(runbook, subject, runbook.id === library.generic),
    );
    const unwatched = subject.system.signals.filter(({ name }) => !runbooks.some((one) => uses(one, name)));
    const of = runbooks.length + unwatched.length;
    const lost = gaps.length + unwatched.length;
    const evidence: Evidence[] = [
      {
        says: `${runbooks.length - gaps.length} of ${count(runbooks.length, 'runbook')} for this kind of system can start and lead through a diagnosis`,
      },
      ...gaps.slice(0, named).map(({ evidence }) => evidence),
      ...(gaps.length > named ? [{ says: `and ${gaps.length - named} more` }] : []),
      ...unwatched.map(({ name, title }) => ({
        says: `${title}: measured, but no runbook for this kind of system watches it`,
        file: system.file,
        field: `signals.${name}`,
      })),
    ];
    return graded(1 - lost / of, evidence, closing(gaps, unwatched, system.file));
  },
};

interface Gap {
  evidence: Evidence;
  close: string;
}

function gapOf(runbook: Runbook, { system, looked }: Subject, generic: boolean): Gap[] {
  const { id, file, triggers, diagnosis } = runbook;
  const able = system.signals.filter((signal) =>
    triggers.some((trigger) => signal.name === trigger.signal && fires(trigger, signal)),
  );
  const dead = able.filter((signal) => {
    const sighting = seenOf(system, signal, looked);
    return sighting !== undefined && isDead(sighting);
  });
  if (able.length > 0 && dead.length === able.length)
    return [
      {
        evidence: {
          says: `\`${id}\` would not be seen: Prometheus gives nothing for ${inSeries(dead.map(({ name }) => name))}`,
          file: system.file,
          field: 'signals',
        },
        close: `mend ${inSeries(dead.map(({ name }) => `\`signals.${name}.query\``))} in \`${system.file}\``,
      },
    ];
  const wanted = [...new Set(triggers.map(({ signal }) => signal))];
  if (able.length === 0)
    return [
      {
        evidence: {
          says: `\`${id}\` would not be seen: ${inSeries(wanted, 'or')} is not measured with a normal`,
          file: system.file,
          field: 'signals',
        },
        close: `add one of ${inSeries(
          wanted.map((name) => `\`signals.${name}\``),
          'or',
        )} to \`${system.file}\``,
      },
    ];
  const covered = new Set(diagnosis.causes.map(({ category }) => category));
  const absent = categories.filter((category) => !covered.has(category));
  // Some failures are possible in two categories only; the generic runbook must be able to end in each of the four.
  if (generic ? absent.length === 0 : covered.size >= 2) return [];
  return [
    {
      evidence: {
        says: `\`${id}\` never comes to ${inSeries(absent, 'or')}`,
        file,
        field: 'diagnosis.causes',
      },
      close: `add causes of category ${inSeries(absent, 'and')} to \`diagnosis\` in \`${file}\``,
    },
  ];
}

function uses({ triggers, recovery }: Runbook, signal: string): boolean {
  return [...triggers, ...recovery.key, ...recovery.safety, ...recovery.business].some(
    (one) => one.signal === signal,
  );
}

function closing(gaps: Gap[], unwatched: { name: string }[], file: string): string {
  const todo = [
    ...gaps.slice(0, named).map(({ close }) => close),
    ...(unwatched.length > 0
      ? [
          `let a trigger watch ${inSeries(unwatched.slice(0, named).map(({ name }) => `\`${name}\``))}, or take it out of \`${file}\``,
        ]
      : []),
  ].join('; ');
  return `${todo.charAt(0).toUpperCase()}${todo.slice(1)}.`;
}

export const alertsMapped: PointSpec = {
  id: 'alerts-mapped',
  title: 'Alerts mapped to runbooks',
  question: 'Did every alert of the last 90 days find its own runbook?',
  why: 'An alert nothing is mapped to gets the generic runbook: an owner and a checklist, but not the shortest way.',
  weight: 6,
  judge({ past, library, now }) {
    const recent = past.filter(({ openedAt }) => now - openedAt < alertWindow);
    const total = recent.reduce((sum, { alerts }) => sum + alerts.length, 0);
    if (total === 0) return notApplicable('no alert of this system stands in the log of the last 90 days');
    const fell = recent
      .filter(({ unmapped }) => unmapped)
      .flatMap(({ number, alerts }) => alerts.map((alert) => ({ number, alert })));
    const still = fell.filter(({ alert }) => matchAlert(alert, library).unmapped);
    const mended = fell.length - still.length;
    const evidence: Evidence[] = [
      {
        says: `${total - fell.length} of ${count(total, 'alert')} in 90 days found a runbook`,
        incidents: numbers(recent),
      },
      ...still.slice(0, named).map(({ number, alert }) => ({
        says: `“${foreign(alert.title, 100)}” on ${dayOf(alert.startsAt)} fell to \`${library.generic}\``,
        incidents: [number],
      })),
      ...(still.length > named ? [{ says: `and ${still.length - named} more` }] : []),
      ...(mended > 0
        ? [{ says: `${count(mended, 'alert')} that fell to the generic runbook would find one today` }]
        : []),
    ];
    const words = [
      ...new Set(still.map(({ alert }) => alert.labels.alertname).filter((name) => name !== undefined)),
    ];
    const label = words[0] === undefined ? 'a label of theirs' : `\`alertname: ${foreign(words[0], 60)}\``;
    return graded(
      1 - still.length / total,
      evidence,
      `Add ${label} to \`match\` of the runbook they belong to, or write one: \`airb runbooks new <failure>\`; \`airb runbooks match <alert.json>\` shows what they get.`,
    );
  },
};

export const runbooksReviewed: PointSpec = {
  id: 'runbooks-reviewed',
  title: 'Runbooks reviewed in time',
  question: 'Was every runbook for this kind of system read through within its own interval?',
  why: 'A runbook that names a dashboard of last year costs more time than none.',
  weight: 4,
  judge({ runbooks, now }) {
    if (runbooks.length === 0) return notApplicable('no runbook applies to this kind of system');
    const due = ({ review }: Runbook) => startOf(review.on) + review.everyDays * day;
    const overdue = runbooks.filter((runbook) => due(runbook) <= now).sort((a, b) => due(a) - due(b));
    const next = Math.min(...runbooks.map(due));
    const evidence: Evidence[] = [
      {
        says: `${runbooks.length - overdue.length} of ${count(runbooks.length, 'runbook')} reviewed in time${overdue.length === 0 ? `; the next review is due on ${dayOf(next)}` : ''}`,
      },
      ...overdue.slice(0, named).map((runbook) => ({
        says: `\`${runbook.id}\` was due on ${dayOf(due(runbook))}`,
        file: runbook.file,
        field: 'review.on',
      })),
      ...(overdue.length > named ? [{ says: `and ${overdue.length - named} more` }] : []),
    ];
    const files = inSeries(overdue.slice(0, named).map(({ file }) => `\`${file}\``));
    return graded(
      1 - overdue.length / runbooks.length,
      evidence,
      `Read ${overdue.length > named ? `${files} and the others` : files} through, correct what is no longer true, and write the day into \`review.on\`.`,
    );
  },
};

function numbers(incidents: { number: number }[]): number[] {
  return incidents.map(({ number }) => number);
}

/** Text of an alert, made safe for a sentence of ours. */
function foreign(text: string, max: number): string {
  return cut(oneLine(text).replaceAll('`', "'"), max);
}
