import { type Block, heading, list, type Text } from '../../documents/document.ts';
import { feltFor, isCostOnly } from '../../domain/incident/felt-for.ts';
import { type Instant, inWords, minutesBetween } from '../../domain/time.ts';
import { type Account, applied, helped, momentIn, startOf, tookWords } from './account.ts';
import { windowOf } from './frequency.ts';

interface Row {
  means: string;
  at: Instant | undefined;
  known: string;
}

/** Each time by what it means, and how it is known; then how long the change had been out. */
export function times(account: Account): Block[] {
  const began = startOf(account);
  const rows = rowsOf(account)
    .sort((a, b) => (a.at ?? Number.POSITIVE_INFINITY) - (b.at ?? Number.POSITIVE_INFINITY))
    .map(({ means, at, known }): Text[] => [
      [means],
      [at === undefined ? 'not reached' : momentIn(account, at)],
      [
        at === undefined || at === began
          ? '–'
          : at < began
            ? `${tookWords(at, began)} before`
            : tookWords(began, at),
      ],
      [known],
    ]);
  return [
    { ...heading('Times'), page: true } as Block,
    {
      type: 'table',
      caption: 'All times are UTC',
      head: ['What', 'UTC', 'After the start', 'How it is known'],
      rows,
    },
    ...list(exposure(account)),
  ];
}

function rowsOf({ incident, opened, endedAt, ...account }: Account): Row[] {
  const { milestones, feltAt } = incident;
  const whole = { incident, opened, ...account };
  const key = account.judged.find(({ role }) => role === 'key')?.spec;
  const window = key && windowOf(whole, key);
  const [first] = applied(incident).filter(
    ({ appliedAt = 0 }) => appliedAt < (milestones.contained ?? Number.POSITIVE_INFINITY),
  );
  return [
    {
      means: isCostOnly(incident) ? 'Began' : 'Felt by users',
      at: startOf(whole),
      known:
        feltAt === undefined
          ? 'nothing measured earlier than the alert says'
          : 'the first sample out of range',
    },
    {
      means: 'Detected',
      at: milestones.detected,
      known: opened.alert ? 'the alert began to fire' : 'no alert; the opening',
    },
    {
      means: 'Declared',
      at: milestones.opened,
      known: `the incident was opened as ${opened.severity.toUpperCase()}`,
    },
    { means: 'Acknowledged', at: milestones.acknowledged, known: 'a person took the page' },
    { means: 'Diagnosed', at: milestones.diagnosed, known: 'the category was set' },
    ...(first
      ? [{ means: 'First change', at: first.appliedAt, known: `${first.part} ${first.to} took effect` }]
      : []),
    { means: 'Contained', at: milestones.contained, known: 'what contained it took effect' },
    ...(window?.ended && !isNormalSince(incident, window.to)
      ? [
          {
            means: 'In range again',
            at: window.to,
            known: `the first good sample of “${key?.title ?? ''}” after the last bad one`,
          },
        ]
      : []),
    ...normal(incident, endedAt),
    {
      means: 'Recovered',
      at: milestones.recovered,
      known: `all that recovery is judged by held for ${inWords(incident.plan.recovery.hold)}`,
    },
    endRow(incident, endedAt),
  ];
}

/** Where the key metric was the last to come back, one row says so. */
function isNormalSince({ normalSince }: Account['incident'], at: Instant): boolean {
  return normalSince !== undefined && minutesBetween(at, normalSince) === 0;
}

/** When users stopped feeling it, which is what the length that chat tells ends with. */
function normal(incident: Account['incident'], endedAt: Instant | undefined): Row[] {
  if (incident.phase !== 'resolved' || endedAt === undefined) return [];
  const { to, measured } = feltFor(incident, endedAt);
  if (!measured) return [];
  return [
    { means: 'Measured normal', at: to, known: 'from then on all that recovery is judged by was in range' },
  ];
}

function endRow({ phase }: Account['incident'], endedAt: Instant | undefined): Row {
  if (phase === 'cancelled') return { means: 'Cancelled', at: endedAt, known: 'a person said so' };
  if (phase === 'merged') return { means: 'Merged', at: endedAt, known: 'it goes on as another incident' };
  return { means: 'Resolved', at: endedAt, known: 'a person said so' };
}

/** How long each change had been live; only where taking it back was measured alone, and helped. */
function exposure(account: Account): Text[] {
  const { incident } = account;
  const detected = incident.milestones.detected ?? account.opened.at;
  return helped(incident).flatMap((it): Text[] => {
    const change = incident.changes.find((one) => (one.part ?? one.kind) === it.part && one.to === it.from);
    if (change === undefined || change.at >= detected) return [];
    return [
      [
        { strong: `${tookWords(change.at, detected)} from change to alert: ` },
        `${change.to ?? change.summary} went live at ${momentIn(account, change.at)}, and rolling it back helped.`,
      ],
    ];
  });
}

/** What the log can't say of the beginning. */
export function startUnknown(account: Account): boolean {
  return (account.incident.milestones.detected ?? account.opened.at) <= startOf(account);
}
