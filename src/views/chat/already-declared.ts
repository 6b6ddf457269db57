import type { Card, Spans } from '../../domain/chat/card.ts';
import { chatOfRef } from '../../domain/incident/rooms.ts';
import type { Severity } from '../../domain/people.ts';
import type { RoomRef } from '../../domain/refs.ts';
import { type Instant, inWords } from '../../domain/time.ts';
import { press } from './controls.ts';
import { severityWord } from './naming.ts';
import { asText, clip } from './spans.ts';

interface Near {
  number: number;
  title: string;
  severity: Severity;
  openedAt: Instant;
  room?: RoomRef;
}

interface Declared {
  system: string;
  title: string;
  failure?: string | undefined;
  severity?: Severity | undefined;
}

/**
 * Somebody has just declared one of the same system: two channels for one problem split the people who could solve it. Where it
 * is something else, the button declares it all the same.
 */
export function alreadyDeclaredCard(
  near: Near,
  { system, title, failure = '', severity }: Declared,
  { now, chat }: { now: Instant; chat: RoomRef | undefined },
): Card {
  const { number, openedAt, room } = near;
  // A link works only in the chat its room is in.
  const link = room !== undefined && (chat === undefined || chatOfRef(chat) === chatOfRef(room));
  const said: Spans = [
    {
      bold: `Nothing was opened: INC-${number} was, ${inWords(Math.max(now - openedAt, 60_000))} ago, for the same system. `,
    },
    `${severityWord(near.severity)}, “${clip(near.title, 120)}”. `,
    ...(link
      ? ['Join it in ', { room, name: `INC-${number}` } as const, '.']
      : [`Join it there, or write \`/airb #${number} status\`.`]),
  ];
  const again = press(
    'declare.anyway',
    { system, severity: severity ?? '', failure, title: clip(title, 110) },
    { label: 'It is something else: declare it' },
  );
  return {
    text: asText(said),
    nodes: [
      { type: 'text', spans: said },
      { type: 'actions', controls: [again] },
    ],
  };
}
