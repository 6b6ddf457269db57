import type { Node, Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { count, inSeries } from '../../domain/plain.ts';
import { type EvalRunSource, evalToolNames } from '../../domain/response/eval-run.ts';
import { clip, phrase, sentence } from '../chat/spans.ts';
import type { EventWords } from './event-words.ts';

/** The words for the way of failed examples into eval tools, and for the runs that come back. */
export const words: EventWords<'examples.push-asked' | 'examples.pushed' | 'evals.passed' | 'evals.failed'> =
  {
    'examples.push-asked': {
      kind: 'evidence',
      weight: 'detail',
      line: ({ tool }) => `Failed examples on their way to ${evalToolNames[tool]}`,
    },
    'examples.pushed': {
      kind: 'evidence',
      weight: 'important',
      line: (event) => pushedLine(event),
      chat: (event, incident) =>
        event.problem === undefined
          ? sentence([`${pushedLine(event)}.`])
          : sentence(
              [
                `${evalToolNames[event.tool]} did not take the failed examples: ${phrase(event.problem, 300)}.`,
              ],
              [again(event, incident)],
            ),
    },
    'evals.passed': {
      kind: 'evidence',
      weight: 'important',
      line: ({ run, examples }) => `${clip(run.name, 120)}: ${passedAll(examples)}`,
      chat: ({ run, examples }) => sentence([...runSpans(run), `: ${passedAll(examples)}.`]),
    },
    'evals.failed': {
      kind: 'evidence',
      weight: 'important',
      line: (event) => `${clip(event.run.name, 120)}: ${failedWords(event)}`,
      chat: (event) => sentence([...runSpans(event.run), `: ${failedWords(event)}.`]),
    },
  };

function pushedLine({ tool, pushed, problem }: EventOf<'examples.pushed'>): string {
  if (problem !== undefined) return `${evalToolNames[tool]} did not take the failed examples: ${problem}`;
  if (pushed.length === 0)
    return `No failed example went to ${evalToolNames[tool]}: all of them were redacted`;
  const sets = pushed.map(({ dataset, count: many }) => `${count(many, 'failed example')} in ${dataset}`);
  return `${evalToolNames[tool]} has ${inSeries(sets, 'and')}`;
}

function again({ tool }: EventOf<'examples.pushed'>, incident: Opened): Node {
  const command = `/airb example push ${tool}${incident.private ? ' private' : ''}`;
  return { type: 'context', spans: [{ code: command }, ' tries again; nothing is doubled by that.'] };
}

function runSpans({ name, link }: EvalRunSource): Spans {
  const said = clip(name, 120);
  return [link === undefined ? { bold: said } : { link, text: said }];
}

function passedAll(examples: number): string {
  return examples === 1
    ? 'the blocking example of this incident passed'
    : `all ${examples} blocking examples of this incident passed`;
}

function failedWords({ passed, failed, missing }: EventOf<'evals.failed'>): string {
  const of = passed + failed.length + missing.length;
  return [
    `${passed} of ${count(of, 'blocking example')} passed`,
    ...(failed.length > 0 ? [`failed: ${some(failed)}`] : []),
    ...(missing.length > 0 ? [`not in the run: ${some(missing)}`] : []),
  ].join('; ');
}

/** Names are found in the data set; of many, the first are enough to begin with. */
function some(names: string[]): string {
  const shown = names.slice(0, 5);
  return inSeries(names.length > 5 ? [...shown, `${names.length - 5} more`] : shown, 'and');
}
