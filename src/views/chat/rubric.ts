import type { Node } from '../../domain/chat/card.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { type Proposal, proposedSeverity } from '../../domain/response/rubric.ts';
import { show } from '../../domain/signals/reading.ts';
import { press } from './controls.ts';
import { signalOf, signalTitle } from './measures.ts';
import { severityWord } from './naming.ts';
import { lower } from './spans.ts';

/** Where the runbook's own rubric asks for a worse severity: why, and the button that takes it. */
export function rubricNodes(incident: Opened): Node[] {
  const proposal = isOpen(incident) ? proposedSeverity(incident) : undefined;
  if (proposal === undefined) return [];
  const word = severityWord(proposal.severity);
  return [
    {
      type: 'row',
      spans: [{ bold: `The runbook’s rubric says ${word}` }, `: ${rubricReason(incident, proposal)}.`],
      control: press(
        'severity.take',
        { incident: incident.number, severity: proposal.severity },
        { label: `Make it ${word}`, style: 'primary' },
      ),
    },
  ];
}

/** `Refusals 19 % is above 8 % (2 × normal)`. */
export function rubricReason(
  incident: Opened,
  { signal, value, compare, limit, baselineFactor, times }: Proposal,
): string {
  const unit = signalOf(incident, signal)?.unit ?? 'count';
  const normal = baselineFactor === undefined ? '' : ` (${baselineFactor} × normal)`;
  const of = times ? ` (${times.factor} × ${lower(signalTitle(incident, times.signal))})` : normal;
  return `${signalTitle(incident, signal)} ${show(value, unit)} is ${compare} ${show(limit, unit)}${of}`;
}
