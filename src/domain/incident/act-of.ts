import { severities } from '../people.ts';
import type { Act } from '../response/authority.ts';
import { type Red, redSignals } from '../response/red.ts';
import { itemIn } from './action-items.ts';
import type { Command, CommandBody, CommandOf } from './commands.ts';
import { pendingFor } from './handover.ts';
import { reveals } from './merging.ts';
import { notYet } from './recovery-not-yet.ts';
import type { Opened } from './state.ts';

/** The row of each command. `airb`: no person can send it. */
type ActOf = {
  [T in CommandBody['type']]: Act | 'airb' | ((command: CommandOf<T>, incident: Opened) => Act);
};

const actOf: ActOf = {
  open: 'declare',
  'alert.arrive': 'airb',
  'change.note': 'change.tell',
  'room.opened': 'airb',
  'room.lost': 'airb',
  'page.sent': 'airb',
  'page.failed': 'airb',
  'page.stop-failed': 'airb',
  'page.timeout': 'airb',
  'page.decline': 'page.decline',
  acknowledge: 'acknowledge',
  severity: ({ to }, { severity }) =>
    severities.indexOf(to) > severities.indexOf(severity) ? 'severity.lower' : 'severity.raise',
  role: roleAct,
  'role.answer': 'role.answer',
  'role.withdraw': 'role.withdraw',
  'role.release': 'role.release',
  'role.expire': 'airb',
  'role.ask': 'airb',
  'question.answer': 'diagnose',
  category: 'diagnose',
  'diagnosis.answer': 'diagnose',
  'diagnosis.back': 'diagnose',
  'section.fold': 'step',
  'step.do': 'step',
  'step.skip': 'step',
  'step.assign': 'step',
  'step.undo': 'step',
  'step.note': 'step',
  'step.unhelpful': 'step',
  'step.suggest': 'step',
  note: 'note',
  message: 'message',
  'message.mark': 'message',
  evidence: 'evidence',
  'evidence.sample': 'read',
  samples: 'airb',
  'evidence.confirm': 'evidence.confirm',
  'example.sort': 'example',
  'examples.push': 'example.push',
  'examples.pushed': 'airb',
  'evals.run': 'airb',
  propose: 'propose',
  'proposal.decline': 'proposal.decline',
  'agent.read': ({ what, by }) =>
    by.kind !== 'agent' ? 'look' : what === 'timeline' ? 'timeline.elsewhere' : 'look.elsewhere',
  'agent.refused': 'look.elsewhere',
  update: ({ form, proposal }) =>
    proposal !== undefined ? 'update.approve' : form === 'customer' ? 'update.customer' : 'update.internal',
  'update.decline': 'update.decline',
  'update.correct': ({ form }) => (form === 'customer' ? 'update.approve' : 'update.internal'),
  'update.snooze': 'update.snooze',
  'audience.join': 'airb',
  'audience.leave': 'airb',
  'update.nudge': 'airb',
  'update.deadline': 'airb',
  'update.escalate': 'airb',
  'rollback.request': 'rollback.request',
  'rollback.approve': ({ breakGlass }) =>
    breakGlass === undefined ? 'rollback.approve' : 'rollback.break-glass',
  'rollback.decline': 'rollback.decline',
  'rollback.manual': 'rollback.manual',
  'rollback.attempt': 'airb',
  'rollback.delay': 'airb',
  'rollback.responded': 'airb',
  'rollback.looked': 'airb',
  'containment.remind': 'airb',
  'alert.quiet': 'airb',
  'rollback.look': 'read',
  'rollback.settle': 'rollback.settle',
  'rollback.stop': 'rollback.stop',
  versions: 'airb',
  traffic: 'airb',
  read: 'read',
  readings: 'airb',
  verify: (_, incident) =>
    incident.phase !== 'verifying' && redSignals(incident).length > 0 ? 'verify.red' : 'verify',
  resolve: ({ override }, incident) =>
    override?.trim() && notYet(incident) !== undefined ? 'resolve.override' : 'resolve',
  cancel: (command, incident) => (redFor(command, incident).length > 0 ? 'cancel.red' : 'cancel'),
  reopen: 'reopen',
  merge: ({ survivor }, incident) => (reveals(incident, survivor) ? 'merge.reveal' : 'merge'),
  absorb: 'airb',
  'split.begin': 'split',
  'split.off': 'airb',
  rename: 'rename',
  'drill.join': 'drill.join',
  'drill.stop': 'drill.stop',
  'drill.real': 'airb',
  'runbook.switch': 'runbook',
  'stale.check': 'airb',
  'archive.check': 'airb',
  'room.archived': 'airb',
  'room.renamed': 'airb',
  escalate: 'escalate',
  'escalate.due': 'airb',
  'action-item.add': 'action-item.add',
  'action-item.change': ({ item, kind }, incident) =>
    kind !== undefined && kind !== 'eval' && itemIn(incident, item)?.kind === 'eval'
      ? 'action-item.override'
      : 'action-item.change',
  'action-item.done': ({ override }) => (override === undefined ? 'action-item.end' : 'action-item.override'),
  'action-item.drop': 'action-item.end',
  'action-item.reopen': 'action-item.change',
  'action-item.verify': 'airb',
  'action-item.remind': 'airb',
  'action-item.unreached': 'airb',
  'action-item.track': 'action-item.change',
  'action-item.issue-opened': 'airb',
  'action-item.issue-seen': 'airb',
  'clock.start': 'clock.start',
  'clock.end': 'clock.end',
  'clock.remind': 'airb',
  'clock.overdue': 'airb',
  postmortem: 'postmortem',
  'postmortem.drafted': 'airb',
  'milestone.correct': 'postmortem.time',
  'postmortem.write': 'postmortem.write',
  'postmortem.take-back': 'postmortem.write',
  'postmortem.publish': 'postmortem.publish',
  'postmortem.remind': 'airb',
  redact: 'redact',
  trouble: 'airb',
};

function roleAct({ role, person, by, breakGlass }: CommandOf<'role'>, incident: Opened): Act {
  const own = by.kind === 'person' && by.id === person.id;
  if (role === 'commander' && breakGlass !== undefined) return 'command.break-glass';
  if (own && pendingFor(incident, role)?.to.id === person.id) return 'role.answer';
  if (role === 'commander') return own ? 'command.take' : 'command.give';
  return own || incident.roles[role] === undefined ? 'role' : 'role.give';
}

/** What speaks against it now. A watch begins with measuring, so there what was read last is all that counts. */
export function redFor({ type, at }: Command, incident: Opened): Red[] {
  return redSignals(incident, type === 'verify' ? undefined : at);
}

/** The row of the table that a person's command falls under. */
export function actFor(command: Command, incident: Opened): Act | 'airb' {
  const row = actOf[command.type];
  // Each function takes the commands of its own key; the compiler can't follow that through the lookup.
  return typeof row === 'function'
    ? (row as (command: Command, incident: Opened) => Act)(command, incident)
    : row;
}
