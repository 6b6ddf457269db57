import type { Node } from '../../domain/chat/card.ts';
import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { approvalsNow, approverNames } from '../../domain/response/approval.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { press } from '../../views/chat/controls.ts';
import { rollbackChooserCard } from '../../views/chat/rollback-chooser.ts';

/** Shows what a rollback of a part would do and need, without requesting it. */
export function previewAnswer(incident: Opened, id: string): ChatAnswer {
  const part = incident.plan.parts.find((known) => known.id === id);
  if (part === undefined) return { type: 'private', card: rollbackChooserCard(incident) };
  const live = incident.versions[part.id] ?? part.live;
  const { have, of } = completeness(incident);
  const needed = approvalsNow(incident);
  const how = part.action
    ? `${part.action.method} ${withoutQuery(part.action.url)}`
    : (part.manual ?? 'by hand; nobody wrote down how');
  const facts: Node = {
    type: 'facts',
    items: [
      { label: 'From', value: [live] },
      { label: 'To', value: [part.lastKnownGood ?? 'no last known good version'] },
      { label: 'How', value: [how] },
      { label: 'Evidence', value: [`${have} of ${of}`] },
      {
        label: 'Approvals',
        value: [needed === 0 ? 'none needed' : `${needed}: ${approverNames(incident).join(', ')}`],
      },
    ],
  };
  const text = `Rolling back ${part.title} would take it from ${live} to ${part.lastKnownGood ?? 'nothing known'}.`;
  const values = { incident: incident.number, part: part.id };
  const button = press('rollback.open', values, { label: 'Roll back…' });
  return {
    type: 'private',
    card: { text, nodes: [{ type: 'text', spans: [text] }, facts, { type: 'actions', controls: [button] }] },
  };
}

function withoutQuery(url: string): string {
  return url.split('?')[0] ?? url;
}
