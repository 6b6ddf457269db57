import { type Block, heading, list, paragraph, question, type Text } from '../../documents/document.ts';
import { inSeries } from '../../domain/plain.ts';
import { clockTime, inWords, minute } from '../../domain/time.ts';
import { type Account, helped, startOf } from './account.ts';

/** How long the failure went unnoticed, and why the evals did not find it. */
export function detection(account: Account): Block[] {
  return [
    heading('Detection'),
    ...list(gaps(account)),
    ...unknownStart(account),
    heading('Why wasn’t this caught?', 3),
    ...evals(account),
  ];
}

function gaps(account: Account): Text[] {
  const { incident, opened } = account;
  const detected = incident.milestones.detected ?? opened.at;
  const acknowledged = incident.milestones.acknowledged;
  const exposed = earliestCulprit(account);
  const lines: Text[] = [];
  if (exposed) {
    const gap = inWords(detected - exposed.at);
    lines.push([
      { strong: `${gap} from change to alert: ` },
      `${exposed.name} went live at ${clockTime(exposed.at)}, and rolling it back helped.`,
    ]);
  }
  const began = startOf(account);
  if (detected > began) {
    lines.push([
      { strong: `${inWords(detected - began)} from start to detection: ` },
      `users felt it from ${clockTime(began)}, the alert came at ${clockTime(detected)}.`,
    ]);
  }
  lines.push(
    acknowledged === undefined
      ? [{ strong: 'Never acknowledged. ' }, 'No person took the page.']
      : [
          { strong: `${inWords(acknowledged - detected)} from detection to a person: ` },
          `acknowledged at ${clockTime(acknowledged)}.`,
        ],
  );
  return lines;
}

/** Asks for the real start. The log has only the alert's time, and an alert always comes later than the start. */
function unknownStart(account: Account): Block[] {
  const detected = account.incident.milestones.detected ?? account.opened.at;
  if (detected > startOf(account)) return [];
  return [
    question(`When did users begin to feel it? The log knows only the alert, at ${clockTime(detected)}.`),
  ];
}

function earliestCulprit({ incident }: Account): { name: string; at: number } | undefined {
  const relief = helped(incident);
  const changes = relief.flatMap((it) =>
    incident.changes.filter((change) => (change.part ?? change.kind) === it.part && change.to === it.from),
  );
  const first = changes.sort((a, b) => a.at - b.at)[0];
  return first && { name: first.to ?? first.summary, at: first.at };
}

function evals(account: Account): Block[] {
  const { incident } = account;
  const culprits = helped(incident);
  const versions = inSeries(culprits.map((it) => it.from));
  const key = account.judged.find((it) => it.role === 'key')?.spec;
  const failing = incident.evidence.some((it) => it.from !== 'automatic');
  const questions = [
    versions === ''
      ? 'Which eval should have failed before this reached users, and why did it not?'
      : `Which eval should have failed before ${versions} reached users, and why did it not?`,
    failing
      ? 'Are inputs like the saved samples in the eval set? If they are, was the pass mark too low or the number of runs too small to see it?'
      : 'Which inputs fail? No person saved a failing sample as evidence.',
  ];
  const culprit = earliestCulprit(account);
  const wait = culprit === undefined ? 0 : (incident.milestones.detected ?? incident.openedAt) - culprit.at;
  if (key && wait >= 10 * minute)
    questions.push(
      `Could “${key.title}” have raised the alert earlier than ${inWords(wait)} after the change, with a shorter window or per segment?`,
    );
  return [
    paragraph('The log holds what happened in production, not what was tested before.'),
    ...questions.map(question),
  ];
}
