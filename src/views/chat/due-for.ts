import type { Spans } from '../../domain/chat/card.ts';
import type { Form } from '../../domain/incident/events.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import { dueSpans } from './incident-card.ts';
import { timeOf } from './spans.ts';

/** When an audience hears more. Severities and what we owe each other are not for customers. */
export function dueFor(incident: Opened, form: Form): Spans {
  const { dueAt: soonest, promised } = incident.cadence;
  const dueAt = promised?.[form] ?? soonest;
  if (form === 'internal' && dueAt === soonest) return dueSpans(incident);
  return dueAt === undefined || !isOpen(incident) ? ['when there is news'] : [timeOf(dueAt)];
}
