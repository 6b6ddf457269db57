import { gapsOf } from '../../domain/incident/pace.ts';
import { inSeries } from '../../domain/plain.ts';
import { aboutSignal } from '../../domain/response/onset.ts';
import { inWords } from '../../domain/time.ts';
import { type Account, applied, pointsOf, tookWords } from './account.ts';
import { unmeasuredBeside } from './deeds.ts';
import type { Idea } from './idea.ts';
import { technicalOwner } from './owners.ts';
import { boundOf } from './suggested-gates.ts';

/** What would have been seen sooner. */
export function monitors(account: Account): Idea[] {
  return [...unwatched(account), ...late(account), ...blind(account)];
}

/** Key signals that no trigger watches and no alert spoke of. */
function unwatched(account: Account): Idea[] {
  const { plan, alerts } = account.incident;
  const spoken = new Set([...(plan.alertsOn ?? []), ...alerts.flatMap(({ alert }) => alert.signal ?? [])]);
  return plan.recovery.key.flatMap((check): Idea[] => {
    const bound = boundOf(account, check);
    if (bound === undefined || spoken.has(check.signal)) return [];
    const side = check.compare === 'at-most' ? 'above' : 'below';
    return [
      {
        key: `monitor:${check.signal}`,
        kind: 'monitor',
        title: `Alert on “${bound.title}”, which no trigger watches`,
        text: `Alert when “${bound.title}” is ${side} ${bound.limit} over a rolling ${inWords(plan.recovery.hold)}, with a minimum number of responses so that one bad answer pages nobody. The runbook judges recovery by it, and no trigger watches it.`,
        owner: technicalOwner(account),
      },
    ];
  });
}

function late(account: Account): Idea[] {
  const detection = gapsOf(account.incident).find(({ of }) => of === 'detection');
  const about = aboutSignal(account.incident);
  if (!detection?.slow || about === undefined) return [];
  const took = tookWords(detection.from, detection.to);
  return [
    {
      key: `monitor:late:${about.name}`,
      kind: 'monitor',
      title: `Let “${about.title}” alert sooner than after ${took}`,
      text: `“${about.title}” was out of range for ${took} before its alert came. A shorter window, or one for each customer segment, may show it sooner.`,
      owner: technicalOwner(account),
    },
  ];
}

/** No data is not recovery, and nobody is told of it. */
function blind(account: Account): Idea[] {
  const { readings } = account.incident;
  const beside = applied(account.incident).flatMap((it) => unmeasuredBeside(account, it));
  const silent = account.judged.filter(
    ({ spec }) =>
      pointsOf(account, spec.name).length === 0 ||
      beside.includes(`“${spec.title}”`) ||
      readings.at(-1)?.readings.some((it) => it.signal === spec.name && it.value === undefined),
  );
  if (silent.length === 0 || readings.length === 0) return [];
  const names = inSeries(silent.map(({ spec }) => `“${spec.title}”`));
  return [
    {
      key: `monitor:blind:${silent.map(({ spec }) => spec.name).join('+')}`,
      kind: 'monitor',
      title: `Alert when ${names} ${silent.length === 1 ? 'is' : 'are'} not measured`,
      text: `Recovery is judged by ${names}, which gave no value when it mattered. Alert on the absence of data, and say in the system file what to do meanwhile.`,
      owner: technicalOwner(account),
    },
  ];
}
