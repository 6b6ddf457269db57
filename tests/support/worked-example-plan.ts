import type { Plan, PlanPart, PlanSection } from '../../src/domain/runbooks/plan.ts';
import type { HttpAction, Step } from '../../src/domain/runbooks/runbook.ts';
import { minute } from '../../src/domain/time.ts';

/** The compiled plan of the worked example: the refusal-spike runbook for the support bot. */
export function workedExamplePlan(): Plan {
  return {
    runbook: {
      id: 'refusal-spike',
      title: 'Refusal spike',
      hash: '9f2c41d07ab3e58866f1c9b2d45e7a3012cc98f4be6d7051a8e39b60f4d2c715',
      summary: 'The assistant declines requests it should answer.',
    },
    system: { id: 'support-bot', title: 'Support bot', riskTier: 'medium' },
    sections: sections(),
    rubric: {
      sev1: 'More than half of the answers refused, or safety answers refused.',
      sev2: 'Paid traffic affected.',
      sev3: 'Refusals above twice normal, free traffic only.',
      sev4: 'A single intent, no users waiting.',
    },
    evidence: [
      { id: 'alert', title: 'The alert as it arrived', source: 'automatic' },
      { id: 'versions', title: 'Live versions of all parts', source: 'automatic' },
      { id: 'samples', title: 'Twenty refused answers with their prompts', source: 'people' },
      { id: 'trace', title: 'One full trace of a refused answer', source: 'people' },
    ],
    parts: parts(),
    suspects: ['prompt', 'index', 'guardrail', 'model'],
    signals: [
      { ...signal('refusal_rate', 'Refusal rate', 0.04), shareOf: 'responses' },
      { ...signal('ticket_deflection', 'Ticket deflection', 0.42), better: 'higher' },
      signal('unsafe_answers', 'Unsafe answers', 0.002),
      { ...signal('latency_p95', 'Latency p95', 1.8), unit: 'seconds' },
    ],
    measureAfter: 6 * minute,
    recovery: {
      key: [{ signal: 'refusal_rate', compare: 'at-most', baselineFactor: 1.5 }],
      safety: [{ signal: 'unsafe_answers', compare: 'at-most', baselineFactor: 1.5 }],
      business: [{ signal: 'ticket_deflection', compare: 'at-least', baselineFactor: 0.95 }],
      hold: 10 * minute,
    },
    cadence: {
      sev1: { every: 20 * minute, first: 5 * minute },
      sev2: { every: 30 * minute },
      sev3: { every: 60 * minute },
      sev4: {},
    },
    approvals: { sev1: 2, sev2: 1, sev3: 1, sev4: 0 },
    approvers: ['finn'],
    escalation: [
      { people: ['ana'], after: 5 * minute },
      { people: ['dev'], after: 5 * minute },
      { people: ['ben', 'finn'], after: 10 * minute },
    ],
    pagers: ['chat'],
    people: {
      ana: { name: 'Ana Lima', title: 'Support bot on call', manager: 'finn' },
      ben: { name: 'Ben Okafor', title: 'Incident commander' },
      chloe: { name: 'Chloe Martin', title: 'Communications lead' },
      dev: { name: 'Dev Patel', title: 'ML engineer', manager: 'finn' },
      eva: { name: 'Eva Sato', title: 'Head of support' },
      finn: { name: 'Finn Berg', title: 'Engineering manager' },
    },
    audiences: [
      {
        id: 'support-leadership',
        title: 'Support leadership',
        channel: 'support-leadership',
        form: 'internal',
        severities: ['sev1', 'sev2', 'sev3'],
      },
    ],
    incidentsChannels: { slack: 'incidents' },
    chats: ['slack'],
    templates: {
      internal: template('Users of {{system}} see refusals.'),
      customer: template('Some answers are declined.'),
    },
    escalationCriteria: ['Unsafe answers rise after a rollback.'],
    fallback: 'Route all questions to people.',
    knownLimits: ['Refuses legal advice on purpose.'],
    postmortemDueDays: 5,
    links: { page: 'http://127.0.0.1:3000/incidents/42' },
  };
}

function signal(name: string, title: string, baseline: number) {
  const query = `airb_${name}{system="support-bot"}`;
  return { name, title, query, unit: 'ratio' as const, baseline, better: 'lower' as const };
}

function template(users: string) {
  return { users, since: '', scope: '', mitigation: '', next: '', owner: '' };
}

function sections(): PlanSection[] {
  return [
    {
      id: 'triage',
      title: 'Triage',
      steps: [
        step('triage.samples', 'Read twenty refused answers'),
        step('triage.changes', 'Compare the start with recent changes'),
        step('triage.guardrail', 'Check the guardrail’s block reasons'),
      ],
    },
    { id: 'rollback', title: 'Rollback', steps: [step('rollback.part', 'Roll back the first suspect')] },
    {
      id: 'communication',
      title: 'Communication',
      steps: [step('communication.first', 'Send the first update')],
    },
    {
      id: 'recovery',
      title: 'Recovery',
      steps: [step('recovery.watch', 'Watch the metrics for ten minutes')],
    },
    { id: 'postmortem', title: 'Postmortem', steps: [step('postmortem.draft', 'Draft the postmortem')] },
  ];
}

function step(id: string, title: string): Step {
  return {
    id,
    title,
    look: `${title}: the answers of the last hour.`,
    means: 'Tells where the refusals come from.',
  };
}

function parts(): PlanPart[] {
  return [
    part('flag', 'Assistant flag', 'assistant-on', 'assistant-off'),
    part('prompt', 'Prompt', 'prompt-v7', 'prompt-v6'),
    part('guardrail', 'Guardrail policy', 'policy-12', 'policy-11'),
    part('model', 'Model weights', 'support-3.2', 'support-3.1'),
    { ...part('router', 'Router', 'small-first-then-large', 'large-only'), lastKnownGood: undefined },
    part('index', 'Retrieval index', 'kb-2025-02-15', 'kb-2025-02-01'),
    {
      ...part('code', 'Service code', 'api-v18', 'api-v17'),
      action: undefined,
      manual: 'Redeploy api-v17 from the release page.',
    },
  ];
}

function part(
  id: Extract<PlanPart['kind'], string>,
  title: string,
  live: string,
  lastKnownGood: string,
): PlanPart {
  return { id, kind: id, title, live, lastKnownGood, action: rollbackAction(id) };
}

function rollbackAction(id: string): HttpAction {
  return {
    method: 'POST',
    url: `http://127.0.0.1:3000/sandbox/targets/support-bot/${id}`,
    body: { version: '{{version}}', idempotencyKey: '{{key}}', reason: '{{reason}}' },
    headers: {},
    dryRun: { dryRun: true },
  };
}
