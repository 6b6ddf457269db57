import type { TrackerSpec } from '../../domain/runbooks/tracker.ts';
import { trackerWords } from '../../views/follow-up/item-words.ts';
import type { Check, Files, Means } from './check.ts';

const cost = 'action items are not opened as issues and not followed; they stay in airb, and are reminded of';

/** Does each tracker that the files name answer, take the token and know the project? */
export async function checkTrackers({
  library,
  means: { trackers },
}: {
  library: Files;
  means: Pick<Means, 'trackers'>;
}): Promise<Check[]> {
  return Promise.all(placesOf(library).map((spec) => ask(spec, trackers)));
}

/** The places that the files name, each once. */
export function placesOf(library: Files): TrackerSpec[] {
  if (library === undefined) return [];
  const named = [library.organization.tracker, ...library.systems.map(({ tracker }) => tracker)];
  const places = named.flatMap((spec) => (spec ? [[`${spec.name} ${spec.project}`, spec] as const] : []));
  return [...new Map(places).values()];
}

async function ask({ name, project }: TrackerSpec, trackers: Means['trackers']): Promise<Check> {
  const where = `${trackerWords[name]}, ${project}`;
  const tracker = trackers.find((one) => one.name === name);
  if (tracker === undefined)
    return {
      check: 'trackers',
      state: 'broken',
      what: `${where}: airb has no token for it`,
      cost,
      fix: `docs/follow-up.md says which settings it needs`,
    };
  const problem = await tracker.check(project).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return problem === undefined
    ? { check: 'trackers', state: 'ok', what: `${where} answers` }
    : { check: 'trackers', state: 'broken', what: `${where}: ${problem}`, cost };
}
