import { type Block, heading, list, paragraph, type Text } from '../../documents/document.ts';
import type { Containment } from '../../domain/incident/state.ts';
import { cut, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { approversOf } from '../approvers.ts';
import { eventsOf } from '../events/lexicon.ts';
import type { Account } from './account.ts';
import { momentIn, tookWords } from './account.ts';
import { effectWords } from './deeds.ts';
import { involved } from './involved.ts';
import { readAfter } from './moments.ts';

/** What was rolled back, what that did, and which rollback was not possible. */
export function rollbacks(account: Account): Block[] {
  const { containments } = account.incident;
  if (containments.length === 0) {
    return [heading('What was changed'), paragraph('Nothing was changed through airb.'), ...missing(account)];
  }
  const head = ['Part', 'From → to', 'Asked by', 'Approved by', 'Took effect', 'What it did'];
  const rows = containments.map((it) => row(account, it));
  return [
    heading('What was changed'),
    { type: 'table', caption: 'Changes by airb', head, rows },
    ...list(containments.flatMap((it) => effect(account, it))),
    ...missing(account),
  ];
}

function row(account: Account, it: Containment): Text[] {
  const { approved: by, glass } = approversOf(account.incident, it);
  const names = [...by.map((who) => who.name), ...glass.map((name) => `${name} by break-glass`)];
  const approved = names.length === 0 ? '–' : inSeries(names);
  const when = it.appliedAt === undefined ? '–' : `${momentIn(account, it.appliedAt)}${knownBy(it.took)}`;
  return [
    [partTitle(account, it)],
    [`${it.from} → ${it.to}`],
    [it.requestedBy.name],
    [approved],
    [when],
    [it.appliedAt === undefined ? fateOf(it) : effectWords(account, it)],
  ];
}

/** Where nothing but somebody's word says that it took effect, the table says so too. */
function knownBy(took: Containment['took']): string {
  if (took === 'accepted') return ', accepted by the target, not confirmed';
  return took === 'said' ? ', by a person’s word' : '';
}

function fateOf({ status, because }: Containment): string {
  const why = because === undefined ? '' : `: ${cut(because, 160)}`;
  return `${fates[status]}${status === 'judged' || status === 'applied' ? '' : why}`;
}

const fates: Record<Containment['status'], string> = {
  waiting: 'never approved',
  declined: 'declined',
  running: 'no answer recorded',
  manual: 'handed to people, not confirmed',
  unconfirmed: 'never confirmed',
  dropped: 'not run',
  stopped: 'called off',
  failed: 'failed',
  applied: 'not measured',
  judged: 'unknown',
};

function effect(account: Account, it: Containment): Text[] {
  const { words } = account;
  const numbers = it.signals
    .filter((signal) => signal.before !== undefined && signal.after !== undefined)
    .filter(({ signal, before = 0, after = 0 }) => words.value(signal, before) !== words.value(signal, after))
    .map(({ signal, before = 0, after = 0, normal }) => {
      const usual = normal === undefined ? '' : ` (normal ${account.words.value(signal, normal)})`;
      return `${account.words.signalTitle(signal)} ${account.words.value(signal, before)} → ${account.words.value(signal, after)}${usual}`;
    });
  if (numbers.length === 0) return [];
  const read = readAfter(account, it);
  const after =
    read === undefined || it.appliedAt === undefined ? '' : ` after ${tookWords(it.appliedAt, read)}`;
  // What the target said matters where nothing else confirms it.
  const said = it.took === 'confirmed' ? undefined : it.response;
  const answer: Text = said ? [' The target answered ', { code: cut(said, 200) }, '.'] : [];
  return [
    [{ strong: `${partTitle(account, it)} → ${it.to}${after}: ` }, `${numbers.join('; ')}.`, ...answer],
  ];
}

/** Rollbacks that were needed and not possible: no action, no known good version, refused, failed. */
function missing(account: Account): Block[] {
  const lines = missingPaths(account);
  if (lines.length === 0) return [];
  return [heading('Missing ways back', 3), ...list(lines)];
}

function missingPaths(account: Account): Text[] {
  const { events } = account;
  const parts = involved(account).flatMap((part): Text[] => {
    const gaps: Text[] = [];
    const manual = part.manual
      ? ` People do this: ${sentenceEnd(part.manual)}`
      : ' Nor is a manual step written down.';
    if (part.action === undefined)
      gaps.push([{ strong: part.title }, ` has no automatic rollback.${manual}`]);
    if (part.lastKnownGood === undefined)
      gaps.push([{ strong: part.title }, ' has no version recorded as known good.']);
    return gaps;
  });
  const declined = eventsOf(events, 'rollback.declined').map(
    (it): Text => [
      `${account.words.request(it.action)?.part ?? it.action}: the rollback was declined (${it.reason}).`,
    ],
  );
  const failed = eventsOf(events, 'rollback.responded')
    .filter((it) => !it.ok)
    .map(
      (it): Text => [
        `${account.words.request(it.action)?.part ?? it.action}: the rollback failed at ${momentIn(account, it.at)}.`,
      ],
    );
  return [...parts, ...declined, ...failed];
}

function partTitle(account: Account, it: { part: string }): string {
  return account.words.part(it.part)?.title ?? it.part;
}
