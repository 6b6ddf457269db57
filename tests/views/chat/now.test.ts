import { describe, expect, it } from 'vitest';
import type { Card } from '../../../src/domain/chat/card.ts';
import type { EventBody, IncidentEvent } from '../../../src/domain/incident/events.ts';
import { withPhones } from '../../../src/domain/incident/paging-reach.ts';
import type { SignalVerdict } from '../../../src/domain/response/verdict.ts';
import type { PersonSpec } from '../../../src/domain/runbooks/runbook.ts';
import { nowTurn, overCard } from '../../../src/views/chat/now.ts';
import { drawSlot } from '../../../src/views/chat/slots.ts';
import { refusalTree } from '../../support/diagnosis-tree.ts';
import { ana, at, ben, buttonsOf, drawn, happened, incidentAfter, linesOf, productPlan } from './given.ts';

const plan = productPlan({ diagnosis: refusalTree });
const incidentOf = (...events: IncidentEvent[]) => incidentAfter(events, { plan });
const taken = happened('14:11', { type: 'acknowledged', via: 'chat' });
const found = [
  taken,
  happened('14:12', { type: 'diagnosis.answered', check: 'who-refused', answer: 'model' }),
  happened('14:13', { type: 'diagnosis.answered', check: 'prompt-changed', answer: 'yes' }),
  happened('14:13', { type: 'diagnosis.concluded', cause: 'prompt', because: 'x' }),
];
const move = { part: 'prompt', from: 'prompt-v7', to: 'prompt-v6' };
const asked = (approvalsNeeded: number) =>
  happened('14:20', { type: 'rollback.requested', action: 'a1', ...move, reason: 'x', approvalsNeeded });
const applied = [
  asked(0),
  happened('14:20', { type: 'rollback.started', action: 'a1', manual: false }),
  happened('14:21', { type: 'rollback.responded', action: 'a1', ok: true, status: 200, response: '' }),
];
const judged = (verdict: 'worse' | 'contained' | 'partly contained', signals: SignalVerdict[] = []) =>
  happened('14:27', { type: 'containment.judged', action: 'a1', verdict, signals });
const blind: SignalVerdict[] = [
  { signal: 'refusal_rate', before: 0.19, after: 0.04, normal: 0.04, verdict: 'contained' },
  { signal: 'unsafe_answers', before: 0.002, normal: 0.002, verdict: 'unknown' },
];

/** What the newest message says and offers; `–` where none is posted. */
function turn(...events: IncidentEvent[]): string[] {
  const said = nowTurn(incidentOf(...events));
  return said ? linesOf(said.card) : ['–'];
}

describe('the message that says what is due where the channel ends', () => {
  it.each<[string, IncidentEvent[], string[]]>([
    ['the card has just been posted with its button', [], ['–']],
    ['the first question has just been posted', [taken], ['–']],
    [
      'the diagnosis has come to a cause',
      found,
      // The message above says which cause it is.
      ['Now: roll back prompt v7 → v6.', '[Roll back prompt…]'],
    ],
    ['the request has just been posted with its buttons', [...found, asked(1)], ['–']],
    ['there is nothing to press until it is measured', [...found, ...applied], ['–']],
    [
      'it made things worse',
      [...found, ...applied, judged('worse')],
      [
        'Now: put prompt v7 back. Going to v6 made it worse; nothing else is tried on top of it.',
        '[Put prompt v7 back…]',
      ],
    ],
    [
      'all is back in range, and one signal was not measured',
      [...found, ...applied, judged('partly contained', blind)],
      ['Now: verify the recovery. The signals must stay in range for 10 min.', '[Verify recovery]'],
    ],
    [
      'the recovery waits for a number',
      [
        ...found,
        happened('14:32', { type: 'verification.started', until: at('14:42') }),
        happened('14:33', {
          type: 'readings.taken',
          purpose: { for: 'recovery' },
          sampledAt: at('14:33'),
          readings: [{ signal: 'unsafe_answers', at: at('14:33'), problem: 'no data' }],
        }),
        happened('14:33', { type: 'verification.broken', failing: ['unsafe_answers'] }),
      ],
      [
        'Now: get measured again: unsafe answers. Nobody can say whether it is over. The time starts again once every metric is in range.',
        '[Read the signals again]',
      ],
    ],
    [
      'it contained the incident',
      [...found, ...applied, judged('contained')],
      ['Now: verify the recovery. The signals must stay in range for 10 min.', '[Verify recovery]'],
    ],
    [
      'it held',
      [
        ...found,
        happened('14:32', { type: 'verification.started', until: at('14:42') }),
        happened('14:42', { type: 'verification.held' }),
      ],
      ['Now: resolve. The form shows what is still open.', '[Resolve…]'],
    ],
    [
      'nobody acknowledged, and nobody is left to page',
      [happened('14:30', { type: 'page.exhausted', levels: 3 })],
      ['Now: acknowledge, so that nobody else is called.', '[Acknowledge]'],
    ],
  ])('%s', (_, events, expected) => {
    expect(turn(...events)).toEqual(expected);
  });

  it('says whom to call when nobody is left to page and the files have a number, until somebody answers', () => {
    const phones: PersonSpec[] = [
      { id: 'ana', name: 'Ana Lima', phone: '+351 21 555 0100' },
      { id: 'ben', name: 'Ben Okafor', phone: '+44 20 7946 0100' },
      { id: 'eva', name: 'Eva Sato', phone: '+81 3 5555 0100' },
    ];
    const lines = (...events: IncidentEvent[]) => {
      const incident = withPhones(incidentOf(...events), phones);
      const shown = nowTurn(incident);
      return [...linesOf(drawSlot('card', incident) as Card), ...(shown ? linesOf(shown.card) : [])];
    };
    const end = happened('14:30', { type: 'page.exhausted', levels: 3, again: at('14:30') });
    const call =
      'Everybody was paged, and nobody has answered. Call: Ana Lima +351 21 555 0100 or Ben Okafor +44 20 7946 0100.';
    expect(lines(end).filter((line) => line === call)).toHaveLength(2);
    // The next round begins at the same moment, and the numbers stay on the card.
    const round = happened('14:30', {
      type: 'page.climbed',
      level: 7,
      people: [ana],
      unanswered: [ben],
    });
    expect(lines(end, round)).toContain(call);
    const ack = happened('14:31', { type: 'acknowledged', via: 'chat' });
    expect(lines(end, round, ack).join()).not.toContain('555');
    expect(lines().join()).not.toContain('555');
  });

  it('asks the question again where its first message is long past', () => {
    const again = { type: 'diagnosis.undone', check: 'prompt-changed', answer: 'yes', all: true } as const;
    const [line, buttons] = turn(...found, ...applied, judged('partly contained'), happened('14:28', again));
    expect(line).toBe(
      'Now: answer the diagnosis. Who wrote the refusal? Look at: In five refused traces, whether the model was called.',
    );
    expect(buttons).toBe('[The model] [The guardrail blocked it] [Nobody, it timed out]');
  });

  it('leaves no button behind when something else is due', () => {
    expect(buttonsOf(overCard('Roll back prompt v7 → v6', true))).toEqual([]);
    expect(overCard('Roll back prompt v7 → v6', true).text).toBe(
      'Was due: roll back prompt v7 → v6. What is due now stands below.',
    );
    expect(overCard('Resolve', false).text).toBe('Was due: resolve.');
  });
});

describe('the card', () => {
  it('shows the same thing below its head, and waits with the reader where there is nothing to press', () => {
    const lines = (...events: IncidentEvent[]) => linesOf(drawn('card', incidentOf(...events)));
    expect(lines(...found)).toContain('[Roll back prompt…]');
    expect(lines(...found, asked(1)).join()).toContain('Now: approve the rollback of prompt v7 → v6');
    expect(lines(...found, ...applied)).toContain(
      'Now: wait for the effect of: rollback of prompt v7 → v6. It is read at 14:27 UTC.',
    );
  });

  it.each<EventBody>([{ type: 'resolved' }, { type: 'cancelled', reason: 'a test' }])(
    'asks for nothing once it is over: $type',
    (body) => {
      expect(linesOf(drawn('card', incidentOf(...found, happened('14:50', body)))).join()).not.toContain(
        'Now:',
      );
    },
  );
});
