import type { PlanDiagnosis } from '../../src/domain/runbooks/plan.ts';

/** A tree for the worked example: two questions, four causes, each contained in another way. */
export const refusalTree: PlanDiagnosis = {
  start: 'who-refused',
  hints: [
    { symptom: 'Latency up, answers as good as before', category: 'infrastructure', goto: 'who-refused' },
    { symptom: 'Refusals step up at a prompt release', category: 'prompt', goto: 'prompt-changed' },
    { symptom: 'It says it has no information', category: 'data', goto: 'index' },
  ],
  checks: [
    {
      id: 'who-refused',
      ask: 'Who wrote the refusal?',
      look: 'In five refused traces, whether the `model` was called.',
      query: 'sum by (decided_by) (rate(airb_refusals_total{system="support-bot"}[10m]))',
      answers: [
        answer('model', 'The model', 'The reason is in what it was told.', { check: 'prompt-changed' }),
        answer('guardrail', 'The guardrail blocked it', 'The model was never asked.', { cause: 'guardrail' }),
        answer('nobody', 'Nobody, it timed out', 'Nothing was judged.', { cause: 'provider' }),
      ],
    },
    {
      id: 'prompt-changed',
      ask: 'Did the prompt change in the two hours before?',
      look: 'The change list on the card.',
      link: 'https://dash.example/support-bot',
      answers: [
        answer('yes', 'Yes, within two hours', 'That makes it the prime suspect.', { cause: 'prompt' }),
        answer('no', 'No, it reads the same', 'So it was given less to answer from.', { cause: 'index' }),
      ],
    },
  ],
  causes: [
    {
      id: 'prompt',
      title: 'The new prompt tells the model to be careful',
      category: 'prompt',
      means: 'Refusals borrow words from the edit.',
      mitigation: { kind: 'rollback', part: 'prompt' },
      otherwise: 'Roll the index back as well.',
    },
    {
      id: 'index',
      title: 'Retrieval finds less than it did',
      category: 'data',
      means: 'Fewer documents for the same question.',
      mitigation: { kind: 'rollback', part: 'index' },
    },
    {
      id: 'guardrail',
      title: 'A rule is too tight',
      category: 'prompt',
      means: 'One policy id makes up most blocks.',
      mitigation: { kind: 'step', step: 'rollback.part' },
    },
    {
      id: 'provider',
      title: 'The provider is failing',
      category: 'infrastructure',
      means: 'Time-outs cluster in one region.',
      mitigation: {
        kind: 'switch',
        to: 'fallback',
        text: 'Route all questions to people.',
        lacking: 'support-bot has no part of the kind provider to roll back.',
      },
    },
  ],
};

function answer(id: string, label: string, because: string, goto: { check: string } | { cause: string }) {
  // biome-ignore lint/suspicious/noThenProperty: the name of the runbook's files
  return { id, label, because, ...('check' in goto ? { then: goto.check } : { cause: goto.cause }) };
}
