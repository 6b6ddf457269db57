import type { Card, Spans } from '../../domain/chat/card.ts';
import type { Severity } from '../../domain/people.ts';
import type { Instant } from '../../domain/time.ts';
import { severityWord } from './naming.ts';
import { clip, sentence, timeOf } from './spans.ts';

/** A promise to stakeholders that nobody kept; of a private incident only its number is told. */
export interface Broken {
  incident: number;
  private: boolean;
  severity: Severity;
  dueAt: Instant;
  reader?: string;
}

/** Tells whoever runs airb that airb itself failed to speak, and what to do about it. */
export function unkeptCard({ incident, private: hidden, severity, dueAt, reader }: Broken): Card {
  const which = hidden ? `INC-${incident}` : `INC-${incident} (${severityWord(severity)})`;
  const what: Spans =
    reader === undefined
      ? ['no update and no automatic status has gone out, although one was promised for ', timeOf(dueAt)]
      : [
          ...(hidden ? ['what was said'] : [`what was said to ${clip(reader, 60)}`]),
          ' has not arrived since ',
          timeOf(dueAt),
        ];
  return sentence([
    { bold: 'Stakeholders wait.' },
    ` ${which}: `,
    ...what,
    '. airb should have spoken by itself: tell them by hand, then look at ',
    { code: 'airb doctor' },
    ' and the log.',
  ]);
}
