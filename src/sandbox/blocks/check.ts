import type * as z from 'zod';
import type { Json } from '../state.ts';
import { messageBlocks, view as viewSchema } from './blocks.ts';

/** Sentences in the form Slack puts into `response_metadata.messages`. */
export type Problems = string[];

const markdownTotal = 12_000;
/** Undocumented; refusals are reported near 13 KB of blocks (slackapi/bolt-js#2509). */
export const blocksBytes = 13_000;

/** What is wrong with a message's blocks; empty when Slack would take them. */
export function checkMessageBlocks(blocks: unknown): Problems {
  const parsed = messageBlocks.safeParse(blocks);
  if (!parsed.success) return parsed.error.issues.map((issue) => sentence(issue, blocks, '/blocks'));
  const list = blocks as Json[];
  return [...duplicates(list, '/blocks'), ...oncePerMessage(list)];
}

/** What is wrong with a modal or a Home view. */
export function checkView(view: unknown): Problems {
  const parsed = viewSchema.safeParse(view);
  if (!parsed.success) return parsed.error.issues.map((issue) => sentence(issue, view, '/view'));
  const blocks = parsed.data.blocks as Json[];
  const problems = duplicates(blocks, '/view/blocks');
  const asks = blocks.some((block) => block.type === 'input');
  if (parsed.data.type === 'modal' && asks && !parsed.data.submit) {
    problems.push('[ERROR] missing required field: submit [json-pointer:/view]');
  }
  return problems;
}

/** The interactive elements of a block, each with its place in the block. */
export function elementsOf(block: Json): Json[] {
  const found: Json[] = [];
  if (block.type === 'actions' || block.type === 'context_actions') found.push(...(block.elements as Json[]));
  if (block.type === 'section' && block.accessory) found.push(block.accessory as Json);
  if (block.type === 'input') found.push(block.element as Json);
  return found.filter((element) => typeof element.action_id === 'string');
}

function duplicates(blocks: Json[], base: string): Problems {
  const problems: Problems = [];
  const blockIds = new Set<unknown>();
  for (const [i, block] of blocks.entries()) {
    if (block.block_id !== undefined && blockIds.has(block.block_id)) {
      problems.push(
        `[ERROR] block_id already exists: ${block.block_id} [json-pointer:${base}/${i}/block_id]`,
      );
    }
    blockIds.add(block.block_id);
    const actionIds = elementsOf(block).map((element) => element.action_id);
    const twice = actionIds.find((actionId, n) => actionIds.indexOf(actionId) !== n);
    if (twice) problems.push(`[ERROR] action_id already exists: ${twice} [json-pointer:${base}/${i}]`);
  }
  return problems;
}

function oncePerMessage(blocks: Json[]): Problems {
  const problems: Problems = [];
  const markdown = blocks
    .filter((b) => b.type === 'markdown')
    .reduce((sum, b) => sum + String(b.text).length, 0);
  if (markdown > markdownTotal)
    problems.push('[ERROR] markdown blocks: no more than 12000 characters together');
  if (blocks.filter((b) => b.type === 'table').length > 1) problems.push('[ERROR] only_one_table_allowed');
  return problems;
}

function sentence(issue: z.core.$ZodIssue, input: unknown, base: string): string {
  const at = `${base}${issue.path.map((step) => `/${String(step)}`).join('')}`;
  return `[ERROR] ${complaint(issue, input)} [json-pointer:${at}]`;
}

function complaint(issue: z.core.$ZodIssue, input: unknown): string {
  const value = valueAt(input, issue.path);
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'string'
        ? `must be less than ${Number(issue.maximum) + 1} characters`
        : `no more than ${issue.maximum} items allowed`;
    case 'too_small':
      return issue.origin === 'string'
        ? `must be more than ${Number(issue.minimum) - 1} characters`
        : `no fewer than ${issue.minimum} items required`;
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return typeof value === 'string' ? `unsupported type: ${value}` : 'missing required field: type';
    case 'invalid_type':
      return value === undefined
        ? `missing required field: ${String(issue.path.at(-1))}`
        : `must be a ${issue.expected}`;
    default:
      return issue.message;
  }
}

function valueAt(input: unknown, path: PropertyKey[]): unknown {
  let value = input;
  for (const step of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[step];
  return value;
}
