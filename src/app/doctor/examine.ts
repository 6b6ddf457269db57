import type { Config } from '../../config.ts';
import { oneLine } from '../../domain/plain.ts';
import { suggest } from '../../domain/suggest.ts';
import type { Duration } from '../../domain/time.ts';
import { ConfigError } from '../../errors.ts';
import { checkAddresses } from './addresses.ts';
import { checkAudiences } from './audiences.ts';
import { checkChat } from './chat.ts';
import type { Check, Means } from './check.ts';
import { inTime, nothingIn, type Silence } from './in-time.ts';
import { checkOnCall } from './oncall.ts';
import type { Patience } from './patience.ts';
import { checkReach } from './reach.ts';
import { checkRecords } from './records.ts';
import { checkRedis } from './redis.ts';
import { checkRefusals } from './refusals.ts';
import { checkRunbooks } from './runbooks.ts';
import { checkSignals } from './signals.ts';
import { silent } from './silent.ts';
import { checkTargets } from './targets.ts';
import { checkTrackers, placesOf } from './trackers.ts';

/** How the doctor comes by what it looks at. */
export interface Examined {
  /** Throws ConfigError when the environment is not usable, which is a finding like any other. */
  settings(): Config;
  /** Builds what is asked; nothing is built where the settings are not usable. */
  means(config: Config): Promise<Means>;
}

/**
 * Looks at everything airb needs here (requirement O4) and changes nothing: what is there, what is missing and what
 * that costs.
 * @param within milliseconds that all looks may take, side by side; so that five seconds are enough when left out
 */
export async function examine({ settings, means: build }: Examined, within?: Duration): Promise<Check[]> {
  let config: Config;
  try {
    config = settings();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const cost = 'airb does not start, and nothing else was looked at';
    return [{ check: 'settings', state: 'broken', what: error.message, cost, fix: error.hint }];
  }
  const means = await build(config);
  // Files are read before the time begins: a slow disk is no silence of anybody.
  const files = checkRunbooks(config, means);
  const waiting = means.patience(within);
  try {
    const looked = await Promise.all(looks(config, { means, waiting, files }));
    return [{ check: 'settings', state: 'ok', what: 'the environment can be read' }, ...looked.flat()];
  } finally {
    waiting.end();
  }
}

/** All are begun before the first is waited for: what is down costs the time of one look, however much of it is down. */
function looks(
  config: Config,
  { means, waiting, files }: { means: Means; waiting: Patience; files: ReturnType<typeof checkRunbooks> },
): Promise<Check[]>[] {
  const around = { library: files.library, means };
  const within = (look: Promise<Check[]>, silence: Silence) => inTime(waiting, look, silence);
  return [
    checkRecords(config, { ...means, waiting }),
    within(checkRedis(means), silent.redis),
    Promise.resolve(files.checks),
    checkChat(config, { ...around, waiting }),
    within(checkSignals(config, around), silent.signals),
    Promise.resolve(checkReach(config)),
    checkTargets({ files, means, waiting, environment: config.environment }),
    checkAddresses({ files, waiting }),
    checkAudiences({ ...around, waiting }),
    within(checkOnCall(config, around), silent.oncall),
    ...(placesOf(files.library).length > 0 ? [within(checkTrackers(around), silent.trackers)] : []),
    // Read from the records alone, and what is wrong with those is said by those who look at them.
    Promise.race([checkRefusals({ ...means, config }), nothingIn(waiting)]),
  ];
}

/** Pages one person by each way that is set up, marked as a test. @param name their id in the organization file */
export async function tryPages({ settings, means: build }: Examined, name: string): Promise<Check[]> {
  const config = settings();
  const means = await build(config);
  const { library, checks } = checkRunbooks(config, means);
  if (library === undefined) return checks;
  const { people } = library.organization;
  const person = people.find(({ id }) => id === name);
  if (person) return means.pageTest(config, library, person);
  const near = suggest(
    name,
    people.map(({ id }) => id),
    'quotes',
  );
  throw new ConfigError(
    `--page-test: nobody in organization.yaml has the id “${oneLine(name).slice(0, 60)}”`,
    near ?? `There are: ${people.map(({ id }) => id).join(', ')}.`,
  );
}
