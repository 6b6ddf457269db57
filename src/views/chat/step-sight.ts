import type { Node, Spans } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { changedSuspects } from '../../domain/response/suspects.ts';
import type { Step } from '../../domain/runbooks/runbook.ts';
import { latestReading, readingLine, signalTitle } from './measures.ts';
import { usually } from './naming.ts';
import { clip, lower, timeOf } from './spans.ts';
import { suspectName, why } from './suspect-lines.ts';

/** Sections whose steps find something out; the others are things to do. */
const finding = /^(triage|recovery)\./;

/**
 * What airb itself sees of a step: what it reads and knows, and the page to look at. Where it sees nothing it says so, and whom to
 * ask.
 */
export function sightNodes(incident: Opened, step: Step): Node[] {
  const seen = (step.sees ?? []).flatMap((what) => sightOf(incident, what));
  const page: Node[] = step.link
    ? [{ type: 'text', spans: [{ link: step.link, text: pageTitle(incident, step.link) }] }]
    : [];
  const nodes = [...seen.map((spans): Node => ({ type: 'text', spans })), ...page];
  if (nodes.length > 0 || (step.ask === undefined && !finding.test(step.id))) return nodes;
  const whom = step.ask ? clip(step.ask, 100) : usually(step.role ?? 'owner', incident);
  return [{ type: 'context', spans: [`airb can’t see this; ask ${whom}.`] }];
}

function pageTitle({ plan }: Opened, link: string): string {
  return link === plan.links.dashboard ? 'Open the dashboard' : 'Open the page to look at';
}

function sightOf(incident: Opened, what: string): Spans[] {
  if (what === 'changes') return [changes(incident)];
  // A signal that the system does not have is nothing airb could have seen.
  if (!incident.plan.signals.some(({ name }) => name === what)) return [];
  const reading = latestReading(incident, what);
  if (reading === undefined)
    return [[{ bold: 'airb reads: ' }, `${lower(signalTitle(incident, what))} is not measured yet.`]];
  return [[{ bold: 'airb reads at ' }, timeOf(reading.at), `: ${readingLine(incident, reading)}.`]];
}

function changes(incident: Opened): Spans {
  const known = changedSuspects(incident).slice(0, 2);
  if (known.length === 0)
    return [{ bold: 'airb knows: ' }, 'no change was told, which does not prove that none was made.'];
  return [{ bold: 'airb knows: ' }, `${known.map((one) => `${suspectName(one)}, ${why(one)}`).join('; ')}.`];
}
