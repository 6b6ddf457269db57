import type { Node } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { press } from './controls.ts';
import { callActor, move } from './naming.ts';
import type { Says } from './said.ts';
import { clip, phrase, sentence } from './spans.ts';
import { verdictSpans } from './verdict.ts';

/** What rollbacks did. Requests and approvals are on the action's own message. */
export const saidOfContainment: Says<
  'rollback.declined' | 'rollback.responded' | 'rollback.previewed' | 'containment.judged'
> = {
  'rollback.declined': ({ action, reason, by }, incident) =>
    sentence([
      `${callActor(by, incident)} declined the rollback of ${actionName(incident, action)}: ${phrase(reason, 240)}.`,
    ]),
  'rollback.responded': ({ action, ok, status, response }, incident) => {
    if (ok) return undefined;
    return sentence(
      [
        { bold: `The rollback of ${actionName(incident, action)} failed` },
        ` (HTTP ${status}). Nothing is known to have changed. Next: roll back again, another part, or by hand.`,
      ],
      answer(response),
    );
  },
  'rollback.previewed': ({ action, ok, status, response }, incident) =>
    sentence(
      [
        `Dry run of ${actionName(incident, action)}: `,
        ok ? 'the target would accept it.' : 'the target would refuse it.',
        ` HTTP ${status}. Nothing was changed.`,
      ],
      answer(response),
    ),
  'containment.judged': (event, incident) => {
    const next = event.nextSuspect && event.verdict !== 'contained' ? event.nextSuspect : undefined;
    const part = incident.plan.parts.find((candidate) => candidate.id === next)?.id;
    const control = part
      ? press('rollback.open', { incident: incident.number, part }, { label: `Roll back ${clip(part, 40)}…` })
      : event.verdict === 'contained'
        ? press('verify.start', { incident: incident.number }, { label: 'Verify recovery', style: 'primary' })
        : undefined;
    return sentence(verdictSpans(incident, event), control ? [{ type: 'actions', controls: [control] }] : []);
  },
};

function actionName(incident: Opened, action: string): string {
  const known = incident.containments.find((containment) => containment.id === action);
  return known ? move(known) : clip(action, 60);
}

function answer(response: string): Node[] {
  return response ? [{ type: 'pre', text: clip(response, 600) }] : [];
}
