import type { Spans } from '../../domain/chat/card.ts';
import type { DrillScore, DrillTask } from '../../domain/incident/drill-facts.ts';
import { drillLimits, scoreInWords } from '../../domain/incident/drill-score.ts';
import { actorName } from '../../domain/people.ts';
import { capital, count } from '../../domain/plain.ts';
import { inWords } from '../../domain/time.ts';
import { stopButton } from '../chat/drill-buttons.ts';
import { callName } from '../chat/naming.ts';
import { clip, sentence } from '../chat/spans.ts';
import type { EventWords } from './event-words.ts';

/** Words for exercises. */
export const words: EventWords<'drill.joined' | 'drill.real' | 'drill.scored'> = {
  'drill.joined': {
    kind: 'people',
    weight: 'important',
    line: ({ by }) => `${actorName(by)} joined the drill`,
    chat: ({ person }, incident) =>
      sentence([
        { bold: `${callName(person.name, incident)} joined the drill` },
        ', and can be paged and asked here from now on.',
      ]),
  },

  'drill.real': {
    kind: 'alert',
    weight: 'important',
    line: ({ number, severity, title }) =>
      `A real incident began meanwhile: INC-${number} ${severity.toUpperCase()} ${title}`,
    chat: ({ number, severity, title }, incident) => ({
      text: `A real incident began: INC-${number} ${severity.toUpperCase()}`,
      nodes: [
        {
          type: 'text',
          spans: [
            { bold: `A real incident began: INC-${number} ${severity.toUpperCase()}` },
            ` “${clip(title, 160)}”. It has its own channel; nothing of it arrives here. Whoever is needed there goes there, and the drill can wait or end.`,
          ],
        },
        { type: 'actions', controls: [stopButton(incident.number)] },
      ],
    }),
  },

  'drill.scored': {
    kind: 'record',
    weight: 'important',
    line: ({ score }) => `The drill is over: ${scoreInWords(score)}`,
    chat: ({ score }) => ({
      text: `The drill is over: ${scoreInWords(score)}`,
      nodes: [
        { type: 'text', spans: [{ bold: 'The drill is over' }, `: ${scoreInWords(score)}.`] },
        { type: 'list', items: score.results.map((one) => resultSpans(one)) },
        { type: 'list', items: limitLines(score).map((line): Spans => [line]) },
        ...(score.wrongTurns.length === 0
          ? []
          : [
              { type: 'text' as const, spans: [{ bold: 'Worth talking about' }] },
              { type: 'list' as const, items: score.wrongTurns.map((turn): Spans => [clip(turn, 400)]) },
            ]),
        {
          type: 'context',
          spans: [
            'The score judges the runbook, the signals and the buttons, not people. It stands in the draft as well.',
          ],
        },
      ],
    }),
  },
};

/** What was asked, as a deed. */
export const taskWords: Record<DrillTask, string> = {
  diagnose: 'Diagnose a bad answer',
  rerun: 'Run the eval again',
  owner: 'Name the owner',
  rollback: 'Roll back the risky path',
};

/** `Name the owner: done after 3 min, Ana Kovač owns the follow-up`. */
export function resultLine({ task, met, after, seen }: DrillScore['results'][number]): string {
  const when = after === undefined ? '' : ` after ${inWords(after)}`;
  return `${taskWords[task]}: ${met ? `done${when}` : 'not yet'}, ${seen}`;
}

function resultSpans(result: DrillScore['results'][number]): Spans {
  const [head = '', ...rest] = clip(resultLine(result), 400).split(': ');
  return [{ bold: head }, `: ${rest.join(': ')}.`];
}

/** Time and presses, each with what is aimed at. Other messages count from when users felt it, so the beginning is named. */
export function limitLines({ contained, lasted, presses, ended }: DrillScore): string[] {
  const { contained: within, toContain, all } = drillLimits;
  const containing =
    contained === undefined
      ? `Not contained (aim: within ${inWords(within)})`
      : `Contained ${inWords(contained)} after the opening (aim: within ${inWords(within)})`;
  const pressed =
    presses.toContain === undefined
      ? ''
      : `, with ${count(presses.toContain, 'press', 'presses')} (aim: ${toContain})`;
  return [
    `${containing}${pressed}.`,
    `${capital(ended)} ${inWords(lasted)} after the opening, with ${count(presses.all, 'press', 'presses')} (aim: ${all}).`,
  ];
}
