import type { Act } from '../response/authority.ts';
import { type CommandName, commandNamed } from './commands.ts';

/** The rows of the authority table that each command falls under; what everybody may do has none. */
export const actsOf: Record<CommandName, readonly Act[]> = {
  help: [],
  declare: ['declare'],
  status: [],
  ack: ['acknowledge'],
  severity: ['severity.raise', 'severity.lower'],
  role: [
    'role',
    'role.give',
    'role.answer',
    'role.withdraw',
    'role.release',
    'command.take',
    'command.give',
    'command.break-glass',
  ],
  signals: ['read'],
  checklist: [],
  assign: ['step'],
  step: ['step'],
  category: ['diagnose'],
  diagnose: ['diagnose'],
  change: ['change.tell', 'change.live'],
  changes: [],
  evidence: [],
  example: ['example', 'example.push'],
  rollback: ['rollback.request', 'rollback.stop', 'preview'],
  fallback: ['rollback.request', 'preview'],
  freeze: ['rollback.request', 'preview'],
  approve: ['rollback.approve', 'rollback.break-glass'],
  update: ['update.internal', 'update.customer', 'update.approve', 'update.snooze'],
  note: [],
  redact: ['redact'],
  timeline: [],
  verify: ['verify', 'verify.red'],
  resolve: ['resolve', 'resolve.override'],
  cancel: ['cancel', 'cancel.red'],
  escalate: ['escalate'],
  clock: ['clock.start', 'clock.end'],
  reopen: ['reopen'],
  merge: ['merge', 'merge.reveal'],
  split: ['split'],
  runbook: ['runbook'],
  rename: ['rename'],
  postmortem: ['postmortem', 'postmortem.write', 'postmortem.time', 'postmortem.publish'],
  action: ['action-item.add', 'action-item.change', 'action-item.end', 'action-item.override'],
  readiness: ['readiness'],
  drill: ['drill.start', 'drill.join', 'drill.stop'],
  report: ['report'],
  oncall: ['oncall'],
  subscribe: ['subscribe'],
  unsubscribe: [],
};

/** Where the words behind a command say which of its rows is meant, the first that fits. */
const byWords: Partial<Record<CommandName, readonly (readonly [RegExp, Act])[]>> = {
  role: [
    [/^commander\s+break-glass\b/, 'command.break-glass'],
    [/^\S+\s+release\b/, 'role.release'],
    [/^\S+\s+(?:accept|decline)\b/, 'role.answer'],
    [/^commander$/, 'command.take'],
    [/^commander\b/, 'command.give'],
  ],
  fallback: [[/--dry-run/, 'preview']],
  freeze: [[/--dry-run/, 'preview']],
  rollback: [
    [/^stop\b/, 'rollback.stop'],
    [/--dry-run/, 'preview'],
  ],
  approve: [[/\bbreak-glass\b/, 'rollback.break-glass']],
  update: [
    [/^(?:send\s+)?customer\b/, 'update.customer'],
    [/^(?:edit|correct)\s+customer\b/, 'update.approve'],
    [/^snooze\b/, 'update.snooze'],
  ],
  resolve: [[/^override\b/, 'resolve.override']],
  example: [[/^push\b/, 'example.push']],
  clock: [[/^(?:done|na)\b/, 'clock.end']],
  postmortem: [
    [/^edit\b/, 'postmortem.write'],
    [/^time\b/, 'postmortem.time'],
    [/^publish\b/, 'postmortem.publish'],
  ],
  action: [
    [/^done\s+\S+\s+override\b/, 'action-item.override'],
    [/^(?:done|drop)\b/, 'action-item.end'],
    [/^(?:owner|due|kind|reopen|issue)\b/, 'action-item.change'],
  ],
  drill: [
    [/^join\b/, 'drill.join'],
    [/^stop\b/, 'drill.stop'],
  ],
};

/**
 * The row that a command falls under as it is suggested to somebody: `/airb resolve override <reason>`.
 * @returns undefined where it is no command, or everybody may
 */
export function actSuggested(command: string): Act | undefined {
  const [, word = '', rest = ''] = /^\/airb\s+(?:#\d+\s+)?(\S+)\s*(.*)$/s.exec(command) ?? [];
  const name = commandNamed(word);
  if (name === undefined) return undefined;
  const [usual] = actsOf[name];
  // Alone they list what can be rolled back, who has which role, which clocks run, and what is owed.
  if (['rollback', 'role', 'clock', 'action'].includes(name) && rest === '') return undefined;
  return byWords[name]?.find(([words]) => words.test(rest))?.[1] ?? usual;
}
