import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { GuideStep } from '../protocol.ts';
import { Icon, type IconName } from './icons.tsx';
import type { Place } from './state/place.ts';

type Pane = 'side' | 'main' | 'right';
const PANES: { pane: Pane; title: string; icon: IconName }[] = [
  { pane: 'side', title: 'People', icon: 'people' },
  { pane: 'main', title: 'Conversation', icon: 'message' },
  { pane: 'right', title: 'Guide', icon: 'guide' },
];

interface PanesProps {
  side: ComponentChildren;
  main: ComponentChildren;
  right: ComponentChildren;
  now: GuideStep | null;
  place: Place;
}

/** Three columns where there is room; one at a time with a bar below where there isn't. */
export function Panes({ side, main, right, now, place }: PanesProps) {
  const [pane, setPane] = useState<Pane>('main');
  // By the move and not by where it leads: whoever presses the conversation that is open already wants to see it.
  useEffect(() => setPane(place.thread ? 'right' : 'main'), [place]);
  return (
    <>
      <div class={`panes show-${pane}`}>
        {side}
        <main class="main">
          {now && (
            <button type="button" class="now" onClick={() => setPane('right')}>
              <Icon name="guide" /> <span>Now: {now.title}</span>
            </button>
          )}
          {main}
        </main>
        {right}
      </div>
      <nav class="pane-bar" aria-label="Columns">
        {PANES.map((p) => (
          <button key={p.pane} type="button" aria-pressed={pane === p.pane} onClick={() => setPane(p.pane)}>
            <Icon name={p.icon} /> {p.title}
          </button>
        ))}
      </nav>
    </>
  );
}
