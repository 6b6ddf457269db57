import type { Context } from '../context.ts';
import { type Delivered, send } from '../deliver/send.ts';
import type { Act, ActAnswer } from '../protocol.ts';
import { actorObject, placeObject, teamObject } from '../slack/payloads.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Channel, Json } from '../state.ts';
import { issueResponseUrl, respond } from '../webapi/response-url.ts';
import { failure, no, ok } from './interaction.ts';
import { typed, withNames } from './typing.ts';

/** Sends a slash command and shows what the app answers in the response itself. */
export async function runCommand(
  ctx: Context,
  act: Act & { type: 'command' },
  channel: Channel,
): Promise<ActAnswer> {
  const [, name = '', rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(act.text.trim()) ?? [];
  const command = ctx.app.commands.find((c) => c.command === name);
  if (!command) return no(`${name || act.text} is not a valid command.`);
  const text = command.escape ? withNames(ctx, typed(ctx, rest)) : rest;
  const target = { user: act.as, channel: channel.id, ephemeral: true };
  const fields = form(ctx, { act, channel, command: name, text, responseUrl: issueResponseUrl(ctx, target) });
  ctx.observe({ type: 'command', text: act.text });
  const result = await send(ctx, {
    kind: 'command',
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(fields).toString(),
    content: fields,
  });
  const error = failure(ctx, result, name);
  if (error) return no(error);
  return showAnswer(ctx, target, result);
}

interface Sent {
  act: Act & { type: 'command' };
  channel: Channel;
  command: string;
  text: string;
  responseUrl: string;
}

function form(ctx: Context, { act, channel, command, text, responseUrl }: Sent): Record<string, string> {
  const place = placeObject(channel);
  const team = teamObject(ctx);
  return {
    token: 'sandbox',
    team_id: String(team.id),
    team_domain: String(team.domain),
    channel_id: place.id,
    channel_name: place.name,
    user_id: act.as,
    user_name: String(actorObject(ctx, act.as).username),
    command,
    text,
    api_app_id: ctx.workspace.app.id,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: ctx.triggers.issue(act.as),
  };
}

function showAnswer(
  ctx: Context,
  target: { user: string; channel: string; ephemeral: boolean },
  result: Delivered,
): ActAnswer {
  const body = result.outcome === 'answered' ? result.body : '';
  if (body.trim() === '') return ok;
  const answer = parsed(body);
  if (Object.keys(answer).length === 0) return ok;
  try {
    respond(ctx, target, answer);
    return ok;
  } catch (error) {
    if (error instanceof SlackError)
      return no(`${ctx.workspace.app.name} sent an answer Slack refuses: ${error.code}`);
    throw error;
  }
}

/** A JSON object is a message; anything else is its text. */
function parsed(body: string): Json {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) return value as Json;
  } catch {
    // Not JSON: plain text, which Slack shows as it is.
  }
  return { text: body };
}
