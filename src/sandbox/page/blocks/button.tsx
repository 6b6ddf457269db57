import { useState } from 'preact/hooks';
import { safeLink } from '../text/links.ts';
import { Confirm } from './confirm.tsx';
import { asObject, str, textOf } from './json.ts';
import type { ElementProps } from './props.ts';
import { useSurface } from './surface.ts';
import { TextObject } from './text.tsx';

/** A button: asks first where the app wants that, opens its link, and tells the app. */
export function ButtonElement({ element, blockId }: ElementProps) {
  const surface = useSurface();
  const [asking, setAsking] = useState(false);
  const confirm = asObject(element.confirm);
  const link = safeLink(str(element, 'url'));
  const press = () => {
    setAsking(false);
    surface.press({ blockId, actionId: str(element, 'action_id'), value: str(element, 'value') });
    if (link) window.open(link, '_blank', 'noopener,noreferrer');
  };
  return (
    <>
      <button
        type="button"
        class={`button ${str(element, 'style')}`}
        aria-disabled={surface.busy}
        data-testid={`action-${str(element, 'action_id')}`}
        aria-label={str(element, 'accessibility_label') || textOf(element, 'text') || undefined}
        onClick={() => (confirm ? setAsking(true) : press())}
      >
        <TextObject value={element.text} />
        {link && <span class="button-out" aria-hidden="true" />}
      </button>
      {asking && confirm && <Confirm confirm={confirm} yes={press} no={() => setAsking(false)} />}
    </>
  );
}
