import { DeliveryError } from '../../../errors.ts';
import { unanswered } from '../../../http/unanswered.ts';

/** The most bytes of one answer. Fifty messages from Graph, each as large as Teams allows, take five million. */
export const answerLimit = 16 * 1024 * 1024;

/** What must be known about a call to explain its failure. */
export interface Attempt {
  service: 'connector' | 'graph' | 'login';
  /** What the call was for, in logs and sentences: `the message`, `the new channel`. */
  what: string;
  /** What the call was about, for people: `the incidents channel`, `Ana Lima`. */
  where?: string;
  /** True when a repeat would make a second thing. Without an answer, nobody then knows whether the call succeeded. */
  makesAnother?: boolean;
  /** The Graph permission it needs. */
  permission?: string;
}

/** The answer of the other side when the call failed. */
export interface Refusal {
  status: number;
  /** `error.code` of the body, or Entra's `error`. */
  code: string;
  message: string;
  /** Milliseconds from its Retry-After header. */
  afterMs?: number;
}

/**
 * Statuses of failures on Teams' side that pass. Source:
 * learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit.
 */
const passing = new Set([408, 412, 500, 502, 503, 504]);

/** The conversation is not there for airb any more. */
const gone = new Set(['conversation_gone', 'teams_blocked', 'teams_not_installed']);

/** What a permanent refusal means for people, and what to do. */
const refusals = new Map<string, { code: string; text: (where: string) => string }>(
  Object.entries({
    MessageWritesBlocked: {
      code: 'teams_blocked',
      text: (where) =>
        `Teams lets airb say nothing in ${where}: the app was removed or blocked there. Add the airb app again.`,
    },
    ConversationBlockedByUser: {
      code: 'teams_blocked',
      text: (where) => `${where} has blocked airb in Teams. They can unblock it in the chat with airb.`,
    },
    BotNotInConversationRoster: {
      code: 'teams_not_installed',
      text: (where) =>
        `airb is not installed for ${where} in Teams. Add the airb app to the team, or for them.`,
    },
    itemNotFound: { code: 'message_gone', text: () => 'The file is gone from Teams.' },
    ActivityNotFoundInConversation: { code: 'message_gone', text: () => 'The message is gone from Teams.' },
    ConversationNotFound: {
      code: 'conversation_gone',
      text: (where) =>
        `Teams does not know ${where} any more, or airb is not installed there. Check that it is still there and has the airb app.`,
    },
    MessageSizeTooBig: { code: 'too_big', text: () => 'The message is too long for Teams.' },
  }),
);

/**
 * The error for a refusal of the connector, Graph or the login service. Every sentence names the next thing to try.
 * Sources: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages and
 * build-conversational-capability (status codes), learn.microsoft.com/graph/errors, Entra's AADSTS error codes.
 */
export function refused(refusal: Refusal, attempt: Attempt): DeliveryError {
  const { status, code } = refusal;
  if (status === 429) return throttled(refusal.afterMs ?? 2000, refusal);
  if (attempt.service === 'login') return loginRefused(refusal);
  if (passing.has(status)) return passed(refusal, attempt);
  if (status === 401) return notBelieved(attempt, refusal);
  const known = refusals.get(status === 413 && !refusals.has(code) ? 'MessageSizeTooBig' : code);
  const cause = causeOf(refusal);
  if (known) {
    const message = known.text(attempt.where ?? 'this conversation');
    return new DeliveryError(message, { retry: false, code: known.code, gone: gone.has(known.code), cause });
  }
  if (status === 403 && attempt.permission) return lacking(attempt.permission, attempt.what, cause);
  const told = refusal.message ? ` ${refusal.message}` : '';
  const place = attempt.where ? ` for ${attempt.where}` : '';
  const message = `Teams refuses ${attempt.what}${place} (${code || `HTTP ${status}`}).${told}`;
  return new DeliveryError(message, { retry: false, code: `teams_${code || status}`, cause });
}

/** The error for an answer that never came, or that can't be read to its end. */
export function noAnswer(error: unknown, { what, makesAnother = false }: Attempt): DeliveryError {
  return unanswered(error, ({ why, word }) =>
    why === 'too_long'
      ? {
          message: `Teams answered ${what} with more than ${answerLimit / 1024 / 1024} MB, which was not read.`,
          code: 'answer_too_long',
          repeatable: !makesAnother,
        }
      : {
          message: `Teams gave no answer to ${what} (${word}).`,
          code: 'unreachable',
          repeatable: !makesAnother,
        },
  );
}

/** The error for a success that did not come from Teams: a proxy's page, a redirect, half an answer. */
export function unreadable({ what, makesAnother = false }: Attempt): DeliveryError {
  return new DeliveryError(
    `Teams answered ${what} with something that is not its JSON; a proxy may stand in between.`,
    { retry: true, uncertain: makesAnother, code: 'unreadable_answer' },
  );
}

/** Turns any failure into a DeliveryError, the only error the port allows. */
export function deliveryError(error: unknown, what: string): DeliveryError {
  return noAnswer(error, { service: 'connector', what });
}

/** The error that asks the caller to try again in `afterMs` milliseconds. Nothing is wrong with the call itself. */
export function throttled(afterMs: number, cause?: unknown): DeliveryError {
  const message = `Teams takes more in ${Math.ceil(afterMs / 1000)} s.`;
  return new DeliveryError(message, { retry: true, throttled: true, afterMs, code: 'throttled', cause });
}

/** The error for a Graph permission that was not granted; it says what the permission is needed for. */
export function lacking(permission: string, what: string, cause?: unknown): DeliveryError {
  const message = `Teams has not granted airb ${permission}, which ${what} needs. An admin grants it with the app’s permissions in Teams or Entra; \`airb doctor\` lists them.`;
  return new DeliveryError(message, { retry: false, code: `missing_permission:${permission}`, cause });
}

/** True when the failure is a permission that nobody granted. */
export function isLacking(error: unknown): boolean {
  return error instanceof DeliveryError && error.code.startsWith('missing_permission:');
}

function passed(refusal: Refusal, attempt: Attempt): DeliveryError {
  const { status, afterMs } = refusal;
  const uncertain = attempt.makesAnother === true && status >= 500;
  return new DeliveryError(`Teams answered ${attempt.what} with HTTP ${status}.`, {
    retry: true,
    uncertain,
    code: `http_${status}`,
    cause: causeOf(refusal),
    ...(afterMs === undefined ? {} : { afterMs }),
  });
}

function notBelieved({ what }: Attempt, refusal: Refusal): DeliveryError {
  const message = `Teams does not believe that airb is who it says (${what}). Check TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID, and that the bot is registered as single-tenant.`;
  return new DeliveryError(message, { retry: false, code: 'invalid_auth', cause: causeOf(refusal) });
}

/** Entra's codes in the text of a failed login. */
const logins: [code: string, text: string][] = [
  [
    'AADSTS7000215',
    'The secret is wrong. Put the secret’s value, not its id, into TEAMS_APP_PASSWORD and restart.',
  ],
  ['AADSTS7000222', 'The secret has expired. Make a new one in Entra, set TEAMS_APP_PASSWORD and restart.'],
  ['AADSTS700016', 'There is no such app in the tenant. Check TEAMS_APP_ID and TEAMS_TENANT_ID.'],
  ['AADSTS90002', 'There is no such tenant. Check TEAMS_TENANT_ID.'],
];

function loginRefused(refusal: Refusal): DeliveryError {
  const { status } = refusal;
  const cause = causeOf(refusal);
  if (passing.has(status)) {
    const message = `The login service of Teams answered with HTTP ${status}.`;
    return new DeliveryError(message, { retry: true, code: `http_${status}`, cause });
  }
  const [, known] = logins.find(([code]) => refusal.message.includes(code)) ?? [];
  const advice = known ?? 'Check TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID.';
  const message = `Entra does not let airb log in. ${advice}`;
  return new DeliveryError(message, { retry: false, code: 'invalid_auth', cause });
}

function causeOf({ status, code, message }: Refusal): Error {
  return new Error(`HTTP ${status} ${code}: ${message}`);
}
