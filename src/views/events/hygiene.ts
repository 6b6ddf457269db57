import type { Card } from '../../domain/chat/card.ts';
import { actorName } from '../../domain/people.ts';
import { inSeries, sentenceEnd } from '../../domain/plain.ts';
import { inWords } from '../../domain/time.ts';
import { callActor, callName, tag } from '../chat/naming.ts';
import { clip, phrase, sentence } from '../chat/spans.ts';
import type { EventWords } from './event-words.ts';

/** Words for what keeps incidents in order: one of two, two of one, another name, another runbook, and none forgotten. */
export const words: EventWords<
  | 'merged'
  | 'absorbed'
  | 'split.begun'
  | 'split.off'
  | 'renamed'
  | 'runbook.switched'
  | 'archive.checked'
  | 'room.archived'
  | 'room.renamed'
  | 'stale.checked'
> = {
  merged: {
    kind: 'decision',
    weight: 'important',
    line: ({ by, into, reason, quiet }) =>
      `Merged by ${actorName(by)} into ${quiet ? 'a private incident' : `INC-${into}`}${reason ? `: ${sentenceEnd(reason)}` : ''}`,
    chat: ({ by, into, reason, quiet }, incident) => {
      const why = reason ? `: ${phrase(reason, 300)}` : '';
      const where = quiet
        ? ' It goes on in a private incident, whose people invite whom they need.'
        : ` Its alerts and evidence go along, and new alerts of it arrive there: `;
      return sentence([
        { bold: `Merged into ${quiet ? 'a private incident' : `INC-${into}`}` },
        ` by ${callActor(by, incident)}${why}. Its pages are called off and no further updates are sent from here.${where}`,
        ...(quiet ? [] : [{ code: `/airb #${into} status` }, '.']),
      ]);
    },
  },
  absorbed: {
    kind: 'decision',
    weight: 'important',
    line: ({ left }) => `INC-${left.number} (${left.title}) was merged into this one by ${left.who}`,
    chat: ({ left }) => {
      const { number, title, alerts, more = 0, who, reason } = left;
      const count = alerts.length + more;
      const kept = more > 0 ? ` ${more} of them are told on its own record only.` : '';
      const why = reason ? `: ${phrase(reason, 300)}` : '';
      return sentence([
        { bold: `INC-${number} goes on here` },
        ` (“${clip(title, 120)}”), merged by ${clip(who, 60)}${why}. It brings ${count === 1 ? 'one alert' : `${count} alerts`}, and its evidence.${kept} New alerts of it arrive here.`,
      ]);
    },
  },
  'split.begun': {
    kind: 'decision',
    weight: 'detail',
    line: ({ alerts, who }) => `${who} splits ${alertsWord(alerts.length)} out`,
  },
  'split.off': {
    kind: 'decision',
    weight: 'important',
    line: ({ to, alerts, who, quiet }) =>
      `${alertsWord(alerts.length)} split out by ${who} into ${quiet ? 'a private incident' : `INC-${to}`}`,
    chat: ({ to, title, alerts, who, quiet }): Card =>
      sentence([
        { bold: quiet ? 'Split out into a private incident' : `Split out into INC-${to}` },
        quiet
          ? ` by ${clip(who, 60)}: ${alertsWord(alerts.length)}.`
          : ` by ${clip(who, 60)}: ${alertsWord(alerts.length)}, with a channel and a runbook of their own (“${clip(title, 120)}”). New episodes of them arrive there.`,
      ]),
  },
  renamed: {
    kind: 'record',
    weight: 'important',
    line: ({ by, title, before }) => `Renamed by ${actorName(by)}: “${title}”, before “${before}”`,
    chat: ({ by, title, before }, incident) =>
      sentence([
        `${callActor(by, incident)} renamed ${tag(incident)}: `,
        { bold: clip(title, 200) },
        `. Before: “${clip(before, 200)}”. Its channel is renamed after it; links to it go on working.`,
      ]),
  },
  'runbook.switched': {
    kind: 'decision',
    weight: 'important',
    line: ({ by, before, plan, reason }) =>
      `Runbook switched by ${actorName(by)} from ${before.id} (${before.hash.slice(0, 12)}) to ${plan.runbook.id} (${plan.runbook.hash.slice(0, 12)})${reason ? `: ${sentenceEnd(reason)}` : ''}`,
    chat: ({ by, before, plan, reason }, incident) => {
      const done = (incident.formerSteps ?? []).filter(({ runbook }) => runbook === before.id).length;
      const kept =
        done === 0
          ? ''
          : ` ${done === 1 ? 'One step' : `${done} steps`} done under the other one stay${done === 1 ? 's' : ''} on record.`;
      return sentence([
        { bold: `The runbook is ${clip(plan.runbook.title, 120)} now` },
        ` (${callActor(by, incident)}${reason ? `: ${phrase(reason, 240)}` : ''}); before: ${clip(before.title, 120)}. The checklist is new.${kept} Updates come no slower and approvals are no fewer than before.`,
      ]);
    },
  },
  'archive.checked': {
    kind: 'record',
    weight: 'detail',
    line: ({ rooms }) =>
      rooms === undefined
        ? 'Somebody was there meanwhile: the channel stays open'
        : 'Nobody needs the channel any more',
  },
  'room.archived': {
    kind: 'record',
    weight: 'detail',
    line: ({ name }) => `Channel #${name} archived`,
  },
  'room.renamed': {
    kind: 'record',
    weight: 'detail',
    line: ({ name, before }) => `Channel #${before} is called #${name} now; links to it go on working`,
  },
  'stale.checked': {
    kind: 'record',
    weight: 'detail',
    line: ({ idle, asked }) =>
      asked === undefined
        ? `Looked whether anybody is still at it: last act ${inWords(idle)} before`
        : `Nobody had done anything for ${inWords(idle)}; asked whether it is still going on: ${inSeries(asked.map(({ name }) => name)) || 'nobody holds a role'}`,
    chat: ({ idle, asked = [] }, incident) => {
      const names = asked.map(({ name }) => callName(name, incident));
      const to = names.length === 0 ? '' : `${inSeries(names)}: is`;
      return sentence([
        { bold: `${to === '' ? 'Is' : to} ${tag(incident)} still going on?` },
        ` Nobody has said or done anything here for ${inWords(idle)}. If it is, say so here or with `,
        { code: '/airb update' },
        '; if it is over, ',
        { code: '/airb verify' },
        ' or ',
        { code: '/airb resolve' },
        '. Nothing ends by itself.',
      ]);
    },
  },
};

function alertsWord(count: number): string {
  return count === 1 ? 'One alert' : `${count} alerts`;
}
