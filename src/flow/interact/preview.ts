import type { Node } from '../../domain/chat/card.ts';
import type { ChatAnswer } from '../../domain/chat/input.ts';
import { needed } from '../../domain/incident/containment-approval.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Actor } from '../../domain/people.ts';
import { approverNames } from '../../domain/response/approval.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { press } from '../../views/chat/controls.ts';
import { rollbackChooserCard } from '../../views/chat/rollback-chooser.ts';

/**
 * Shows what a rollback of a part would do and need, without requesting it and without calling anything.
 * @param asked the version to go to, where one is named, and who asks
 */
export function previewAnswer(incident: Opened, id: string, asked: { to?: string; by: Actor }): ChatAnswer {
  const part = incident.plan.parts.find((known) => known.id === id);
  if (part === undefined) return { type: 'private', card: rollbackChooserCard(incident) };
  const live = incident.versions[part.id] ?? part.live;
  const to = asked.to ?? part.lastKnownGood;
  const { have, of } = completeness(incident);
  const { unknownVersion, ...own } = needed(asked, part, incident);
  const waiting = incident.containments.find(
    (known) => known.status === 'waiting' && known.part === id && known.to === to,
  );
  const { approvalsNeeded } = waiting ?? own;
  const how = part.action
    ? `${part.action.method} ${withoutQuery(part.action.url)}`
    : (part.manual ?? 'by hand; nobody wrote down how');
  const facts: Node = {
    type: 'facts',
    items: [
      { label: 'From', value: [live] },
      { label: 'To', value: [to ?? 'no last known good version'] },
      { label: 'How', value: [how] },
      { label: 'Evidence', value: [`${have} of ${of}`] },
      {
        label: 'Approvals',
        value: [
          approvalsNeeded === 0 ? 'none needed' : `${approvalsNeeded}: ${approverNames(incident).join(', ')}`,
        ],
      },
    ],
  };
  const moves =
    to === live
      ? `${part.title} is ${to} already, so there is nothing to roll back.`
      : `Rolling back ${part.title} would take it from ${live} to ${to ?? 'nothing known'}.`;
  const doubt =
    to !== undefined && unknownVersion
      ? ` airb has never seen ${to}: it needs one approval more, and whether the target has it shows once the rollback is asked for.`
      : '';
  const text = `${moves}${doubt} Nothing was called.`;
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
