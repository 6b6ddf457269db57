import type { types } from '@slack/bolt';
import type { Node } from '../../../domain/chat/card.ts';
import { digest } from '../../kit/digest.ts';
import { fitted } from '../../kit/fit.ts';
import { createNumbering } from './controls.ts';
import type { UserOf } from './inline.ts';
import { blocksOf } from './nodes.ts';

/** What one payload may hold. */
export interface Room {
  blocks: number;
  /** Of the blocks as JSON. Undocumented by Slack; `msg_blocks_too_long` was met near 13 KB (bolt-js#2509). */
  bytes: number;
}

export const messageRoom: Room = { blocks: 50, bytes: 12_000 };
export const viewRoom: Room = { blocks: 100, bytes: 60_000 };

/** Draws nodes into the room there is. */
export function drawInto(nodes: Node[], userOf: UserOf, room: Room): types.KnownBlock[] {
  return fitted(nodes, {
    draw: (some) => drawn(some, userOf),
    holds: (blocks) => holds(blocks, room),
    note: (missing) => ({ type: 'context', spans: [`… and ${missing} more`] }),
  });
}

function holds(blocks: types.KnownBlock[], room: Room): boolean {
  return blocks.length <= room.blocks && Buffer.byteLength(JSON.stringify(blocks)) <= room.bytes;
}

/**
 * The block id tells a redrawn block from the one before: Slack's clients keep the old state of a block whose id
 * stays (java-slack-sdk#762), so the id is made of the content.
 */
function drawn(nodes: Node[], userOf: UserOf): types.KnownBlock[] {
  const drawing = { userOf, idFor: createNumbering() };
  return nodes
    .flatMap((node) => blocksOf(node, drawing))
    .map((block, i) => ({ ...block, block_id: `${i}:${digest(block, 8)}` }));
}
