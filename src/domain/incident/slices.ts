import * as itemIssues from './action-item-issues.ts';
import * as itemReminders from './action-item-reminders.ts';
import * as actionItems from './action-items.ts';
import * as alerts from './alerts.ts';
import * as archiving from './archiving.ts';
import * as audiences from './audience-changes.ts';
import * as breakGlass from './break-glass.ts';
import * as checklist from './checklist.ts';
import * as clocks from './clocks.ts';
import type { CommandBody } from './commands.ts';
import * as containment from './containment.ts';
import * as course from './containment-course.ts';
import * as reminder from './containment-reminder.ts';
import * as run from './containment-run.ts';
import * as diagnosis from './diagnosis.ts';
import * as drill from './drill.ts';
import * as escalation from './escalation.ts';
import * as evals from './evals.ts';
import type { EventType } from './events.ts';
import * as evidence from './evidence.ts';
import * as handover from './handover.ts';
import * as merging from './merging.ts';
import * as milestones from './milestones.ts';
import * as opening from './opening.ts';
import * as paging from './paging.ts';
import * as people from './people.ts';
import * as authoring from './postmortem-authoring.ts';
import * as publishing from './postmortem-publishing.ts';
import * as proposals from './proposals.ts';
import * as quiet from './quiet-alerts.ts';
import * as record from './record.ts';
import * as recovery from './recovery.ts';
import * as redaction from './redaction.ts';
import * as reopening from './reopening.ts';
import * as roomLost from './room-lost.ts';
import * as severity from './severity.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import * as splitting from './splitting.ts';
import * as stale from './stale.ts';
import * as stepRemarks from './step-remarks.ts';
import * as switching from './switching.ts';
import * as title from './title.ts';
import * as traffic from './traffic.ts';
import * as updateChanges from './update-changes.ts';
import * as heldUpdates from './update-proposals.ts';
import * as updates from './updates.ts';
import * as vacancies from './vacancies.ts';

/**
 * All rules, folds and reactions of an incident; each topic has a file. The types make them complete: a command without
 * a rule does not compile, nor does an event without a fold and a reaction. `open` and `incident.opened` begin the
 * incident and stand in `opening.ts`.
 */
export const rules: Rules<Exclude<CommandBody['type'], 'open'>> = {
  ...opening.rules,
  ...roomLost.rules,
  ...alerts.rules,
  ...quiet.rules,
  ...paging.rules,
  ...people.rules,
  ...severity.rules,
  ...handover.rules,
  ...vacancies.rules,
  ...checklist.rules,
  ...stepRemarks.rules,
  ...diagnosis.rules,
  ...updates.rules,
  ...heldUpdates.rules,
  ...proposals.rules,
  ...updateChanges.rules,
  ...audiences.rules,
  ...containment.rules,
  ...run.rules,
  ...reminder.rules,
  ...recovery.rules,
  ...reopening.rules,
  ...merging.rules,
  ...splitting.rules,
  ...switching.rules,
  ...title.rules,
  ...stale.rules,
  ...archiving.rules,
  ...drill.rules,
  ...escalation.rules,
  ...clocks.rules,
  ...actionItems.rules,
  ...itemReminders.rules,
  ...itemIssues.rules,
  ...traffic.rules,
  ...record.rules,
  ...milestones.rules,
  ...authoring.rules,
  ...publishing.rules,
  ...evidence.rules,
  ...evals.rules,
  ...redaction.rules,
};

export const folds: Folds<Exclude<EventType, 'incident.opened'>> = {
  ...opening.folds,
  ...roomLost.folds,
  ...alerts.folds,
  ...quiet.folds,
  ...paging.folds,
  ...people.folds,
  ...severity.folds,
  ...handover.folds,
  ...vacancies.folds,
  ...checklist.folds,
  ...stepRemarks.folds,
  ...diagnosis.folds,
  ...updates.folds,
  ...heldUpdates.folds,
  ...proposals.folds,
  ...updateChanges.folds,
  ...audiences.folds,
  ...containment.folds,
  ...breakGlass.folds,
  ...course.folds,
  ...reminder.folds,
  ...recovery.folds,
  ...reopening.folds,
  ...merging.folds,
  ...splitting.folds,
  ...switching.folds,
  ...title.folds,
  ...stale.folds,
  ...archiving.folds,
  ...drill.folds,
  ...escalation.folds,
  ...clocks.folds,
  ...actionItems.folds,
  ...itemReminders.folds,
  ...itemIssues.folds,
  ...traffic.folds,
  ...record.folds,
  ...milestones.folds,
  ...authoring.folds,
  ...publishing.folds,
  ...evidence.folds,
  ...evals.folds,
  ...redaction.folds,
};

export const reactions: Reactions<EventType> = {
  ...opening.reactions,
  ...roomLost.reactions,
  ...alerts.reactions,
  ...quiet.reactions,
  ...paging.reactions,
  ...people.reactions,
  ...severity.reactions,
  ...handover.reactions,
  ...vacancies.reactions,
  ...checklist.reactions,
  ...stepRemarks.reactions,
  ...diagnosis.reactions,
  ...updates.reactions,
  ...heldUpdates.reactions,
  ...proposals.reactions,
  ...updateChanges.reactions,
  ...audiences.reactions,
  ...containment.reactions,
  ...breakGlass.reactions,
  ...course.reactions,
  ...reminder.reactions,
  ...recovery.reactions,
  ...reopening.reactions,
  ...merging.reactions,
  ...splitting.reactions,
  ...switching.reactions,
  ...title.reactions,
  ...stale.reactions,
  ...archiving.reactions,
  ...drill.reactions,
  ...escalation.reactions,
  ...clocks.reactions,
  ...actionItems.reactions,
  ...itemReminders.reactions,
  ...itemIssues.reactions,
  ...traffic.reactions,
  ...record.reactions,
  ...milestones.reactions,
  ...authoring.reactions,
  ...publishing.reactions,
  ...evidence.reactions,
  ...evals.reactions,
  ...redaction.reactions,
};
