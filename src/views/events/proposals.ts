import { actorName } from '../../domain/people.ts';
import { inSentence } from '../../domain/plain.ts';
import { move } from '../chat/naming.ts';
import type { EventWords } from './event-words.ts';
import { eventsOf } from './lexicon.ts';

const readWords = {
  incident: 'the incident',
  timeline: 'the timeline',
  suspects: 'the suspects',
  readings: 'the readings',
  runbook: 'the runbook',
} as const;

/** The words for what agents do; the room sees a proposal as a message that is kept current. */
export const words: EventWords<
  'containment.proposed' | 'proposal.declined' | 'agent.read' | 'agent.refused'
> = {
  'containment.proposed': {
    kind: 'rollback',
    weight: 'important',
    line: ({ part, from, to, reason, by }, words) =>
      `${actorName(by)} proposes ${inSentence(words.part(part)?.title ?? part)} ${from} → ${to}: ${reason}`,
  },
  'proposal.declined': {
    kind: 'rollback',
    weight: 'important',
    line: ({ proposal, by }, _, events) => {
      const made = eventsOf(events, 'containment.proposed').find((one) => one.proposal === proposal);
      const what = made ? `${move(made)}, which ${actorName(made.by)} proposed` : 'a proposal';
      return `${actorName(by)} declined ${what}`;
    },
  },
  'agent.read': {
    kind: 'record',
    weight: 'detail',
    line: ({ what, by }) => `${actorName(by)} read ${readWords[what]}`,
  },
  'agent.refused': {
    kind: 'record',
    weight: 'detail',
    line: ({ what, why, by }) =>
      `airb refused ${what === 'proposal' ? 'a proposal' : 'evidence'} of ${actorName(by)}: ${why}`,
  },
};
