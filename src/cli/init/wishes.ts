import { systemKinds } from '../../domain/runbooks/runbook.ts';
import { id } from '../../library/fields/fields.ts';

/** What somebody wants airb to begin with, from flags or from answers. */
export interface Wishes {
  name?: string | undefined;
  system?: string | undefined;
  kind?: string | undefined;
  me?: string | undefined;
  email?: string | undefined;
  chat?: string | undefined;
  channel?: string | undefined;
  people?: string | undefined;
  url?: string | undefined;
  socket?: boolean | undefined;
}

export const chats = ['slack', 'teams', 'none'];

/** A question about one wish. `wrong` says what is expected of an answer that will not do. */
export interface Question {
  wish: keyof Wishes;
  flag: string;
  ask: string;
  usual?: string;
  choices?: readonly string[];
  wrong?(answer: string): string | undefined;
}

/** Tokens are asked for apart, so that they show nowhere; one pasted too early would stand in a file that is not secret. */
function filled(answer: string): string | undefined {
  if (/^x(ox[a-z]|app)-/.test(answer.trim())) return 'no token: those are asked for without showing them';
  return answer.trim() === '' ? 'some text' : undefined;
}

/** What has to be known. What Slack knows is not asked. */
export function questions(slack: { team: string } | undefined): Question[] {
  return [
    {
      wish: 'name',
      flag: '--name <organization>',
      ask: 'What is the organization called?',
      ...(slack?.team && { usual: slack.team }),
      wrong: filled,
    },
    {
      wish: 'me',
      flag: slack ? '--me <your e-mail address or Slack id>' : '--me <your name>',
      ask: slack ? 'Who are you in Slack? (e-mail address or member id)' : 'What is your name?',
      wrong: filled,
    },
    ...(slack
      ? []
      : [
          {
            wish: 'email' as const,
            flag: '--email <your e-mail address>',
            ask: 'Your e-mail address? By it the chat knows who you are.',
            wrong: (answer: string) =>
              /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(answer.trim()) ? undefined : 'an e-mail address',
          },
        ]),
    {
      wish: 'system',
      flag: '--system <id>',
      ask: 'The id of your first AI system, as alerts will name it?',
      wrong: (answer) =>
        id.safeParse(answer).success
          ? undefined
          : 'a name of lower-case letters, digits and -: help-assistant',
    },
    {
      wish: 'kind',
      flag: '--kind <kind>',
      ask: 'What does it do?',
      usual: 'assistant',
      choices: systemKinds,
    },
    {
      wish: 'chat',
      flag: '--chat slack|teams|none',
      ask: 'Which chat?',
      usual: 'slack',
      choices: chats,
    },
    {
      wish: 'channel',
      flag: '--channel <name>',
      ask: 'The channel in which incidents are announced?',
      usual: 'incidents',
      wrong: (answer) => (/^#?[^\s#]{1,80}$/.test(answer) ? undefined : 'the name of a channel: incidents'),
    },
  ];
}
