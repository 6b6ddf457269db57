import type { KnownAlert } from '../../domain/incident/known-alert.ts';
import { quietAt } from '../../domain/incident/quiet-alerts.ts';
import type { Containment, Opened } from '../../domain/incident/state.ts';
import { isOpen } from '../../domain/incident/state.ts';
import type { ActionItem } from '../../domain/response/action-item.ts';
import { answerOf, causeOf, checkOf, standing } from '../../domain/response/diagnosis.ts';
import type { PlanCause } from '../../domain/runbooks/plan.ts';
import type { Instant } from '../../domain/time.ts';
import { keptWords } from '../adherence.ts';
import { factWords } from '../chat/pre-answers.ts';

/**
 * An incident as the API and `--json` print it (design §6): plain names, ISO 8601 times in UTC, ratios 0–1. Fields may
 * be added but never renamed.
 */
export function incidentJson(incident: Opened) {
  const { plan } = incident;
  return {
    number: incident.number,
    title: incident.title,
    phase: incident.phase,
    open: isOpen(incident),
    severity: incident.severity,
    system: plan.system.id,
    failure: incident.failure,
    runbook: { id: plan.runbook.id, title: plan.runbook.title, hash: plan.runbook.hash },
    owner: incident.roles.owner ?? null,
    roles: incident.roles,
    because: incident.because,
    unmapped: incident.unmapped,
    private: incident.private,
    drill: incident.drill !== undefined,
    rooms: incident.rooms.map(({ chat, ref, name }) => ({ chat, ref, name })),
    startedAt: iso(incident.startedAt),
    openedAt: iso(incident.openedAt),
    endedAt: endOf(incident),
    mergedInto: incident.phase === 'merged' && !incident.quiet ? incident.into : null,
    milestones: times(incident.milestones),
    nextUpdateDueAt: isOpen(incident) ? iso(incident.cadence.dueAt) : null,
    updatesMissed: incident.cadence.missed,
    alerts: incident.alerts.map(alertJson),
    changes: incident.changes.map((change) => ({ ...change, at: iso(change.at) })),
    versions: incident.versions,
    category: incident.category ? { ...incident.category, at: iso(incident.category.at) } : null,
    diagnosis: diagnosisJson(incident),
    answers: Object.fromEntries(
      Object.entries(incident.answers).map(([key, it]) => [key, it?.answer ?? null]),
    ),
    steps: Object.entries(incident.steps).map(([id, step]) => ({
      id,
      status: step.status,
      by: step.by ?? null,
      at: iso(step.at),
      reason: step.reason ?? null,
      assignee: step.assignee ?? null,
    })),
    evidence: incident.evidence.map(({ id, item, title, sha256, kept, by, at }) => ({
      id,
      item: item ?? null,
      title,
      sha256,
      content: kept?.hash ?? null,
      by,
      at: iso(at),
    })),
    rollbacks: incident.containments.map(rollback),
    readings: incident.readings.map(({ purpose, sampledAt, readings }) => ({
      purpose,
      sampledAt: iso(sampledAt),
      values: readings.map(({ signal, value, problem }) => ({
        signal,
        value: value ?? null,
        problem: problem ?? null,
      })),
    })),
    updates: incident.updates.map(({ form, text, by, at, automatic, ...update }) => ({
      ...{ form, text, by, at: iso(at), automatic },
      audiences: update.audiences ?? [],
      owedAt: iso(update.owedAt),
      kept: automatic ? 'holding' : keptWords({ at, owedAt: update.owedAt }) || 'not owed',
      correctedAt: iso(update.correctedAt),
    })),
    actionItems: (incident.actionItems ?? []).map(actionItemJson),
    override: incident.phase === 'resolved' ? (incident.override ?? null) : null,
    similar: similarJson(incident),
    links: plan.links,
  };
}

/** An action item; `waiting`: shipped, and waiting for a run of its eval that passes. */
function actionItemJson(it: ActionItem) {
  const { item, what, kind, status, due, by, at, shipped, ended, verified, override, issue } = it;
  return {
    ...{ item, what, kind, status, due, by, at: iso(at) },
    owner: { id: it.owner.id, name: it.owner.name },
    shipped: shipped ?? null,
    ended: ended ? { at: iso(ended.at), by: ended.by, reason: ended.reason ?? null } : null,
    verifiedBy: verified ? { run: verified.name, link: verified.link ?? null } : null,
    override: override ?? null,
    issue: issue
      ? { tracker: issue.tracker, project: issue.project, key: issue.key ?? null, link: issue.link ?? null }
      : null,
  };
}

/** The walk down the runbook's tree; null where the runbook has none. */
function diagnosisJson(incident: Opened) {
  const { plan, diagnosis } = incident;
  const tree = plan.diagnosis;
  if (tree === undefined) return null;
  const now = standing(tree, diagnosis.path);
  const { concluded } = diagnosis;
  return {
    path: diagnosis.path.map(({ check, answer, by, at, read, agreed }) => ({
      check,
      ask: checkOf(tree, check)?.ask ?? null,
      answer,
      label: answerOf(tree, { check, answer })?.label ?? null,
      by,
      at: iso(at),
      read: read ? { answer: read.answer, facts: read.facts.map((fact) => factWords(incident, fact)) } : null,
      agreed: agreed === true,
    })),
    check: now.at === 'check' ? now.check.id : null,
    cause: concluded ? causeJson(concluded, causeOf(tree, concluded.cause)) : null,
  };
}

function causeJson(
  { cause, because, by, at }: NonNullable<Opened['diagnosis']['concluded']>,
  known: PlanCause | undefined,
) {
  const { title = null, category = null, mitigation = null } = known ?? {};
  return { id: cause, title, category, mitigation, because, by, at: iso(at) };
}

/** What happened before, as it was known at the opening. */
function similarJson({ similar }: Opened) {
  const incidents = (similar?.incidents ?? []).map((one) => ({
    ...{ number: one.number, like: one.like, openedAt: iso(one.openedAt) },
    ...{ system: one.system ?? null, failure: one.failure ?? null, category: one.category ?? null },
    contained: (one.contained ?? []).map(({ part, to, title, partly }) => ({
      ...{ part, to, title: title ?? null, partly: partly === true },
    })),
  }));
  return { incidents, cancelled: similar?.cancelled ?? 0 };
}

function rollback(it: Containment) {
  return {
    id: it.id,
    part: it.part,
    from: it.from,
    to: it.to,
    reason: it.reason,
    status: it.status,
    requestedBy: it.requestedBy,
    requestedAt: iso(it.requestedAt),
    approvalsNeeded: it.approvalsNeeded,
    approvals: it.approvals,
    evidenceOverride: it.evidenceOverride ?? null,
    appliedAt: iso(it.appliedAt),
    took: it.took ?? null,
    because: it.because ?? null,
    verdict: it.verdict ?? null,
    signals: it.signals,
  };
}

function endOf(incident: Opened): string | null {
  if (incident.phase === 'resolved') return iso(incident.resolvedAt);
  if (incident.phase === 'merged') return iso(incident.mergedAt);
  return incident.phase === 'cancelled' ? iso(incident.cancelledAt) : null;
}

function times(milestones: Partial<Record<string, Instant>>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(milestones).map(([name, at]) => [name, iso(at)]));
}

/** ISO 8601 in UTC, null when there is no time. */
export function iso(at: Instant): string;
export function iso(at: Instant | undefined): string | null;
export function iso(at: Instant | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

function alertJson(known: KnownAlert) {
  const { alert, times: seen, resolved } = known;
  return {
    source: alert.source,
    fingerprint: alert.fingerprint,
    title: alert.title,
    status: resolved ? ('resolved' as const) : ('firing' as const),
    startsAt: iso(alert.startsAt),
    times: seen,
    countsAsOverAt: iso(quietAt(known)),
    signal: alert.signal ?? null,
    value: alert.value ?? null,
    baseline: alert.baseline ?? null,
    content: alert.kept?.hash ?? null,
  };
}
