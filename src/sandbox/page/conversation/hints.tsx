import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Suggestion } from './typing.ts';

/** What could be meant, above the composer. The composer keeps the focus and moves the choice. */
export function Hints({
  hints,
  chosen,
  take,
}: {
  hints: Suggestion[];
  chosen: Suggestion;
  take(s: Suggestion): void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() =>
    list.current?.querySelector('[data-active=true]')?.scrollIntoView({ block: 'nearest' }),
  );
  return (
    <div ref={list} id="hints" class="hints options" role="listbox" aria-label="Suggestions">
      {hints.map((hint) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the composer keeps the focus
        <div
          key={hint.label}
          class="option"
          role="option"
          aria-selected={hint.label === chosen.label}
          data-active={hint.label === chosen.label}
          onMouseDown={(event) => {
            event.preventDefault();
            take(hint);
          }}
        >
          <span class="option-label">{hint.label}</span>
          <span class="option-description">{hint.hint}</span>
        </div>
      ))}
    </div>
  );
}
