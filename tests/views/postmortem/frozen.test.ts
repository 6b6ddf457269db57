import { describe, expect, it } from 'vitest';
import type { Document } from '../../../src/documents/document.ts';
import { heading, paragraph } from '../../../src/documents/document.ts';
import { type FrozenFiles, frozenFiles, unsaid } from '../../../src/views/authored/frozen.ts';
import { proseOf } from '../../../src/views/authored/prose.ts';

const others = 'What others wrote about it stays.';

function published(text: string): FrozenFiles {
  const table = {
    type: 'table',
    caption: 'Times',
    head: ['List', 'Who'],
    rows: [[['14:02'], ['Ana']]],
  } as const;
  const document = {
    title: 'INC-1',
    kicker: '',
    facts: [{ label: 'Severity', value: ['SEV2'] }],
    blocks: [heading('Summary'), ...proseOf(text), paragraph('Written by Ana.'), ...proseOf(others), table],
  } as unknown as Document;
  return frozenFiles(document, { version: 1, by: 'Ana Lima', at: 0 });
}

function redacted(files: FrozenFiles, text: string): FrozenFiles {
  const words = '[redacted by Ben Okafor]';
  return unsaid(files.document, [{ text, words }], { by: 'Ben Okafor', at: 1 }) ?? files;
}

/** Pieces of a text that stand in what was published. */
function left(text: string, { page, document }: FrozenFiles): string[] {
  const all = text.replace(/\s+/g, ' ');
  const pieces = Array.from({ length: Math.max(0, all.length - 11) }, (_, at) => all.slice(at, at + 12));
  return pieces.filter((piece) => page.includes(piece) || document.includes(piece));
}

const long = 'Maria Silva of Lisbon got the answers that were meant for Bruno Costa';
const kinds: Record<string, string> = {
  paragraph: long,
  'paragraph with an address at its beginning': `See https://support.acme.example/tickets/4711 Maria Silva, born in 1970, called twice`,
  'paragraph with an address in its middle': `${long}, https://support.acme.example/tickets/4711, and called us`,
  'paragraph of short lines': 'The customer\nMaria\nSilva\nof Lisbon\ncalled us',
  'paragraph in signs that HTML escapes': '"Maria" <maria@acme.example> & \'Bruno\' said so',
  list: `- ${long}\n- Bruno Costa heard of it`,
  'list in bullets, indented': `  •  ${long}\n  *  Bruno Costa heard of it by post`,
  'list below its sentence': `${long}:\n- Maria Silva saw his invoices\n- Bruno Costa was told`,
  'list with an address':
    '- See https://support.acme.example/tickets/4711\n- Maria Silva, born in 1970, called twice',
  quote: `> ${long}\n> — Ana Lima, 14:02 UTC`,
  'quote of lines': '> Maria Silva,\n> account 47\n> complained\n> — Ana Lima, 14:02 UTC',
  'quote between paragraphs': `Before it was known:\n\n> ${long}\n\nMaria Silva of Lisbon is told on Monday`,
};

describe('what was published and is redacted', () => {
  it.each(Object.entries(kinds))(
    'leaves nothing of a %s on the page, and all that others wrote',
    (_, text) => {
      const before = published(text);
      expect(left(text, before)).not.toEqual([]);
      const after = redacted(before, text);
      expect(left(text, after)).toEqual([]);
      for (const kept of [others, 'Severity', 'List', 'Written by Ana.', '[redacted by Ben Okafor]'])
        expect(after.page).toContain(kept);
    },
  );

  it('goes where only a later part of it is quoted', () => {
    const files = published(`As we noted: ${long.slice(12)}.`);
    expect(left(long, redacted(files, `Called. ${long}`))).toEqual([]);
  });

  it('leaves the document whole where it is a word that documents are made of', () => {
    const files = published('- one\n- two');
    for (const word of ['list', 'table', 'heading'])
      expect(redacted(files, word).page).toContain('<li>one</li>');
  });
});
