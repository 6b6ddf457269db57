import { type Gap, type GapOf, gapsOf, limits } from '../../domain/incident/pace.ts';
import { count, inSeries } from '../../domain/plain.ts';
import { aboutSignal } from '../../domain/response/onset.ts';
import { inWords } from '../../domain/time.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, applied, momentIn, startOf, tookWords } from './account.ts';
import { unmeasuredBeside } from './deeds.ts';

const names: Record<GapOf, string> = {
  detection: 'from the first bad sample to the alert',
  acknowledgement: 'from the opening until a person took it',
  diagnosis: 'until it was diagnosed',
  approval: 'waiting for an approval',
  containment: 'from the diagnosis until it was contained',
};

/** What was slow and why; where nothing was, what took longest. The rule is said, so that nobody has to guess it. */
export function slowWords(account: Account): string {
  const gaps = gapsOf(account.incident);
  const slow = gaps.filter((gap) => gap.slow);
  const told = slow.map((gap) => `${tookWords(gap.from, gap.to)} ${names[gap.of]}${why(account, gap)}.`);
  const never = neverReached(account);
  if (told.length + never.length > 0) return [...told, ...never, `Slow is ${ruleWords(gaps)}.`].join(' ');
  const longest = gaps.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
  if (longest === undefined) return 'The log does not say.';
  return `Nothing, by the rule that slow is ${ruleWords(gaps)}. The longest stretch was ${tookWords(longest.from, longest.to)} ${names[longest.of]}.`;
}

function ruleWords(gaps: Gap[]): string {
  const limitFor = (of: GapOf) => gaps.find((gap) => gap.of === of)?.limit ?? limits[of];
  const shown = (Object.keys(limits) as GapOf[]).map((of) => ({ of, limit: inWords(limitFor(of)) }));
  const words: Record<GapOf, string> = {
    detection: 'to the alert',
    acknowledgement: 'to a person',
    diagnosis: 'to the diagnosis',
    approval: 'for an approval',
    containment: 'from there to containment',
  };
  return `more than ${inSeries(
    shown.map(({ of, limit }) => `${limit} ${words[of]}`),
    'or',
  )}`;
}

function neverReached(account: Account): string[] {
  const { incident, endedAt } = account;
  const { acknowledged, contained, recovered } = incident.milestones;
  const blind = [...new Set(applied(incident).flatMap((it) => unmeasuredBeside(account, it)))];
  // What held at last was contained at some time; only that nobody can say when.
  if (recovered !== undefined && blind.length > 0 && acknowledged !== undefined)
    return contained === undefined
      ? [`When it was contained nobody can say, as ${inSeries(blind)} was not measured.`]
      : [];
  return [
    ...(acknowledged === undefined ? ['Nobody acknowledged the page.'] : []),
    ...(contained === undefined &&
    incident.normalSince === undefined &&
    endedAt !== undefined &&
    applied(incident).length > 0
      ? ['Nothing that was tried was measured to contain it.']
      : []),
  ];
}

function why(account: Account, gap: Gap): string {
  const { incident, events } = account;
  switch (gap.of) {
    case 'detection': {
      const signal = aboutSignal(incident);
      return signal === undefined
        ? ''
        : `: the rule on “${signal.title}” fired at ${momentIn(account, gap.to)}, and it was out of range from ${momentIn(account, startOf(account))} on`;
    }
    case 'acknowledgement': {
      const climbed = eventsOf(events, 'page.climbed').length;
      return climbed === 0 ? '' : `: the page climbed ${count(climbed, 'step')}`;
    }
    case 'diagnosis':
      return incident.diagnosis.found.length > 1 ? ': more than one cause was looked at' : '';
    case 'approval':
      return '';
    case 'containment':
      return tried(account, gap);
  }
}

/** What was done before what contained it, each with the time it takes until its effect can be read. */
function tried({ incident }: Account, { from, to }: Gap): string {
  const before = applied(incident).filter(({ appliedAt = 0 }) => appliedAt < to && appliedAt >= from);
  if (before.length === 0) return '';
  const wait = inWords(incident.plan.measureAfter);
  return `: ${count(before.length, 'change')} came before it, and each takes ${wait} to measure`;
}
