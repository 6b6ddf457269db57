import { type PersonId, type Role, roles } from '../people.ts';
import type { PlanSection } from '../runbooks/plan.ts';

/**
 * A message that is kept current. airb draws it from the state at the moment of sending, so five redraws become one.
 */
export type Slot =
  | { of: 'card' | 'checklist' | 'questions' | 'diagnosis' | 'recovery' | 'readings' }
  /** What is due now, said again where the channel ends. */
  | { of: 'now' }
  /** The messages that were said once, without the buttons that are used since. */
  | { of: 'told' }
  /** The one message in the incidents channel for all incidents of a storm; the first of them keeps it. */
  | { of: 'storm' }
  /** What the incident would change in its runbook, after the draft. */
  | { of: 'revision' }
  | { of: 'section'; section: PlanSection['id'] }
  /** The line in the incidents channel, or in the channel of an audience that joined later. */
  | { of: 'announcement'; channel?: string }
  /** The direct message of a page. `level` counts the steps of the escalation policy from 0. */
  | { of: 'page'; level: number; person: PersonId }
  | { of: 'action'; action: string }
  /** What an agent proposes, with its buttons while it waits. */
  | { of: 'proposal'; proposal: string }
  /** An action item as it was noted, with its buttons while it is owed; `turn` counts the direct messages about it from 1. */
  | { of: 'item'; item: number; turn?: number }
  /** The direct message that asks somebody to approve it. */
  | { of: 'approval'; action: string; person: PersonId }
  /** An offer of a role: the message in the room, or with `person` the direct one. */
  | { of: 'handover'; handover: string; person?: PersonId }
  /** The room is asked for a role that nobody holds, for the so-manyeth time. */
  | { of: 'vacancy'; role: Role; times: number }
  /** The direct message about a step that was given to somebody; `turn` counts from 1 how often it was given away. */
  | { of: 'task'; step: string; turn: number }
  /** An update that waits for the commander: in the room, or the direct message to one who may send it. */
  | { of: 'held-update'; update: string; person?: PersonId }
  /** The alerts that joined at about the same time; the waves are counted from 1. */
  | { of: 'joined'; wave: number };

/** The name of a slot as it is stored and as lanes and waits use it. */
export type SlotName =
  | 'card'
  | 'now'
  | 'told'
  | `told:${string}`
  | 'checklist'
  | 'questions'
  | 'diagnosis'
  | 'recovery'
  | 'readings'
  | 'announcement'
  | 'storm'
  | 'revision'
  | `section:${string}`
  | `announcement:${string}`
  | `page:${number}:${string}`
  | `action:${string}`
  | `proposal:${string}`
  | `item:${number}`
  | `item:${number}:${number}`
  | `approval:${string}:${string}`
  | `handover:${string}`
  | `vacancy:${number}:${Role}`
  | `task:${number}:${string}`
  | `held-update:${string}`
  | `joined:${number}`;

/** The stored name of a slot; `readSlot` reads it back. */
export function slotName(slot: Slot): SlotName {
  switch (slot.of) {
    case 'section':
      return `section:${slot.section}`;
    case 'announcement':
      return slot.channel === undefined ? 'announcement' : `announcement:${slot.channel}`;
    case 'page':
      return `page:${slot.level}:${slot.person}`;
    case 'action':
      return `action:${slot.action}`;
    case 'proposal':
      return `proposal:${slot.proposal}`;
    case 'item':
      return slot.turn === undefined ? `item:${slot.item}` : `item:${slot.item}:${slot.turn}`;
    case 'approval':
      return `approval:${slot.action}:${slot.person}`;
    case 'handover':
      return slot.person === undefined
        ? `handover:${slot.handover}`
        : `handover:${slot.handover}:${slot.person}`;
    case 'vacancy':
      return `vacancy:${slot.times}:${slot.role}`;
    case 'task':
      return `task:${slot.turn}:${slot.step}`;
    case 'held-update':
      return slot.person === undefined
        ? `held-update:${slot.update}`
        : `held-update:${slot.update}:${slot.person}`;
    case 'joined':
      return `joined:${slot.wave}`;
    default:
      return slot.of;
  }
}

/**
 * Reads a slot from its stored name. Ids may contain colons (`slack:U0123`).
 * @returns undefined when `slotName` gives no such name
 */
export function readSlot(name: string): Slot | undefined {
  const [word = '', rest] = cutAtColon(name);
  if (rest === undefined) return plainSlot(word);
  if (rest === '') return undefined;
  switch (word) {
    case 'section':
      return isSection(rest) ? { of: 'section', section: rest } : undefined;
    case 'announcement':
      return { of: 'announcement', channel: rest };
    case 'page':
      return pageSlot(rest);
    case 'action':
      return { of: 'action', action: rest };
    case 'proposal':
      return { of: 'proposal', proposal: rest };
    case 'item':
      return itemSlot(rest);
    case 'approval':
      return approvalSlot(rest);
    case 'handover':
      return handoverSlot(rest);
    case 'vacancy':
      return vacancySlot(rest);
    case 'task':
      return taskSlot(rest);
    case 'held-update':
      return heldUpdateSlot(rest);
    case 'joined':
      return /^[1-9]\d*$/.test(rest) ? { of: 'joined', wave: Number(rest) } : undefined;
    default:
      return undefined;
  }
}

function plainSlot(word: string): Slot | undefined {
  switch (word) {
    case 'card':
    case 'now':
    case 'told':
    case 'checklist':
    case 'questions':
    case 'diagnosis':
    case 'recovery':
    case 'readings':
    case 'announcement':
    case 'storm':
    case 'revision':
      return { of: word };
    default:
      return undefined;
  }
}

function pageSlot(rest: string): Slot | undefined {
  const [level = '', person] = cutAtColon(rest);
  return /^\d+$/.test(level) && person ? { of: 'page', level: Number(level), person } : undefined;
}

function approvalSlot(rest: string): Slot | undefined {
  const [action = '', person] = cutAtColon(rest);
  return action && person ? { of: 'approval', action, person } : undefined;
}

function handoverSlot(rest: string): Slot | undefined {
  const [handover = '', person] = cutAtColon(rest);
  if (handover === '' || person === '') return undefined;
  return person === undefined ? { of: 'handover', handover } : { of: 'handover', handover, person };
}

function itemSlot(rest: string): Slot | undefined {
  const [item = '', turn] = cutAtColon(rest);
  if (![item, turn ?? '1'].every((number) => /^[1-9]\d*$/.test(number))) return undefined;
  return { of: 'item', item: Number(item), ...(turn !== undefined && { turn: Number(turn) }) };
}

function vacancySlot(rest: string): Slot | undefined {
  const [times = '', word] = cutAtColon(rest);
  const role = roles.find((known) => known === word);
  return /^[1-9]\d*$/.test(times) && role ? { of: 'vacancy', role, times: Number(times) } : undefined;
}

function taskSlot(rest: string): Slot | undefined {
  const [turn = '', step] = cutAtColon(rest);
  return /^[1-9]\d*$/.test(turn) && step ? { of: 'task', step, turn: Number(turn) } : undefined;
}

function heldUpdateSlot(rest: string): Slot | undefined {
  const [update = '', person] = cutAtColon(rest);
  if (update === '' || person === '') return undefined;
  return person === undefined ? { of: 'held-update', update } : { of: 'held-update', update, person };
}

function cutAtColon(text: string): [string, string?] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
}

const sections: Record<PlanSection['id'], true> = {
  triage: true,
  rollback: true,
  communication: true,
  recovery: true,
  postmortem: true,
};

function isSection(id: string): id is PlanSection['id'] {
  return Object.hasOwn(sections, id);
}
