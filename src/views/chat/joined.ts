import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import type { KnownAlert } from '../../domain/incident/known-alert.ts';
import type { Slot } from '../../domain/incident/slots.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Severity } from '../../domain/people.ts';
import { count } from '../../domain/plain.ts';
import { systemName } from '../../domain/runbooks/match-labels.ts';
import { tooMany } from '../../domain/runbooks/problem.ts';
import { type Alert, startDoubt } from '../../domain/signals/alert.ts';
import { blindness, unmeasured } from '../../domain/signals/blindness.ts';
import { severityWordIn } from '../../domain/signals/severity-words.ts';
import { asText, clip, joined, timeOf } from './spans.ts';

/** So many alerts are named; the rest is a number. */
const named = 5;

/**
 * The one message of a wave: how many alerts joined, the first of them by name, and what other failures they brought. It
 * is kept current while the wave lasts.
 */
export function joinedCard(incident: Opened, { wave }: Extract<Slot, { of: 'joined' }>): Card | undefined {
  const alerts = incident.alerts.filter((one) => one.wave === wave);
  const [first] = alerts;
  if (first === undefined) return undefined;
  const head: Spans =
    alerts.length === 1
      ? [
          'Alert ',
          ...titled(first),
          ' joined this incident, firing since ',
          timeOf(first.alert.startsAt),
          '.',
        ]
      : [{ bold: `${count(alerts.length, 'alert')} joined` }, ' this incident: ', ...listed(alerts), '.'];
  const spans: Spans = [...head, ...doubtsOf(alerts).map((doubt) => ` ${doubt}`)];
  const also = alsoNodes(incident);
  return { text: asText(spans), nodes: [{ type: 'text', spans }, ...also] };
}

/** Alerts of the same words are named once, with their number. */
function listed(alerts: KnownAlert[]): Spans {
  const shown = alike(alerts).slice(0, named);
  const rest = alerts.length - shown.reduce((sum, { of }) => sum + of.length, 0);
  const each = shown.map(({ spans, of }): Spans => [...spans, of.length > 1 ? `, ${of.length} of them` : '']);
  return [...joined(each, '; '), rest > 0 ? ` and ${rest} more` : ''];
}

/** Alerts of the same words, in the order in which the first of each came. */
function alike(alerts: KnownAlert[]): { spans: Spans; of: KnownAlert[] }[] {
  const kinds = new Map<string, { spans: Spans; of: KnownAlert[] }>();
  for (const alert of alerts) {
    const { spans, text } = wordsOf(alert);
    const known = kinds.get(text);
    if (known) known.of.push(alert);
    else kinds.set(text, { spans, of: [alert] });
  }
  return [...kinds.values()];
}

/** What must be said of starts that airb put in; where several alerts joined, of which of those that are named. */
function doubtsOf(alerts: KnownAlert[]): string[] {
  const told = (alert: KnownAlert) =>
    startDoubt(alert.alert, alerts.length === 1 ? undefined : `“${nameOf(alert)}”`);
  return alike(alerts)
    .slice(0, named)
    .flatMap(({ of }) => {
      const doubts = of.map(told).filter((doubt) => doubt !== '');
      return [...new Set(doubts)].slice(0, named).map((doubt) => {
        const times = doubts.filter((one) => one === doubt).length;
        return times === of.length ? doubt : `${doubt.replace(/\.$/, '')} (${times} of ${of.length}).`;
      });
    });
}

function nameOf({ alert }: KnownAlert): string {
  return clip(alert.title, 120);
}

/** An alert's words stay the same while the message is drawn again and again for those that join. */
const worded = new WeakMap<KnownAlert, { spans: Spans; text: string }>();

function wordsOf(alert: KnownAlert): { spans: Spans; text: string } {
  const known = worded.get(alert);
  if (known !== undefined) return known;
  const spans = titled(alert);
  const words = { spans, text: asText(spans) };
  worded.set(alert, words);
  return words;
}

function titled({ alert, severity }: KnownAlert): Spans {
  const claim = alertClaim(alert, severity);
  return [{ bold: clip(alert.title, 120) }, claim === '' ? '' : ` (${clip(claim, 80)})`];
}

/** What an alert claims, in its sender’s word and in airb's: `critical, sev2`; `not measured: no data`. */
export function alertClaim(alert: Alert, severity: Severity | undefined): string {
  const why = unmeasured(alert);
  const said = why === undefined ? '' : `not measured: ${why}`;
  // Where the rule itself got nothing, its severity speaks of something nobody has seen.
  if (blindness(alert) !== undefined) return said;
  const word = severityWordIn(alert)?.trim().slice(0, 40);
  const same = word === undefined || severity === undefined || word.toLowerCase() === severity;
  const claim = same ? (severity ?? word ?? '') : `${word}, ${severity}`;
  return [said, claim].filter(Boolean).join('; ');
}

/** So many failures or systems stand on the card. */
const most = 8;

/** What the incident holds besides its own failure: sibling failures with their runbooks, or the systems it gathers. */
export function alsoNodes(incident: Opened): Node[] {
  return [...siblingNodes(incident), ...gatheredNodes(incident)];
}

function siblingNodes({ siblings }: Opened): Node[] {
  if (siblings.length === 0) return [];
  const lines = siblings.slice(0, most).map(({ failure, runbook, owner }): Spans => {
    const who = owner === undefined ? '' : `, owned by ${clip(owner.name, 40)}`;
    return [
      { bold: clip(failure, 60) },
      '; its runbook is ',
      { link: runbook.link, text: clip(runbook.title, 60) },
      who,
    ];
  });
  const rest = siblings.length - lines.length;
  const spans: Spans = ['Also: ', ...joined(lines, '. '), rest > 0 ? `. And ${rest} more.` : '.'];
  return [{ type: 'text', spans }];
}

/** An incident that gathers what would have opened too many lists whom it speaks of. */
function gatheredNodes({ alerts, failure }: Opened): Node[] {
  if (failure !== tooMany) return [];
  const names = [...new Set(alerts.map(({ alert }) => clip(systemName(alert) ?? alert.title, 40)))];
  const shown = names.slice(0, 20);
  const rest = names.length - shown.length;
  const more = rest > 0 ? ` and ${rest} more; the timeline names them all` : '';
  return [{ type: 'text', spans: [`${count(names.length, 'system')}: ${shown.join(', ')}${more}.`] }];
}
