import { createSlack, type SlackChat } from '../chat/slack/slack.ts';
import type { Config } from '../config.ts';
import type { PersonId } from '../domain/people.ts';
import { count, inSeries } from '../domain/plain.ts';
import { everybodyPaged } from '../domain/response/reach.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import { fullTime } from '../domain/time.ts';
import { silentLog } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Memory } from '../ports/memory.ts';
import { keptWords } from '../views/oncall-words.ts';
import { recordsOf } from './records.ts';
import { openSchedules } from './schedules.ts';

/** What of the on-call files stands elsewhere, as it is now. */
export interface AskedElsewhere {
  /** The files with what their schedules answered. */
  library: Library;
  /** People whose Slack account is deactivated. */
  gone: ReadonlySet<PersonId>;
  /** What is wrong there. */
  troubles: Trouble[];
}

interface Trouble {
  what: string;
  cost: string;
  fix: string;
}

type Needed = Pick<
  Config,
  'slack' | 'pagerdutyApi' | 'runbooksDir' | 'environment' | 'dataDir' | 'auditKey' | 'databaseUrl'
>;

/** Asks once, for `airb oncall` and the doctor, which run beside the airb that serves. Nothing is changed anywhere. */
export async function askElsewhere(config: Needed, files: Library, clock: Clock): Promise<AskedElsewhere> {
  const slack = config.slack && slackToAsk(config.slack, clock);
  const library = await withAnswers(config, { files, slack, clock });
  const { gone, troubles } = slack ? await lookInSlack(slack, library) : { gone: [], troubles: [] };
  return {
    library,
    gone: new Set(gone.map(({ id }) => id)),
    troubles: [...scheduleTroubles(library), ...gone.map(goneTrouble), ...troubles],
  };
}

async function withAnswers(
  config: Needed,
  { files, slack, clock }: { files: Library; slack: SlackChat | undefined; clock: Clock },
): Promise<Library> {
  if (Object.keys(files.organization.schedules ?? {}).length === 0) return files;
  // What is wrong with the records is said by those who look at them.
  const store = await recordsOf(config)
    .openIfThere()
    .catch(() => undefined);
  const memory: Memory = {
    recall: async (key) => store?.recall(key),
    remember: async () => undefined,
  };
  try {
    const around = { library: () => files, groups: slack?.groups, memory, clock, log: silentLog };
    const schedules = await openSchedules(config, around);
    await schedules.refresh();
    return schedules.fill(files);
  } finally {
    await store?.close();
  }
}

function slackToAsk(settings: NonNullable<Config['slack']>, clock: Clock): SlackChat {
  const directory = { slackIdOf: () => undefined, personOf: () => undefined };
  return createSlack({ ...settings, directory, log: silentLog, clock, onTrouble: () => undefined });
}

/** A schedule that does not answer, or names people nobody knows. */
function scheduleTroubles({ organization: { rotations = [] } }: Library): Trouble[] {
  return rotations.flatMap(({ title, elsewhere, answered, failing }) => {
    if (elsewhere === undefined) return [];
    const from = keptWords[elsewhere];
    const strangers = answered?.strangers ?? [];
    const silent: Trouble = {
      what: `${title}: ${failing ?? `${from} has not answered`}`,
      cost: answered
        ? `who is on call there is known as of ${fullTime(answered.at)}`
        : 'nobody knows who is on call there, so its pages go to the next step at once',
      fix: 'See docs/oncall.md, schedules kept elsewhere',
    };
    const unknown: Trouble = {
      what: `${title}: ${from} names ${named(strangers)}, whom nobody in organization.yaml matches`,
      cost: 'while they alone are on call there, nobody here is',
      fix: 'Give the person that has the same e-mail address or name, or the id it knows them by, in organization.yaml',
    };
    return [
      ...(failing !== undefined || answered === undefined ? [silent] : []),
      ...(strangers.length > 0 ? [unknown] : []),
    ];
  });
}

function named(strangers: string[]): string {
  const more = strangers.length - 5;
  return inSeries([...strangers.slice(0, 5), ...(more > 0 ? [count(more, 'more')] : [])]);
}

interface Gone {
  id: PersonId;
  name: string;
  slack: string;
}

async function lookInSlack(
  slack: SlackChat,
  library: Library,
): Promise<{ gone: Gone[]; troubles: Trouble[] }> {
  const paged = new Set(everybodyPaged(library));
  const people = library.organization.people.flatMap(({ id, name, slack: account }) =>
    paged.has(id) && account !== undefined ? [{ id, name, slack: account }] : [],
  );
  // A Slack that does not answer, or does not let airb see people, is said by whoever looks at the chat.
  const accounts = await slack.goneAccounts(people.map((one) => one.slack)).catch((): string[] => []);
  const kept = (library.organization.rotations ?? []).flatMap(({ title, slackGroup }) =>
    slackGroup === undefined ? [] : [{ title, group: slackGroup }],
  );
  const troubles = await Promise.all(
    kept.map(({ title, group }) =>
      slack.groups.members(group).then(
        () => [],
        (error: unknown) => [groupTrouble(title, group, error)],
      ),
    ),
  );
  return { gone: people.filter((one) => accounts.includes(one.slack)), troubles: troubles.flat() };
}

function goneTrouble({ id, name, slack }: Gone): Trouble {
  return {
    what: `${name} may be paged, and their Slack account ${slack} is deactivated`,
    cost: 'no direct message reaches them: without another way their page goes to the next person at once',
    fix: `Take \`${id}\` out of rotations and policies, or give \`people.${id}\` their present account`,
  };
}

function groupTrouble(title: string, group: string, error: unknown): Trouble {
  return {
    what: `${title}: the Slack user group @${group} can’t be kept to who is on call: ${error instanceof Error ? error.message : String(error)}`,
    cost: 'who mentions it may reach somebody who is not on call',
    fix: 'Make the group in Slack, grant usergroups:read and usergroups:write, and reinstall the app',
  };
}
