import type { Context } from '../context.ts';
import type { Canvas, Channel } from '../state.ts';

/** A canvas and the channel it stands beside. */
export function canvasWith(ctx: Context, id: string): { channel: Channel; canvas: Canvas } | undefined {
  for (const channel of Object.values(ctx.state.channels)) {
    const { canvas } = channel;
    if (canvas?.id === id) return { channel, canvas };
  }
  return undefined;
}
