import type { types } from '@slack/bolt';
import type { Node } from '../../../domain/chat/card.ts';
import { digest } from '../../kit/digest.ts';
import { fitted } from '../../kit/fit.ts';
import { createNumbering } from './controls.ts';
import type { UserOf } from './inline.ts';
import { blocksOf } from './nodes.ts';

/** How much one payload may hold. */
export interface Room {
  blocks: number;
  /**
   * Bytes of the blocks as JSON. Slack does not document the limit; `msg_blocks_too_long` came at about 13 KB
   * (bolt-js#2509).
   */
  bytes: number;
}

export const messageRoom: Room = { blocks: 50, bytes: 12_000 };
export const viewRoom: Room = { blocks: 100, bytes: 60_000 };

/** Draws nodes so that they fit into one payload. */
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
 * Draws blocks and gives each an id made from its content. Slack's clients keep the old state of a block whose id stays
 * the same (java-slack-sdk#762), so a changed block needs a new id.
 */
function drawn(nodes: Node[], userOf: UserOf): types.KnownBlock[] {
  const drawing = { userOf, idFor: createNumbering() };
  return nodes
    .flatMap((node) => blocksOf(node, drawing))
    .map((block, i) => ({ ...block, block_id: `${i}:${digest(block, 8)}` }));
}
