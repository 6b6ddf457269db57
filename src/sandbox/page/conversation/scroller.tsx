import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

const NEAR_BOTTOM_PX = 40;

/**
 * A column that scrolls to new content while the reader is at its end. Elsewhere it stays in place, because the browser
 * anchors the view when something above changes its height. A pill then offers the new content.
 */
export function Scroller({
  count,
  label,
  children,
}: {
  count: number;
  label: string;
  children: ComponentChildren;
}) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stick = useRef(true);
  const [seen, setSeen] = useState(count);
  const fresh = count - seen;
  const toEnd = () => {
    stick.current = true;
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    setSeen(count);
  };
  useLayoutEffect(() => {
    if (stick.current) toEnd();
  }, [count]);
  useEffect(() => {
    const watch = new ResizeObserver(() => {
      if (stick.current && box.current) box.current.scrollTop = box.current.scrollHeight;
    });
    if (content.current) watch.observe(content.current);
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const scrolled = () => {
    const element = box.current;
    if (!element) return;
    stick.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_BOTTOM_PX;
    if (stick.current) setSeen(count);
  };
  return (
    <div class="scroller-frame">
      <section class="scroller" ref={box} onScroll={scrolled} aria-label={label}>
        <div ref={content} class="scroller-content">
          {children}
        </div>
      </section>
      {fresh > 0 && (
        <button type="button" class="pill" onClick={toEnd}>
          {fresh === 1 ? '1 new message' : `${fresh} new messages`} ↓
        </button>
      )}
    </div>
  );
}
