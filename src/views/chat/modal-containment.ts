import type { Field, Modal, Node } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { approvalsNow } from '../../domain/response/approval.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { containmentFor } from '../../domain/response/stops.ts';
import type { ContainmentSpec } from '../../domain/runbooks/runbook.ts';
import { formAbout } from './controls.ts';
import { overrideField } from './modal-rollback.ts';
import { shortVersion } from './naming.ts';
import { approvalLine } from './people-lines.ts';
import { evidenceMeter } from './progress.ts';
import { clip } from './spans.ts';

/**
 * The form for one change that a button named: stop the agent, switch to the fallback, put a part back. What users lose
 * stands above the reason, and the change itself can't be edited on the way.
 */
export function containmentModal(
  incident: Opened,
  asked: { part: string; to: string; reason?: string },
): Modal {
  const { part, to, reason } = asked;
  const known = containmentFor(incident, asked);
  const live = incident.versions[part];
  const ends = live === undefined ? undefined : containmentFor(incident, { part, to: live });
  const title = known ? known.title : `Put ${part} back`;
  return {
    ...formAbout('containment', { incident: incident.number, part, to }),
    title: clip(title, 24),
    submit: approvalsNow(incident) === 0 ? 'Do it now' : 'Ask for it',
    intro: [
      line([
        { bold: clip(title, 80) },
        `: ${clip(part, 40)} ${live === undefined ? '' : `${shortVersion(part, live)} → `}${shortVersion(part, to)}.`,
      ]),
      ...(known ? [line([{ bold: 'Users lose: ' }, sentenceEnd(clip(known.loses, 300))])] : []),
      ...(known ? [line([{ bold: 'The way back: ' }, wayBack(known)])] : []),
      ...(ends ? [line([`This ends “${clip(ends.title, 80)}”.`])] : []),
      line([{ bold: 'Approves: ' }, `${approvalLine(incident, 'this')}.`]),
      ...evidence(incident),
    ],
    fields: [why(reason), ...(completeness(incident).missing.length > 0 ? [overrideField()] : [])],
  };
}

function wayBack({ once, part }: ContainmentSpec): string {
  return once
    ? 'none. What this does can’t be undone, and can be done again.'
    : `“Put ${clip(part, 30)} back…” stands at the top of the card for as long as it is so.`;
}

function evidence(incident: Opened): Node[] {
  const { missing } = completeness(incident);
  if (missing.length === 0) return [];
  const names = missing.slice(0, 6).map((item) => clip(item.title, 80));
  return [line([{ bold: `Evidence ${evidenceMeter(incident)}.` }, ` Missing: ${names.join('; ')}.`])];
}

function why(reason: string | undefined): Field {
  return {
    id: 'reason',
    label: 'Why now?',
    kind: 'paragraph',
    placeholder: 'refunds are paid without approval',
    maxLength: 1000,
    ...(reason ? { initial: clip(reason, 1000) } : {}),
  };
}

function line(spans: Extract<Node, { type: 'text' }>['spans']): Node {
  return { type: 'text', spans };
}
