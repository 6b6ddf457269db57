import { useEffect, useState } from 'preact/hooks';
import { Icon, Logo } from './icons.tsx';
import { useSession } from './state/session.ts';
import { clockTime, dayName } from './text/date.ts';

type Theme = 'auto' | 'light' | 'dark';
const NEXT: Record<Theme, Theme> = { auto: 'dark', dark: 'light', light: 'auto' };

/** The line that says what this is, what time it is here, and leads anywhere. */
export function TopBar({ search }: { search(): void }) {
  return (
    <header class="top">
      <span class="brand">
        <Logo /> airb <span class="sandbox-mark">Sandbox</span>
      </span>
      <p class="top-note">A practice workspace. Nothing leaves this machine.</p>
      <ClockFace />
      <button type="button" class="search" onClick={search}>
        <Icon name="search" /> <span>Go to…</span> <kbd>Ctrl K</kbd>
      </button>
      <ThemeSwitch />
    </header>
  );
}

/** The workspace's own time: what the server said last, moved on by this browser's clock. */
function ClockFace() {
  const { workspace, me } = useSession();
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    const heard = performance.now();
    setPassed(0);
    const timer = setInterval(() => setPassed(performance.now() - heard), 1000);
    return () => clearInterval(timer);
  }, [workspace.now]);
  const now = new Date(Date.parse(workspace.now) + passed);
  return (
    <span class="top-clock" title={`Sandbox time in ${me.tz}`} data-testid="clock">
      <b>
        {clockTime(now, me.tz)} {me.tz}
      </b>{' '}
      <span>{dayName(now, me.tz)}</span>
    </span>
  );
}

function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(() => {
    const kept = localStorage.getItem('theme');
    return kept === 'light' || kept === 'dark' ? kept : 'auto';
  });
  useEffect(() => {
    localStorage.setItem('theme', theme);
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={`Colours: ${theme}. Change`}
      title={`Colours: ${theme}`}
      onClick={() => setTheme(NEXT[theme])}
    >
      <Icon name="theme" />
    </button>
  );
}
