import { webApi } from '@slack/bolt';
import { DeliveryError } from '../../../errors.ts';
import { unanswered } from '../../../http/unanswered.ts';

const { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } = webApi;

/** The most bytes of one answer. A page of a thousand channels takes three million, one of long messages more. */
export const answerLimit = 16 * 1024 * 1024;

/** An answer that is not Slack's: a sign-in page, a proxy's apology, half an answer, nothing. */
export class NotFromSlack extends Error {
  constructor(status: number) {
    super(`an answer with HTTP ${status} that is not Slack's JSON`);
    this.name = 'NotFromSlack';
  }
}

/** Methods that make a second message or file when repeated. Without an answer, nobody knows whether they succeeded. */
const makesAnother = new Set(['chat.postMessage', 'files.completeUploadExternal']);

/**
 * Failures on Slack's side that pass, so another try is worth it. Slack's docs say that part of the call may have
 * happened.
 */
const passing = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'accesslimited',
]);

const defaultWait = 30_000;

/** What a permanent refusal means for people, and what to do. `where` names the call's subject. */
const refusals = new Map<string, (where: string) => string>(
  Object.entries({
    not_in_channel: (where) => `airb is not a member of ${where}. Invite it there with /invite @airb.`,
    channel_not_found: (where) =>
      `Slack does not show airb ${where}. If it is private, invite airb there; else check the name.`,
    is_archived: (where) => `${where} is archived. Unarchive it, or go on in another channel.`,
    restricted_action: () =>
      'Slack does not let airb do this. A workspace admin must allow apps and members to create channels and post (Settings → Permissions).',
    user_is_restricted: () => 'The airb app is installed as a restricted user. Reinstall it as a full app.',
    invalid_auth: () =>
      'Slack rejects the bot token. Put the current one (xoxb-…) into SLACK_BOT_TOKEN and restart.',
    not_authed: () => 'Slack got no bot token. Set SLACK_BOT_TOKEN and restart.',
    account_inactive: () =>
      'The airb app was removed from the workspace. Install it again and set SLACK_BOT_TOKEN.',
    token_revoked: () => 'The bot token was revoked. Reinstall the app and set SLACK_BOT_TOKEN.',
    token_expired: () =>
      'The bot token has expired. Turn token rotation off for the app, and set SLACK_BOT_TOKEN.',
    message_not_found: () => 'The message is gone from Slack.',
    cant_update_message: () => 'Slack does not let airb change that message.',
    cant_delete_message: () => 'Slack does not let airb delete that message.',
    cant_delete_file: () => 'Slack does not let airb delete that file.',
    file_deleting_disabled: () => 'The workspace does not allow files to be deleted.',
    compliance_exports_prevent_deletion: () =>
      'The workspace does not allow messages to be deleted, because it keeps them for compliance.',
    file_not_found: () => 'The file is gone from Slack.',
    file_deleted: () => 'The file is gone from Slack.',
    edit_window_closed: () => 'The workspace does not allow messages to be edited this late.',
    msg_too_long: () => 'The message is too long for Slack.',
    invalid_blocks: () => 'Slack refuses the layout of this message.',
    unknown_method: () => 'This Slack server does not know the call.',
    method_not_supported_for_channel_type: (where) => `Slack does not support this in ${where}.`,
    canvas_disabled_user_team: () => 'canvases are switched off in this workspace.',
    team_tier_cannot_create_channel_canvases: () =>
      'canvases of channels are not part of this workspace’s plan.',
    canvas_creation_failed: () => 'Slack could not make the canvas.',
    channel_canvas_creation_failed: () => 'Slack could not make the canvas.',
    canvas_tab_creation_failed: () => 'Slack could not make the canvas.',
    canvas_editing_failed: () => 'Slack could not change the canvas.',
    canvas_not_found: () => 'the canvas is gone from Slack.',
    too_many_pins: (where) => `${where} has no room for another pin. Unpin something.`,
    too_many_bookmarks: (where) => `${where} has no room for another bookmark.`,
    user_not_found: () => 'Slack knows no such user.',
    no_such_subteam: (where) => `Slack does not know ${where}, or it is switched off.`,
    permission_denied: () =>
      'The workspace does not let airb change user groups. An admin must allow everybody to (Workspace settings → Permissions → User groups), because apps count as members there.',
    plan_upgrade_required: () => 'User groups are not part of this workspace’s plan.',
    paid_teams_only: () => 'User groups are not part of this workspace’s plan.',
    invalid_users: (where) =>
      `Slack does not take one of these accounts into ${where}: a guest, a bot, or one that is deactivated.`,
    failed_for_some_users: (where) => `Some of these accounts are not in the workspace of ${where}.`,
    user_disabled: () => 'That Slack account is deactivated.',
    cannot_dm_bot: () => 'A bot can’t be written to directly.',
    expired_trigger_id: () => 'The form came too late: Slack allows three seconds. Try again.',
    trigger_expired: () => 'The form came too late: Slack allows three seconds. Try again.',
  }),
);

/** The place is not there for airb any more. */
const gone = new Set(['is_archived', 'channel_not_found', 'not_in_channel']);

/** Codes other parts rely on, where Slack's own word differs. */
const codes = new Map<string, string>(
  Object.entries({
    message_not_found: 'message_gone',
    file_not_found: 'message_gone',
    file_deleted: 'message_gone',
    cant_update_message: 'message_gone',
  }),
);

/**
 * Turns what the Slack SDK throws into a DeliveryError; no other code knows the SDK's errors. Sources: error lists of
 * docs.slack.dev/reference/methods; classes of @slack/web-api 8 (dist/errors.js).
 * @param method the Web API method that was called
 * @param where what the call was about, for people: `#incidents`, `the incident channel`
 */
export function deliveryError(error: unknown, method: string, where = 'the channel'): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (isNotFromSlack(error)) return unreadable(error, method);
  if (error instanceof WebAPIRateLimitedError) return throttled(method, error.retryAfter * 1000, error);
  if (error instanceof WebAPIPlatformError) return refused(error, method, where);
  if (error instanceof WebAPIHTTPError) return answeredOddly(error, method);
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('Retry header did not')) return throttled(method, defaultWait, error);
  return noAnswer(error, method);
}

/** Slack's code for a refusal; undefined when the error is not one. */
export function slackCode(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** The error that asks the caller to try again in `afterMs` milliseconds. Nothing is wrong with the call itself. */
export function throttled(method: string, afterMs: number, cause?: unknown): DeliveryError {
  const message = `Slack takes ${method} again in ${Math.ceil(afterMs / 1000)} s.`;
  return new DeliveryError(message, { retry: true, throttled: true, afterMs, code: 'throttled', cause });
}

function refused(
  error: InstanceType<typeof WebAPIPlatformError>,
  method: string,
  where: string,
): DeliveryError {
  const { error: word, response_metadata: metadata } = error.data;
  if (!isWord(word)) return unreadable(error, method);
  if (word === 'ratelimited' || word === 'rate_limited') {
    const seconds = metadata?.retryAfter;
    return throttled(method, seconds === undefined ? defaultWait : seconds * 1000, error);
  }
  if (word === 'missing_scope') return missingScope(error, method);
  if (passing.has(word)) {
    const uncertain = makesAnother.has(method);
    return new DeliveryError(`Slack failed at ${method} (${word}).`, {
      retry: true,
      uncertain,
      code: word,
      cause: error,
    });
  }
  const told = refusals.get(word)?.(where) ?? `Slack refuses ${method}: ${word}.`;
  const details = metadata?.messages?.join(' ') ?? detailOf(error.data);
  const message = details ? `${told} ${details}` : told;
  return new DeliveryError(message, {
    retry: false,
    code: codes.get(word) ?? word,
    gone: gone.has(word),
    cause: error,
  });
}

/** What canvases give in place of messages: the line of the Markdown that was refused. */
function detailOf(data: object): string | undefined {
  return 'detail' in data && typeof data.detail === 'string' ? data.detail.slice(0, 300) : undefined;
}

/** True when it is a code. When an answer is not JSON, the SDK gives the whole page of the server in its place. */
function isWord(word: unknown): boolean {
  return typeof word === 'string' && /^[\w-]{1,100}$/.test(word);
}

function isNotFromSlack(error: unknown): error is Error {
  if (error instanceof NotFromSlack) return true;
  return error instanceof WebAPIRequestError && error.original instanceof NotFromSlack;
}

function unreadable(error: Error, method: string): DeliveryError {
  const message = `Slack answered ${method} with something that is not its JSON; a proxy may stand in between.`;
  return new DeliveryError(message, {
    retry: true,
    uncertain: makesAnother.has(method),
    code: 'unreadable_answer',
    cause: error,
  });
}

function missingScope(error: InstanceType<typeof WebAPIPlatformError>, method: string): DeliveryError {
  const needed = 'needed' in error.data ? error.data.needed : undefined;
  const scope = typeof needed === 'string' && needed !== '' ? needed : 'unknown';
  const message = `Slack has not granted airb the scope ${scope}, which ${method} needs. Add it under OAuth & Permissions and reinstall the app.`;
  return new DeliveryError(message, { retry: false, code: `missing_scope:${scope}`, cause: error });
}

function answeredOddly(error: InstanceType<typeof WebAPIHTTPError>, method: string): DeliveryError {
  const { statusCode } = error;
  const retry = statusCode >= 500 || statusCode === 408 || statusCode === 429;
  const uncertain = statusCode >= 500 && makesAnother.has(method);
  const message = `Slack answered ${method} with HTTP ${statusCode}.`;
  return new DeliveryError(message, { retry, uncertain, code: `http_${statusCode}`, cause: error });
}

/** The error for a timeout, a broken connection or an answer without end. */
function noAnswer(error: unknown, method: string): DeliveryError {
  const repeatable = !makesAnother.has(method);
  return unanswered(error instanceof WebAPIRequestError ? error.original : error, ({ why, word }) =>
    why === 'too_long'
      ? {
          message: `Slack answered ${method} with more than ${answerLimit / 1024 / 1024} MB, which was not read.`,
          code: 'answer_too_long',
          repeatable,
        }
      : { message: `Slack gave no answer to ${method} (${word}).`, code: 'unreachable', repeatable },
  );
}
