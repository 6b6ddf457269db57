import { useEffect, useState } from 'preact/hooks';
import { nextIndex } from './arrow-keys.ts';
import { Thread } from './conversation/thread.tsx';
import { Icon, type IconName } from './icons.tsx';
import { Guide } from './side/guide.tsx';
import { Outside, outsideCount } from './side/outside.tsx';
import { Switches } from './side/switches.tsx';
import { useSession } from './state/session.ts';

type Tab = 'guide' | 'outside' | 'switches' | 'thread';
const TABS: { tab: Tab; title: string; icon: IconName }[] = [
  { tab: 'guide', title: 'Guide', icon: 'guide' },
  { tab: 'outside', title: 'Outside', icon: 'send' },
  { tab: 'switches', title: 'Switches', icon: 'switches' },
  { tab: 'thread', title: 'Thread', icon: 'reply' },
];

/** The right column: the guide, what readers outside chat got, the switches of the world, and a thread while one is open. */
export function RightColumn() {
  const { place, workspace } = useSession();
  const told = outsideCount(workspace.outside);
  const [tab, setTab] = useState<Tab>('guide');
  useEffect(() => setTab(place.thread ? 'thread' : 'guide'), [place.thread]);
  const tabs = TABS.filter((t) => t.tab !== 'thread' || place.thread);
  const walk = (event: KeyboardEvent) => {
    const arrow = { ArrowRight: 'ArrowDown', ArrowLeft: 'ArrowUp' }[event.key] ?? event.key;
    const next = nextIndex(arrow, { at: tabs.findIndex((t) => t.tab === tab), last: tabs.length - 1 });
    const goal = next === null ? undefined : tabs[next];
    if (!goal) return;
    event.preventDefault();
    setTab(goal.tab);
    document.getElementById(`tab-${goal.tab}`)?.focus();
  };
  return (
    <aside class="right" aria-label="Guide and switches">
      <div class="tabs" role="tablist" aria-label="Right column" onKeyDown={walk}>
        {tabs.map((t) => (
          <button
            key={t.tab}
            id={`tab-${t.tab}`}
            type="button"
            role="tab"
            class="tab"
            aria-selected={t.tab === tab}
            aria-controls="right-panel"
            tabIndex={t.tab === tab ? 0 : -1}
            onClick={() => setTab(t.tab)}
          >
            <Icon name={t.icon} /> {t.title}
            {t.tab === 'outside' && told > 0 && <span class="tab-count">{told}</span>}
          </button>
        ))}
      </div>
      <div id="right-panel" class={`panel panel-${tab}`} role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'guide' && <Guide />}
        {tab === 'outside' && <Outside />}
        {tab === 'switches' && <Switches />}
        {tab === 'thread' && <Thread />}
      </div>
    </aside>
  );
}
