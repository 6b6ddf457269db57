import type { Modal } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { type Role, type Severity, severities } from '../../domain/people.ts';
import { capital, count } from '../../domain/plain.ts';
import { worse } from '../../domain/response/approval.ts';
import { updateInterval } from '../../domain/response/cadence.ts';
import { offerTime, roleNames } from '../../domain/response/role-asks.ts';
import { inWords } from '../../domain/time.ts';
import { formAbout } from './controls.ts';
import { symptom } from './measures.ts';
import { severityOptions } from './modal-options.ts';
import { severityWord, tag } from './naming.ts';
import { duty } from './role-words.ts';
import { clip } from './spans.ts';

/**
 * The form to change the severity: the runbook's rubric, what each severity brings, and the choice.
 * @param typed what somebody has said already; what is so now stands where they said nothing
 */
export function severityModal(incident: Opened, typed: { to?: Severity; reason?: string } = {}): Modal {
  const { rubric: own } = incident.plan;
  const { to = incident.severity, reason = '' } = typed;
  return {
    ...formAbout('severity', { incident: incident.number }),
    title: 'Change severity',
    submit: 'Change',
    intro: [
      {
        type: 'text',
        spans: [`${tag(incident)} is ${severityWord(incident.severity)}: ${symptom(incident)}.`],
      },
      {
        type: 'list',
        items: severities.map((it) => [
          { bold: severityWord(it) },
          ` ${clip(own[it], 240)} `,
          { italic: broughtBy(incident, it) },
        ]),
      },
      {
        type: 'context',
        spans: ['All of that follows the severity at once, and the channel hears what changed.'],
      },
    ],
    fields: [
      { id: 'severity', label: 'Severity', kind: 'choice', options: severityOptions(own), initial: to },
      {
        id: 'reason',
        label: 'Why?',
        kind: 'paragraph',
        placeholder: 'paid traffic affected',
        maxLength: 1000,
        ...(reason !== '' && { initial: clip(reason, 1000) }),
      },
    ],
  };
}

/** `Update every 30 min, 1 approval.` Approvals follow the highest severity reached. */
function broughtBy({ plan, openedAt, activeAt, worst }: Opened, severity: Severity): string {
  const every = updateInterval(plan.cadence[severity], activeAt - openedAt);
  const needed = plan.approvals[worse(worst, severity)];
  const updates = every === undefined ? 'No updates' : `Update every ${inWords(every)}`;
  return `${updates}, ${needed === 0 ? 'no approval' : count(needed, 'approval')}.`;
}

/** The form to hand a role over, or to offer one that nobody has. */
export function handoverModal(incident: Opened, role: Role): Modal {
  const holder = incident.roles[role];
  return {
    ...formAbout('handover', { incident: incident.number, role }),
    title: holder ? 'Hand over' : 'Offer a role',
    submit: 'Ask them',
    intro: [
      {
        type: 'text',
        spans: [
          { bold: capital(roleNames[role]) },
          `: whoever has it ${duty[role]} They are asked directly and have ${inWords(offerTime)} to answer; until they accept, ${
            holder ? `${clip(holder.name, 60)} keeps it` : 'nobody has it'
          }.`,
        ],
      },
    ],
    fields: [{ id: 'person', label: 'Who takes it?', kind: 'person' }],
  };
}
