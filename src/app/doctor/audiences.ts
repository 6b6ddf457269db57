import { inSeries } from '../../domain/plain.ts';
import { wayInWords } from '../../domain/runbooks/audience.ts';
import type { Reached } from './audience.ts';
import type { Check, Files, Means } from './check.ts';
import type { Patience } from './patience.ts';

/** Could each audience of the organization file be told something now? Each is asked for itself, and none is told anything. */
export async function checkAudiences({
  library,
  means,
  waiting,
}: {
  library: Files;
  means: Pick<Means, 'askAudience'>;
  waiting: Patience;
}): Promise<Check[]> {
  if (library === undefined) return [];
  const asked = library.organization.audiences.map(async (audience) => {
    const reached = means.askAudience(audience, library);
    const told = await Promise.race([reached.then((answer) => ({ answer })), waiting.over]);
    reached.catch(() => undefined);
    return { name: `${audience.id} (${wayInWords(audience)})`, reached: told ? told.answer : silence };
  });
  const all = (await Promise.all(asked)).flatMap(({ name, reached }) => (reached ? [{ name, reached }] : []));
  // One cause is one line: a chat that is down is no fault of each channel in it.
  const whats = [...new Set(all.map(({ reached }) => reached.what))];
  return whats.flatMap((what) => {
    const same = all.filter(({ reached }) => reached.what === what);
    const [first] = same;
    return first ? [told(inSeries(same.map(({ name }) => name)), first.reached)] : [];
  });
}

const silence: Reached = {
  state: 'broken',
  what: 'no answer in time',
  fix: 'See that what they are told by runs, and can be reached from here',
};

function told(names: string, { state, what, fix }: Reached): Check {
  const found: Check = { check: 'audiences', state, what: `${names}: ${what}` };
  return state === 'ok' ? found : { ...found, cost: 'they hear nothing of an incident', ...(fix && { fix }) };
}
