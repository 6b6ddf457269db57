import type { Card } from '../../domain/chat/card.ts';
import type { PageStatus, Publication } from '../../domain/chat/publication.ts';
import type { ToAudience } from '../../domain/incident/effects.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import type { Instant } from '../../domain/time.ts';
import { subject, tag } from '../chat/naming.ts';
import { clip } from '../chat/spans.ts';

/** What an audience outside chat is told. */
export function publicationOf(saying: ToAudience, card: Card, incident: Opened): Publication {
  const { form } = saying;
  const { page } = incident.plan.links;
  return {
    stage: stages[saying.as],
    form,
    subject:
      form === 'customer'
        ? `${clip(incident.plan.system.title, 80)}: incident`
        : `${tag(incident)} ${subject(incident)}`,
    card,
    status: statusOf(incident),
    automatic: !isWritten(saying),
    at: saying.as === 'started' ? saying.at : saying.event.at,
    openedAt: incident.openedAt,
    ...(form === 'internal' && page !== undefined && { link: page }),
  };
}

/** What one person is told by e-mail, who is reached in no chat. */
export function letterOf(at: Instant, card: Card, incident: Opened): Publication {
  const { page } = incident.plan.links;
  return {
    stage: 'update',
    form: 'internal',
    subject: card.text,
    card,
    status: statusOf(incident),
    automatic: true,
    at,
    openedAt: incident.openedAt,
    ...(page !== undefined && { link: page }),
  };
}

const stages: Record<ToAudience['as'], Publication['stage']> = {
  started: 'started',
  update: 'update',
  // What reads otherwise now, and a later time, are further updates where nothing is drawn anew.
  corrected: 'update',
  snoozed: 'update',
  severity: 'severity',
  resolved: 'resolved',
  relapsed: 'again',
  cancelled: 'cancelled',
  merged: 'cancelled',
};

function isWritten(saying: ToAudience): boolean {
  return saying.as === 'corrected' || (saying.as === 'update' && saying.event.type !== 'update.missed');
}

/** Only what the record holds: a cause that was found, a recovery that is watched, an end. */
function statusOf(incident: Opened): PageStatus {
  // Merged is not over: it goes on as another.
  if (incident.phase === 'merged') return 'investigating';
  if (!isOpen(incident)) return 'resolved';
  if (incident.phase === 'verifying') return 'monitoring';
  return incident.diagnosis.concluded === undefined ? 'investigating' : 'identified';
}
