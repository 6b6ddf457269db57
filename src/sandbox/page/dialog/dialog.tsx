import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export interface DialogProps {
  title: ComponentChildren;
  close(): void;
  /** Leaves out the heading line; the title is still announced. */
  bare?: boolean;
  wide?: boolean;
  testId: string;
  children: ComponentChildren;
}

/** A modal dialog of the browser: it holds the focus, makes the rest inert and closes on Esc. */
export function Dialog({ title, close, bare = false, wide = false, testId, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const dialog = box.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={`dialog ${wide ? 'dialog-wide' : ''}`}
      aria-labelledby={id}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        if (event.target === box.current) close();
      }}
    >
      <div class={bare ? 'dialog-bare' : 'dialog-head'}>
        <h2 id={id} class={bare ? 'visually-hidden' : undefined}>
          {title}
        </h2>
        {!bare && (
          <button type="button" class="icon-button" aria-label="Close dialog" onClick={close}>
            <span class="cross" aria-hidden="true" />
          </button>
        )}
      </div>
      {children}
    </dialog>
  );
}
