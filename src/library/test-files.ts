import { parseDocument, stringify } from 'yaml';
import type { PersonSpec } from '../domain/runbooks/runbook.ts';

/**
 * The runbook files of a test incident, by their paths: one person who is everything, one system, and one runbook whose incidents
 * are private, so that nobody else sees the channel and it is announced nowhere.
 */
export function testFiles(
  { id, manager: _manager, ...person }: PersonSpec,
  { id: system, runbook }: { id: string; runbook: { file: string; text: string } },
): Record<string, string> {
  const us = [id];
  const title = 'TEST by airb';
  const organization = {
    ...{ schema: 1, name: title, people: { [id]: person }, members: 'talk' },
    ...{ commanders: us, communications: us, approvers: us },
  };
  const tested = {
    ...{ schema: 1, title, kind: 'other', riskTier: 'low', businessOwner: id, technicalOwner: id },
    ...{ onCall: [{ people: us, after: '24h' }], fallback: 'Nothing: it is a test.' },
  };
  const sensitive = parseDocument(runbook.text);
  sensitive.set('sensitive', true);
  sensitive.delete('appliesTo');
  return {
    'organization.yaml': stringify(organization),
    [`systems/${system}.yaml`]: stringify(tested),
    [runbook.file]: sensitive.toString(),
  };
}
