import { blocksBytes, checkMessageBlocks } from '../blocks/check.ts';
import type { Context } from '../context.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Json, Message } from '../state.ts';
import { type Args, json, text } from './args.ts';

const maxAttachments = 100;

/** What a posted message may hold, checked as strictly as the documentation says. */
export interface Content {
  text: string;
  blocks?: Json[];
  attachments?: unknown[];
  metadata?: Message['metadata'];
}

/**
 * Reads text, blocks, attachments and metadata of a call or of a response_url body.
 * @param maxText characters; 40,000 to post, 4,000 to update.
 */
export function readContent(ctx: Pick<Context, 'faults'>, args: Args, maxText: number): Content {
  const body = text(args, 'text') ?? text(args, 'markdown_text') ?? '';
  if (body.length > maxText) throw new SlackError('msg_too_long');
  const blocks = readBlocks(args, !ctx.faults.noCharts);
  const attachments = json(args, 'attachments', 'invalid_attachments');
  if (attachments !== undefined && !Array.isArray(attachments)) throw new SlackError('invalid_attachments');
  if (attachments && attachments.length > maxAttachments) throw new SlackError('too_many_attachments');
  if (body === '' && !blocks?.length && !attachments?.length) throw new SlackError('no_text');
  const metadata = readMetadata(args);
  return {
    text: body,
    ...(blocks ? { blocks } : {}),
    ...(attachments ? { attachments } : {}),
    ...(metadata ? { metadata } : {}),
  };
}

function readBlocks(args: Args, charts: boolean): Json[] | undefined {
  const blocks = json(args, 'blocks', 'invalid_blocks_format');
  if (blocks === undefined || blocks === null) return undefined;
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  const problems = charts ? checkMessageBlocks(blocks) : [...checkMessageBlocks(blocks), ...chartsIn(blocks)];
  if (problems.length > 0)
    throw new SlackError('invalid_blocks', { response_metadata: { messages: problems } });
  if (Buffer.byteLength(JSON.stringify(blocks)) > blocksBytes) throw new SlackError('msg_blocks_too_long');
  return blocks;
}

/** What a workspace without charts says of each; the words are Slack's for any type it does not know. */
function chartsIn(blocks: Json[]): string[] {
  return blocks.flatMap(({ type }, n) =>
    type === 'data_visualization'
      ? [`[ERROR] unsupported type: ${type} [json-pointer:/blocks/${n}/type]`]
      : [],
  );
}

function readMetadata(args: Args): Message['metadata'] {
  const metadata = json(args, 'metadata', 'invalid_metadata_format') as Json | undefined;
  if (metadata === undefined || metadata === null) return undefined;
  const { event_type: type, event_payload: payload } = metadata;
  if (typeof type !== 'string' || typeof payload !== 'object' || payload === null) {
    throw new SlackError('invalid_metadata_schema');
  }
  return { event_type: type, event_payload: payload as Json };
}
