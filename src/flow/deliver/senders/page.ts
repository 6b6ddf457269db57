import { pageKey } from '../../../domain/incident/paged-elsewhere.ts';
import { personNamed } from '../../../domain/incident/paging-reach.ts';
import { isRaise } from '../../../domain/incident/paging-steps.ts';
import { mayShow, personalRoutes } from '../../../domain/incident/rooms.ts';
import { isOpen, type Opened } from '../../../domain/incident/state.ts';
import { readingValue } from '../../../domain/response/verdict.ts';
import { show } from '../../../domain/signals/reading.ts';
import { DeliveryError } from '../../../errors.ts';
import type { BodyOf, DeliverDeps, Send } from '../sending.ts';

/** Sends a page to a provider, with a key that stays the same for every repeat. */
export function page({ pagers }: DeliverDeps): Send {
  return async (effect, incident, lease) => {
    const { route, action, level, people: ids, summary } = effect.body as BodyOf<'page'>;
    const asked = { level, route, people: ids.map((id) => personNamed(incident, id)), summary };
    if (action === 'trigger' && nobodyToWake(level, incident)) {
      // It may ring there although the answer was lost: on the record as sent, it is called off.
      return effect.state === 'uncertain' ? { command: { type: 'page.sent', ...asked, unsure: true } } : {};
    }
    const pager = pagers.find((one) => one.route === route);
    if (pager === undefined) throw notConfigured(route);
    lease.check();
    await pager.send({
      action,
      dedupKey: pageKey(incident, level, personalRoutes.has(route) ? ids : []),
      incident: incident.number,
      level,
      severity: incident.severity,
      people: asked.people,
      summary,
      link: incident.plan.links.page,
      details: mayShow(incident, route) ? pageDetails(incident) : {},
    });
    if (action !== 'trigger') return {};
    return { command: { type: 'page.sent', ...asked } };
  };
}

function notConfigured(route: string): DeliveryError {
  const message = `The paging route ${route} is not configured any more.`;
  return new DeliveryError(message, { retry: false, code: `pager:${route}` });
}

/**
 * True when the page is no longer needed: somebody answered while it waited, or the incident is over. A page for a
 * raised severity is still sent.
 */
function nobodyToWake(level: number, incident: Opened): boolean {
  const answered = incident.paging.acknowledged !== undefined && !isRaise(incident.plan, level);
  return answered || !isOpen(incident);
}

function pageDetails(incident: Opened): Record<string, string> {
  const latest = incident.readings.at(-1)?.readings ?? [];
  const readings = incident.plan.signals.flatMap((signal) => {
    const value = readingValue(latest, signal.name);
    if (value === undefined) return [];
    const normal = signal.baseline === undefined ? '' : ` (normal ${show(signal.baseline, signal.unit)})`;
    return [[signal.title, `${show(value, signal.unit)}${normal}`] as const];
  });
  return { runbook: incident.plan.runbook.title, because: incident.because, ...Object.fromEntries(readings) };
}
