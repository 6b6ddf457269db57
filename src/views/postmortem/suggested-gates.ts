import { isCostOnly } from '../../domain/incident/felt-for.ts';
import { count, cut, inSentence, inSeries } from '../../domain/plain.ts';
import { aboutSignal } from '../../domain/response/onset.ts';
import { containmentFor } from '../../domain/response/stops.ts';
import { limitOf, recoveryChecks } from '../../domain/response/verdict.ts';
import type { RecoveryCheck } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import { type Account, applied } from './account.ts';
import { cured } from './cured.ts';
import type { Idea } from './idea.ts';
import { partOwner, technicalOwner } from './owners.ts';

/** What would have stopped it before it reached users, or by itself. */
export function gates(account: Account): Idea[] {
  return [...evals(account), ...releases(account), ...guardrails(account)];
}

/** Not for money, or a failure of infrastructure, that nobody saved an example of: an eval would not have seen it. */
function evals(account: Account): Idea[] {
  const { examples, category } = account.incident;
  const samples = samplesOf(account);
  const unseen = category?.category === 'infrastructure' || isCostOnly(account.incident);
  if (unseen && examples.length === 0) return [];
  const parts = cured(account);
  const versions =
    parts.length === 0 ? 'release' : `new version of the ${inSeries(titles(account, parts), 'or')}`;
  const mark = firstBound(account, 'key');
  const stop =
    mark === undefined
      ? 'the share that fails stays under an agreed mark'
      : `“${mark.title}” over all runs is ${mark.words}`;
  return [
    {
      key: 'eval:samples',
      kind: 'eval',
      title:
        samples === undefined
          ? 'Collect failing inputs for the eval set'
          : 'Put the failing inputs into the eval set',
      text: `Put ${samples ?? 'failing inputs, of which none were saved,'} into the eval set. Run each several times against every ${versions}, as one pass proves little, and stop it unless ${stop}.`,
      owner: partOwner(account, parts[0]),
    },
  ];
}

function samplesOf({ incident: { evidence, examples } }: Account): string | undefined {
  const blocking = examples.filter(({ set }) => set === 'blocking').length;
  if (blocking > 0)
    return `the ${count(blocking, 'failed example')} sorted as blocking (airb examples export --set blocking)`;
  const saved = evidence.filter(({ from, nature }) => from !== 'automatic' && nature === undefined);
  const unique = [...new Map(saved.map((one) => [one.sha256, one])).values()];
  return unique.length === 0
    ? undefined
    : `the failing inputs in ${inSeries(unique.map(({ title }) => `“${cut(title, 90)}”`))}`;
}

/** Gradual releases for parts whose change was taken back and whose way back was measured to help. */
function releases(account: Account): Idea[] {
  const parts = cured(account);
  if (parts.length === 0) return [];
  const names = inSeries(titles(account, parts), 'or');
  const also = firstBound(account, 'business');
  const stays = also === undefined ? '' : ` and “${also.title}” stays ${also.words}`;
  return [
    {
      key: `gate:${parts.toSorted().join('+')}`,
      kind: 'prompt-gate',
      title: `Release the next ${names} to a small share first`,
      text: `Give each new version of the ${names} a small share of the traffic first, compare it with the version before, and widen only while the key metric is in range${stays}.`,
      owner: technicalOwner(account),
    },
  ];
}

/** What people had to stop by hand can stop itself. */
function guardrails(account: Account): Idea[] {
  const { incident } = account;
  const stops = applied(incident).flatMap((deed) => {
    const known = containmentFor(incident, deed);
    return known?.stops && deed.verdict === 'stopped' ? [known] : [];
  });
  const [stop] = stops;
  const about = aboutSignal(incident)?.name;
  const check = recoveryChecks(incident.plan).find((one) => one.check.signal === about)?.check;
  const bound = (check && boundOf(account, check)) ?? firstBound(account, 'key');
  if (stop === undefined || bound === undefined) return [];
  return [
    {
      key: `guardrail:${stop.id}`,
      kind: 'guardrail',
      title: `Let “${bound.title}” stop it without waiting for a person`,
      text: `Make “${stop.title}” happen by itself once “${bound.title}” is not ${bound.words}: people had to see it, agree and press first.`,
      owner: technicalOwner(account),
    },
  ];
}

function titles({ words }: Account, parts: string[]): string[] {
  return parts.map((part) => inSentence(words.part(part)?.title ?? part));
}

/** A check of recovery in words: what it is about, its limit, and `at most 6 %`. */
export function boundOf(
  account: Account,
  check: RecoveryCheck,
): { title: string; limit: string; words: string } | undefined {
  const spec = account.words.signal(check.signal);
  const limit = limitOf(check, spec);
  if (spec === undefined || limit === undefined) return undefined;
  const shown = show(limit, spec.unit);
  return {
    title: spec.title,
    limit: shown,
    words: `${check.compare === 'at-most' ? 'at most' : 'at least'} ${shown}`,
  };
}

function firstBound(account: Account, kind: 'key' | 'business') {
  return account.incident.plan.recovery[kind]
    .map((check) => boundOf(account, check))
    .find((one) => one !== undefined);
}
