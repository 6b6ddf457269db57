import { expect, it } from 'vitest';
import { escalationRules } from '../../src/library/files/escalation.ts';
import { shippedLibrary } from '../support/rule-library.ts';

it('the runbook of exposed data asks for risk at once where it is sev1', () => {
  const runbook = shippedLibrary().runbooks.find(({ id }) => id === 'data-exposure');
  expect(runbook?.escalation.when).toContainEqual({ escalate: 'risk', severities: ['sev1'], at: 'opening' });
});

it.each([
  { escalate: 'risk', at: 'opening', after: '5m', without: 'commander' },
  { escalate: 'risk', at: 'opening', signal: 'exposed_data', above: 1 },
  { escalate: 'risk' },
])('a rule says one thing: %j is refused with what is expected', (rule) => {
  const { error } = escalationRules.safeParse([rule]);
  expect(error?.issues.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^`at: opening`, or `after` and `without`, or `signal`/),
  );
});
