import type { Field, Modal, Node } from '../../domain/chat/card.ts';
import { isKnown } from '../../domain/incident/containment-approval.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { approvalsNow } from '../../domain/response/approval.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { rankSuspects } from '../../domain/response/suspects.ts';
import { formAbout } from './controls.ts';
import { shortVersion } from './naming.ts';
import { approvalLine } from './people-lines.ts';
import { evidenceMeter } from './progress.ts';
import { partSpans, versionsOf } from './rollback-chooser.ts';
import { clip } from './spans.ts';
import { changeMove, when } from './suspect-lines.ts';

/**
 * The form to request a rollback: per part its live version and the last good one, how complete the evidence is, who
 * must approve. While evidence is missing, the person must give a reason to go on (requirement I9).
 * @param part the part chosen before, if any
 * @param given what the command already said
 */
export function rollbackModal(
  incident: Opened,
  part?: string,
  given: { to?: string; reason?: string } = {},
): Modal {
  const chosen = { ...given, part };
  const { missing } = completeness(incident);
  return {
    ...formAbout('rollback', { incident: incident.number }),
    title: 'Roll back',
    // Where nobody has to agree it is carried out at once, and the button must not read like a question.
    submit: approvalsNow(incident) === 0 ? 'Roll back now' : 'Ask for rollback',
    intro: intro(incident, chosen),
    fields: [
      partField(incident, chosen),
      ...versionAndReason(incident, chosen),
      ...(missing.length > 0 ? [overrideField()] : []),
    ],
  };
}

interface Chosen {
  part?: string | undefined;
  to?: string;
  reason?: string;
}

/** Every part with its versions until one is chosen; then only that one, which is quicker to read. */
function intro(incident: Opened, { part: chosen, to }: Chosen): Node[] {
  const part = incident.plan.parts.find((candidate) => candidate.id === chosen);
  const unseen = part && to !== undefined && !isKnown(to, part, incident);
  const parts: Node = part
    ? { type: 'text', spans: partSpans(incident, part, to) }
    : {
        type: 'list',
        items: incident.plan.parts.slice(0, 20).map((candidate) => partSpans(incident, candidate)),
      };
  const { missing } = completeness(incident);
  const names = missing.slice(0, 6).map((item) => clip(item.title, 80));
  const lacking = missing.length > 0 ? ` Missing: ${names.join('; ')}.` : '';
  return [
    parts,
    { type: 'text', spans: [{ bold: `Evidence ${evidenceMeter(incident)}.` }, lacking] },
    {
      type: 'text',
      spans: [
        { bold: 'Approves: ' },
        `${approvalLine(incident, 'each rollback')}.`,
        ...(unseen
          ? [` One more, because airb has never seen ${clip(to, 60)}; whoever asks does not count.`]
          : []),
      ],
    },
  ];
}

function partField(incident: Opened, { part: chosen, to }: Chosen): Field {
  const options = incident.plan.parts.slice(0, 100).map((part) => ({
    value: part.id,
    label: clip(`${part.id} ${versionsOf(incident, part, part.id === chosen ? to : undefined)}`, 75),
  }));
  const known = options.some((option) => option.value === chosen);
  return {
    id: 'part',
    label: 'Part, fastest first',
    kind: 'choice',
    options,
    ...(known && chosen ? { initial: chosen } : {}),
  };
}

function versionAndReason(incident: Opened, chosen: Chosen): Field[] {
  const part = incident.plan.parts.find((candidate) => candidate.id === chosen.part);
  const good = part?.lastKnownGood;
  return [
    {
      id: 'to',
      label: 'Back to version',
      kind: 'line',
      optional: true,
      hint: good
        ? `Empty means ${shortVersion(part.id, good)}, the last known good.`
        : 'Empty means the last known good.',
      maxLength: 200,
      ...(chosen.to ? { initial: clip(chosen.to, 200) } : {}),
    },
    {
      id: 'reason',
      label: 'Why this part?',
      kind: 'paragraph',
      placeholder: clip(changedWhen(incident, chosen.part), 120),
      maxLength: 1000,
      ...(chosen.reason ? { initial: clip(chosen.reason, 1000) } : {}),
    },
  ];
}

/** When the part changed, as the suspects tell it; without one, that of the likeliest. */
function changedWhen(incident: Opened, part: string | undefined): string {
  const changed = rankSuspects(incident).find(
    (one) => one.change !== undefined && !one.superseded && (part === undefined || one.part?.id === part),
  );
  if (changed?.change === undefined) return 'what points at it';
  return `${changeMove(changed.change)} changed ${when(changed)}`;
}

/** Asks why to go on while evidence is missing (requirement I9). */
export function overrideField(): Field {
  return {
    id: 'override',
    label: 'Evidence is incomplete: why go on without it?',
    kind: 'paragraph',
    placeholder: 'harm grows by the minute; examples are kept by the provider',
    maxLength: 1000,
  };
}
