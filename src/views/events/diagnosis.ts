import type { Spans } from '../../domain/chat/card.ts';
import { causeOf } from '../../domain/response/diagnosis.ts';
import { callActor, callName } from '../chat/naming.ts';
import { clip, phrase, sentence } from '../chat/spans.ts';
import type { EventWords } from './event-words.ts';
import { diagnosisSentence, readWords, titleOf } from './walked.ts';

export const words: EventWords<
  'category.chosen' | 'diagnosis.answered' | 'diagnosis.undone' | 'diagnosis.concluded'
> = {
  'category.chosen': {
    kind: 'decision',
    weight: 'important',
    line: (event) => `Root-cause category: ${event.category}${inBrackets(event.because)}`,
    chat: ({ category, because, by }, incident) => {
      return sentence([
        `Category: ${category} (${callActor(by, incident)}${because ? `: ${phrase(because, 240)}` : ''}).`,
      ]);
    },
  },
  'diagnosis.answered': {
    kind: 'decision',
    weight: 'detail',
    line: (event, words) => `${diagnosisSentence(event, words.plan.diagnosis)}${readWords(words, event)}`,
  },
  'diagnosis.undone': {
    kind: 'decision',
    weight: 'detail',
    line: (event, words) => diagnosisSentence(event, words.plan.diagnosis),
    chat: ({ cause, by }, incident) => {
      const title = clip(titleOf(incident.plan.diagnosis, cause ?? ''), 120);
      return sentence([
        `${callActor(by, incident)} took an answer back: the diagnosis no longer points at “${title}”.`,
      ]);
    },
  },
  'diagnosis.concluded': {
    kind: 'decision',
    weight: 'important',
    line: (event, words) => diagnosisSentence(event, words.plan.diagnosis),
    // The diagnosis above shows the answers and why; here stands what came of them.
    chat: ({ cause, by }, incident) => {
      const known = causeOf(incident.plan.diagnosis, cause);
      const chosen = incident.category;
      const other: Spans =
        chosen && known && chosen.category !== known.category
          ? [` ${callName(chosen.by, incident)} chose ${chosen.category} before, and that stands.`]
          : [];
      return sentence([
        { bold: `Diagnosis: it points at “${clip(known?.title ?? cause, 120)}”` },
        `${known ? `, category ${known.category}` : ''} (${callActor(by, incident)}).`,
        ...other,
      ]);
    },
  },
};

function inBrackets(text: string | undefined): string {
  return text === undefined || text.trim() === '' ? '' : ` (${text})`;
}
