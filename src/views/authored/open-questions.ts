import type { Document } from '../../documents/document.ts';

/** What the document asks its author, and nobody has answered. */
export function openIn({ blocks }: Document): string[] {
  return blocks.flatMap((block) => (block.type === 'question' ? [block.text] : []));
}
