import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { completeness } from '../../domain/response/evidence.ts';
import type { PlanPart } from '../../domain/runbooks/plan.ts';
import { press } from './controls.ts';
import { shortVersion } from './naming.ts';
import { approvalLine } from './people-lines.ts';
import { evidenceMeter } from './progress.ts';
import { clip } from './spans.ts';

/** Every part that can be rolled back, fastest first, with its live version and the last good one. */
export function rollbackChooserCard(incident: Opened): Card {
  const parts = incident.plan.parts.slice(0, 20);
  const system = clip(incident.plan.system.id, 60);
  if (parts.length === 0) {
    const fallback = clip(incident.plan.fallback, 300);
    return {
      text: `${system} names no part that can be rolled back. Its fallback: ${fallback}`,
      nodes: [
        {
          type: 'text',
          spans: [`${system} names no part that can be rolled back. Its fallback: ${fallback}`],
        },
      ],
    };
  }
  return {
    text: `What to roll back on ${system}, fastest first: ${parts.map((part) => part.id).join(', ')}.`,
    nodes: [
      { type: 'text', spans: [{ bold: `What to roll back on ${system}, fastest first` }] },
      ...parts.map((part) => partRow(incident, part)),
      {
        type: 'context',
        spans: [
          `Evidence ${evidenceMeter(incident)}${missingText(incident)}. Approval: ${approvalLine(incident, 'each rollback')}.`,
        ],
      },
    ],
  };
}

function partRow(incident: Opened, part: PlanPart): Node {
  const control = press(
    'rollback.open',
    { incident: incident.number, part: part.id },
    { label: 'Roll back…' },
  );
  return { type: 'row', spans: partSpans(incident, part), control };
}

/** `prompt: v7 → v6`, and whether airb or a person does it. */
export function partSpans(incident: Opened, part: PlanPart, to?: string): Spans {
  const way = part.action ? '' : ', by hand';
  return [{ bold: clip(part.id, 40) }, ` ${versionsOf(incident, part, to)}${way}`];
}

/** `v7 → v6`: the live version as far as the log knows, and the one to go to: the last good one unless another is named. */
export function versionsOf(incident: Opened, part: PlanPart, to = part.lastKnownGood): string {
  const now = incident.versions[part.id] ?? part.live;
  const live = shortVersion(part.id, now);
  if (to === undefined) return `${live}, no known good version`;
  if (to !== now) return `${live} → ${clip(shortVersion(part.id, to), 60)}`;
  return to === part.lastKnownGood ? `${live}, the last known good` : `${live}, live already`;
}

function missingText(incident: Opened): string {
  const { missing } = completeness(incident);
  if (missing.length === 0) return '';
  return `, missing: ${missing
    .slice(0, 5)
    .map((item) => clip(item.title, 60))
    .join(', ')}`;
}
