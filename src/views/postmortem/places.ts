import type { Block, Document } from '../../documents/document.ts';

/** A place of the draft where people can write: the prose below a heading, or a question to the author. */
export interface DraftPlace {
  /** The same in every draft of the incident as long as the draft asks and heads the same: `s:summary`, `q:summary:what-went-wrong`. */
  id: string;
  kind: 'section' | 'question';
  /** The heading, or the question. */
  title: string;
  /** Where its heading or the question itself stands among the blocks. */
  at: number;
  /** The blocks below a heading that words take the place of; none for a question. */
  prose: number[];
}

const prosaic: ReadonlySet<Block['type']> = new Set(['paragraph', 'list', 'quote']);
/** The log itself is nobody's to write. */
const appendix = /^appendix\b/i;

/** The places of a draft, in order. What an appendix holds is no place. */
export function placesOf({ blocks }: Pick<Document, 'blocks'>): DraftPlace[] {
  const places: DraftPlace[] = [];
  const taken = new Set<string>();
  let chapter = '';
  let section: DraftPlace | undefined;
  const add = (place: DraftPlace) => {
    const id = unique(place.id, taken);
    const one = { ...place, id };
    places.push(one);
    return one;
  };
  for (const [at, block] of blocks.entries()) {
    if (block.type === 'heading') {
      if (block.level === 2) chapter = block.text;
      if (appendix.test(chapter)) {
        section = undefined;
        continue;
      }
      const path = block.level === 2 ? slug(block.text) : `${slug(chapter)}:${slug(block.text)}`;
      section = add({ id: `s:${path}`, kind: 'section', title: block.text, at, prose: [] });
    } else if (section !== undefined && block.type === 'question') {
      const id = `q:${slug(chapter)}:${slug(block.text)}`;
      add({ id, kind: 'question', title: block.text, at, prose: [] });
    } else if (section !== undefined && prosaic.has(block.type)) section.prose.push(at);
  }
  return places;
}

/** Letters alone: a question stays the same one when a number in it moves on. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
}

function unique(id: string, taken: Set<string>): string {
  let one = id;
  for (let nth = 2; taken.has(one); nth++) one = `${id}-${nth}`;
  taken.add(one);
  return one;
}
