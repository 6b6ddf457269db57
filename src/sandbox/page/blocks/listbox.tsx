import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { nextIndex } from '../arrow-keys.ts';
import type { Option } from './options.ts';
import { PlainText } from './text.tsx';

const FILTER_FROM = 8;

export interface ListboxProps {
  label: string;
  options: Option[];
  chosen: string[];
  many: boolean;
  /** The element the list opens under. */
  anchor: HTMLElement;
  pick(value: string): void;
  close(): void;
}

/**
 * The list a menu opens: filter, arrow keys, Home and End, Enter, Esc. It lies in the browser's top layer, so a
 * dialog or a scrolled column never cuts it.
 */
export function Listbox({ label, options, chosen, many, anchor, pick, close }: ListboxProps) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [filter, setFilter] = useState('');
  const shown = options.filter((o) =>
    `${o.label} ${o.description}`.toLowerCase().includes(filter.toLowerCase()),
  );
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      options.findIndex((o) => chosen.includes(o.value)),
    ),
  );
  const active = shown[Math.min(at, shown.length - 1)];
  useTopLayer(box, { anchor, close });
  useLayoutEffect(() => {
    box.current?.querySelector('[data-active=true]')?.scrollIntoView({ block: 'nearest' });
  });
  const keys = (event: KeyboardEvent) => {
    const next = nextIndex(event.key, { at, last: shown.length - 1 });
    if (next !== null) setAt(next);
    else if (event.key === 'Enter' || (event.key === ' ' && options.length < FILTER_FROM)) {
      if (active) pick(active.value);
    } else if (event.key === 'Tab') close();
    else return;
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the input or list inside
    <div ref={box} class="popover" popover="auto" onKeyDown={keys}>
      {options.length >= FILTER_FROM && (
        <input
          class="popover-filter"
          placeholder="Filter…"
          aria-label={`Filter ${label}`}
          aria-controls={id}
          value={filter}
          onInput={(event) => {
            setFilter(event.currentTarget.value);
            setAt(0);
          }}
        />
      )}
      <div
        id={id}
        class="options"
        role="listbox"
        tabIndex={0}
        aria-label={label}
        aria-multiselectable={many}
        aria-activedescendant={active ? `${id}-${active.value}` : undefined}
      >
        {shown.map((o, i) => (
          <Row
            key={o.value}
            option={o}
            heading={o.group !== shown[i - 1]?.group ? o.group : ''}
            id={`${id}-${o.value}`}
            chosen={chosen.includes(o.value)}
            active={o === active}
            pick={() => pick(o.value)}
          />
        ))}
        {shown.length === 0 && <p class="options-none">Nothing matches.</p>}
      </div>
    </div>
  );
}

function Row(props: {
  option: Option;
  heading: string;
  id: string;
  chosen: boolean;
  active: boolean;
  pick(): void;
}) {
  const { option, heading, id, chosen, active, pick } = props;
  return (
    <>
      {heading && <div class="options-heading">{heading}</div>}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active option */}
      <div id={id} class="option" role="option" aria-selected={chosen} data-active={active} onClick={pick}>
        <span class="option-label">
          <PlainText text={option.label} />
        </span>
        {option.description && <span class="option-description">{option.description}</span>}
      </div>
    </>
  );
}

function useTopLayer(
  box: { current: HTMLDivElement | null },
  { anchor, close }: { anchor: HTMLElement; close(): void },
) {
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    element.showPopover();
    place(element, anchor);
    (element.querySelector('input') ?? element.querySelector<HTMLElement>('[role=listbox]'))?.focus();
    const toggled = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') close();
    };
    element.addEventListener('toggle', toggled);
    return () => element.removeEventListener('toggle', toggled);
  }, [box, anchor, close]);
}

function place(box: HTMLElement, anchor: HTMLElement) {
  const rect = anchor.getBoundingClientRect();
  const below = innerHeight - rect.bottom;
  const height = Math.min(box.offsetHeight, 320);
  const up = below < height + 12 && rect.top > below;
  box.style.minWidth = `${rect.width}px`;
  box.style.left = `${Math.max(8, Math.min(rect.left, innerWidth - box.offsetWidth - 8))}px`;
  box.style.top = up ? `${Math.max(8, rect.top - height - 4)}px` : `${rect.bottom + 4}px`;
}
