import type { FunctionComponent } from 'preact';
import { Markdown } from '../text/markdown.tsx';
import { ChartBlock } from './chart.tsx';
import { Element } from './element.tsx';
import { InputBlock } from './input.tsx';
import { asObject, flag, type Json, objects, str } from './json.ts';
import { Picture } from './picture.tsx';
import type { BlockProps } from './props.ts';
import { RichText } from './rich-text.tsx';
import { TableBlock } from './table.tsx';
import { PlainText, TextObject } from './text.tsx';

const KINDS: Record<string, FunctionComponent<BlockProps>> = {
  header: ({ block }) => (
    <h3 class="block-header">
      <TextObject value={block.text} />
    </h3>
  ),
  section: Section,
  divider: () => <hr class="block-divider" />,
  context: Context,
  actions: Actions,
  context_actions: Actions,
  image: ({ block }) => <Picture image={block} wide />,
  rich_text: ({ block }) => <RichText elements={objects(block.elements)} />,
  input: InputBlock,
  markdown: ({ block }) => <Markdown text={str(block, 'text')} />,
  table: ({ block }) => <TableBlock block={block} />,
  data_visualization: ({ block }) => <ChartBlock block={block} />,
  alert: Alert,
  file: ({ block }) => <p class="block-context">File {str(block, 'external_id')}</p>,
};

/** A list of Block Kit blocks. A block of a kind this page doesn't know is named, not hidden. */
export function Blocks({ blocks }: { blocks: unknown[] }) {
  return (
    <div class="blocks">
      {objects(blocks).map((block, i) => {
        const blockId = str(block, 'block_id') || `b${i}`;
        const Kind = KINDS[str(block, 'type')];
        if (!Kind) return <Unknown key={blockId} type={str(block, 'type')} />;
        return <Kind key={blockId} block={block} blockId={blockId} />;
      })}
    </div>
  );
}

function Section({ block, blockId }: BlockProps) {
  const accessory = asObject(block.accessory);
  const side = accessory && (str(accessory, 'type') === 'image' ? 'picture' : 'control');
  return (
    <div class={`block-section ${side ? `has-${side}` : ''}`}>
      <div class="block-section-text">
        {block.text !== undefined && (
          <div class={flag(block, 'expand') ? 'expanded' : undefined}>
            <TextObject value={block.text} />
          </div>
        )}
        <Fields fields={objects(block.fields)} />
      </div>
      {accessory && (
        <div class="block-accessory">
          {side === 'picture' ? (
            <Picture image={accessory} />
          ) : (
            <Element element={accessory} blockId={blockId} />
          )}
        </div>
      )}
    </div>
  );
}

function Fields({ fields }: { fields: Json[] }) {
  if (fields.length === 0) return null;
  return (
    <div class="block-fields">
      {fields.map((field, i) => (
        <div key={i}>
          <TextObject value={field} />
        </div>
      ))}
    </div>
  );
}

function Context({ block }: BlockProps) {
  return (
    <div class="block-context">
      {objects(block.elements).map((element, i) =>
        str(element, 'type') === 'image' ? (
          <Picture key={i} image={element} small />
        ) : (
          <TextObject key={i} value={element} />
        ),
      )}
    </div>
  );
}

function Actions({ block, blockId }: BlockProps) {
  return (
    <div class="block-actions">
      {objects(block.elements).map((element, i) => (
        <Element key={str(element, 'action_id') || i} element={element} blockId={blockId} />
      ))}
    </div>
  );
}

function Alert({ block }: BlockProps) {
  return (
    <div class={`block-alert level-${str(block, 'level') || 'default'}`} role="note">
      <TextObject value={block.text} />
    </div>
  );
}

function Unknown({ type }: { type: string }) {
  return (
    <p class="block-unknown">
      <PlainText emoji={false} text={`This page can't show a “${type}” block.`} />
    </p>
  );
}
