import { type Command, Option } from 'commander';
import type { Check } from '../../app/doctor/check.ts';
import { examine } from '../../app/doctor/examine.ts';
import { systemKinds } from '../../domain/runbooks/runbook.ts';
import { answer } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';
import { webAddress } from '../terminal/web-address.ts';
import type { Asked, Means, Tested } from './asked.ts';
import { begin } from './begin.ts';
import { chats } from './wishes.ts';

const notes = `
What no flag says is asked at a terminal. Tokens are never flags: they come from the environment, from the settings file, or are typed
without being shown. --from-slack reads SLACK_BOT_TOKEN (or a person's token), --from-pagerduty PAGERDUTY_API_TOKEN.
Nothing that is there is changed before you have seen what would change and agreed, or said --force.
Ends with 0; with 1 where something does not work, or the test incident paged nobody; with 2 when nothing was written.`;

/** Adds `airb init`. */
export function registerInit(program: Command, means: Means, io: Io): void {
  program
    .command('init')
    .description('begin an installation: people, a first system, settings and the chat app’s manifest')
    .option('--from-slack', 'read people, e-mail addresses, time zones and channels from the workspace')
    .option('--from-pagerduty', 'read schedules and escalation policies from PagerDuty')
    .option('--name <organization>', 'what the organization is called')
    .option('--me <who>', 'you: a name; with --from-slack an e-mail address or Slack member id')
    .option('--email <address>', 'your e-mail address')
    .option('--people <list>', 'with --from-slack only these: e-mail addresses or member ids, with commas')
    .option('--system <id>', 'the first AI system, as alerts name it: help-assistant')
    .addOption(new Option('--kind <kind>', 'what it does').choices(systemKinds))
    .addOption(new Option('--chat <chat>', 'where incidents are handled').choices(chats))
    .option('--channel <name>', 'where incidents are announced')
    .option(
      '--url <https-address>',
      'the public address of airb; Slack needs none with Socket Mode',
      webAddress,
    )
    .option('--dir <folder>', 'the runbooks folder', 'runbooks')
    .option('--env <file>', 'the settings file', '.env')
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--force', 'change files that are there without asking')
    .option('--test-incident', 'end with an incident that pages only you')
    .option('--no-doctor', 'do not look whether it works')
    .option('--json', 'print JSON')
    .addHelpText('after', notes)
    .action(async (asked: Asked) => {
      const begun = await begin(asked, means, (line) => io.err(line));
      const looked = begun.written && asked.doctor ? await examine(means.examined(begun.settings)) : [];
      const tested =
        begun.written && asked.testIncident ? await means.testIncident(begun.settings, begun.me) : undefined;
      const lines = [...begun.lines, ...missing(looked), ...(tested ? testLines(tested) : []), ...begun.next];
      const well =
        looked.every(({ state }) => state !== 'broken') &&
        (tested === undefined ||
          (tested.pages.length > 0 && tested.pages.every(({ state }) => state === 'sent')));
      answer(
        io,
        {
          people: lines.join('\n'),
          json: { files: begun.files, written: begun.written, checks: looked, ...(tested && { tested }) },
          exit: well ? 0 : 1,
        },
        asked,
      );
    });
}

/**
 * What works needs no line: a beginner sees what is left to do. Of the warnings about the files there are many at first, and
 * all say that the system is not described yet.
 */
function missing(checks: Check[]): string[] {
  const warnings = checks.filter(({ check, what }) => check === 'runbooks' && / warning: /.test(what));
  const others = checks.filter((one) => one.state !== 'ok' && !warnings.includes(one));
  return [
    ...others.map(lineOf),
    ...(warnings.length > 0
      ? [
          'doctor: missing runbooks: what the system measures, what can be rolled back and who is told is not described yet, as airb runbooks lint tells. See docs/first-runbook.md',
        ]
      : []),
  ];
}

function lineOf({ state, check, what, cost, fix }: Check): string {
  const whole = [cost === undefined ? what : `${what.replace(/\.$/, '')}: ${cost}`, ...(fix ? [fix] : [])];
  return `doctor: ${state} ${check}: ${whole.map((part) => part.replace(/\.$/, '')).join('. ')}`;
}

function testLines({ incident, pages, room }: Tested): string[] {
  return [
    `Test incident INC-${incident}: ${room ? 'its channel was opened' : 'its channel was not opened'}, and it is over. It stays in the records, about airb-test.`,
    ...pages.map(({ route, state, why }) => `  page by ${route}: ${state}${why ? `, ${why}` : ''}`),
    ...(pages.length === 0 ? ['  nobody was paged'] : []),
  ];
}
