import type { Node } from '../../domain/chat/card.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { proposedSeverity } from '../../domain/response/rubric.ts';
import { press } from './controls.ts';
import { metWords } from './measures-met.ts';
import { severityWord } from './naming.ts';

/** Where the runbook's own rubric asks for a worse severity: why, and the button that takes it. */
export function rubricNodes(incident: Opened): Node[] {
  const proposal = isOpen(incident) ? proposedSeverity(incident) : undefined;
  if (proposal === undefined) return [];
  const word = severityWord(proposal.severity);
  return [
    {
      type: 'row',
      spans: [{ bold: `The runbook’s rubric says ${word}` }, `: ${metWords(incident, proposal)}.`],
      control: press(
        'severity.take',
        { incident: incident.number, severity: proposal.severity },
        { label: `Make it ${word}`, style: 'primary' },
      ),
    },
  ];
}
