import { Element } from './element.tsx';
import { asObject, flag, str } from './json.ts';
import type { BlockProps } from './props.ts';
import { useSurface } from './surface.ts';
import { TextObject } from './text.tsx';

/** A labelled field with its hint, and the sentence under it when the app refused the value. */
export function InputBlock({ block, blockId }: BlockProps) {
  const surface = useSurface();
  const element = asObject(block.element);
  if (!element) return null;
  const id = `${surface.id}-${blockId}`;
  const error = surface.errors[blockId];
  const grouped = ['checkboxes', 'radio_buttons'].includes(str(element, 'type'));
  const Label = grouped ? 'span' : 'label';
  return (
    <div class={`field ${error ? 'field-wrong' : ''}`} data-testid={`field-${blockId}`}>
      <Label id={`${id}-label`} for={grouped ? undefined : id} class="field-label">
        <TextObject value={block.label} />
        {flag(block, 'optional') && <span class="field-optional"> (optional)</span>}
      </Label>
      <Element
        element={element}
        blockId={blockId}
        field={{
          id,
          optional: flag(block, 'optional'),
          wrong: !!error,
          dispatch: flag(block, 'dispatch_action'),
        }}
      />
      {block.hint !== undefined && (
        <p class="field-hint" id={`${id}-hint`}>
          <TextObject value={block.hint} />
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
