import { itemIn } from '../../../domain/incident/action-items.ts';
import { isOwed } from '../../../domain/response/action-item.ts';
import { DeliveryError } from '../../../errors.ts';
import { issueText } from '../../../views/follow-up/issue-text.ts';
import type { BodyOf, DeliverDeps, Send } from '../sending.ts';

/** Opens an action item as an issue, once: an issue that an earlier attempt may have opened is looked for by its marker. */
export function openIssue({ trackers }: DeliverDeps): Send {
  return async (effect, incident, lease) => {
    const { item: number, tracker: name, project } = effect.body as BodyOf<'issue'>;
    const item = itemIn(incident, number);
    if (item === undefined || item.issue?.key !== undefined || !isOwed(item))
      return { leftOut: 'there is nothing to open any more' };
    if (incident.private) return { leftOut: 'the incident is private' };
    const tracker = trackers.find((one) => one.name === name);
    if (tracker === undefined)
      throw new DeliveryError(`airb has no token for ${name}; docs/follow-up.md says how it gets one.`, {
        retry: false,
        code: `tracker:${name}`,
      });
    lease.check();
    const { title, body, marker } = issueText(item, incident);
    const labels = incident.plan.tracker?.labels ?? [];
    const doubt = effect.state === 'uncertain' || effect.attempts > 0;
    const opened = await tracker.open({ project, title, body, marker, labels, doubt });
    return { command: { type: 'action-item.issue-opened', item: number, ...opened } };
  };
}
