import { day, inWords } from '../../domain/time.ts';
import { press } from './controls.ts';
import { signalList } from './measures.ts';
import { callActor } from './naming.ts';
import type { Says } from './said.ts';
import { clip, phrase, sentence, timeOf } from './spans.ts';

/** Verification, resolution, relapse, cancellation and the draft. */
export const saidOfPhases: Says<
  | 'verification.started'
  | 'verification.broken'
  | 'verification.held'
  | 'resolved'
  | 'relapsed'
  | 'cancelled'
  | 'postmortem.drafted'
> = {
  'verification.started': ({ by, until }, incident) => {
    const { key, safety, business } = incident.plan.recovery;
    const metrics = [...key, ...safety, ...business].map((check) => check.signal);
    return sentence([
      `${callActor(by, incident)} started verification: ${signalList(incident, metrics)} must stay in range until `,
      timeOf(until),
      '.',
    ]);
  },
  'verification.broken': ({ failing }, incident) =>
    sentence([
      `Not recovered: ${signalList(incident, failing)} out of range. ` +
        `The ${inWords(incident.plan.recovery.hold)} start again once every metric is in range.`,
    ]),
  'verification.held': (_, incident) =>
    sentence(
      [
        `Every metric stayed in range for ${inWords(incident.plan.recovery.hold)}. The incident can be resolved.`,
      ],
      [
        {
          type: 'actions',
          controls: [
            press('resolve.try', { incident: incident.number }, { label: 'Resolve', style: 'primary' }),
          ],
        },
      ],
    ),
  resolved: ({ by, at, override }, incident) => {
    const who = callActor(by, incident);
    const length = `It lasted ${inWords(at - incident.startedAt)}. The postmortem is due in ${incident.plan.postmortemDueDays} days.`;
    if (!override) return sentence([`Resolved by ${who}. ${length}`]);
    const failing =
      override.failing.length > 0
        ? `with ${signalList(incident, override.failing)} not in range`
        : 'before recovery was verified';
    return sentence([
      { bold: `Resolved by ${who} by override` },
      `, ${failing}: ${phrase(override.reason, 300)}. ${length}`,
    ]);
  },
  relapsed: ({ failing }, incident) =>
    sentence([
      { bold: 'It is back: ' },
      `${signalList(incident, failing)} out of range again. The incident is open; mitigation goes on.`,
    ]),
  cancelled: ({ by, reason }, incident) =>
    sentence([
      `Cancelled by ${callActor(by, incident)}: ${phrase(reason, 300)}. No further pages or updates are sent.`,
    ]),
  'postmortem.drafted': ({ file, at }, incident) => {
    if (file.endsWith('.html'))
      return sentence([`The same draft as a page to read and print: ${clip(file, 120)}.`]);
    const from = incident.phase === 'resolved' ? incident.resolvedAt : at;
    return sentence([
      `The postmortem draft is written: ${clip(file, 120)}. Its marked questions are for the author; it is due `,
      { at: from + incident.plan.postmortemDueDays * day, style: 'date-time' },
      '.',
    ]);
  },
};
