import type { SandboxWorld } from '../../protocol.ts';
import { useSession } from '../state/session.ts';
import { clockTime } from '../text/date.ts';

type Signal = SandboxWorld['signals'][number];

/** What the simulated metrics read now, which versions are live, and whom the pager called. */
export function Readings() {
  const { workspace, me } = useSession();
  const { signals, parts, pages } = workspace.world;
  return (
    <>
      <fieldset>
        <legend>Readings, now against normal</legend>
        <ul class="signals">
          {signals.map((signal) => (
            <Reading key={signal.name} signal={signal} />
          ))}
        </ul>
      </fieldset>
      <fieldset>
        <legend>Live versions</legend>
        <ul class="parts">
          {parts.map((part) => (
            <li key={`${part.system}/${part.part}`}>
              <span>{part.part}</span>
              <code>{part.version}</code>
              <time>{clockTime(new Date(part.since), me.tz)}</time>
            </li>
          ))}
        </ul>
      </fieldset>
      {pages.length > 0 && (
        <fieldset>
          <legend>Pager</legend>
          <ul class="parts">
            {pages.map((page) => (
              <li key={`${page.at}${page.key}${page.action}`}>
                <time>{clockTime(new Date(page.at), me.tz)}</time>
                <span>
                  <b>{page.action}</b> {page.summary}
                </span>
              </li>
            ))}
          </ul>
        </fieldset>
      )}
    </>
  );
}

function Reading({ signal }: { signal: Signal }) {
  const { value, normal } = signal;
  if (value === null)
    return (
      <li class="signal off">
        <span class="signal-title">{signal.title}</span>
        <span class="signal-value">
          <b>not measured</b> <span>normal {written(normal, signal.unit)}</span>
        </span>
      </li>
    );
  const off = normal === 0 ? value > 0.005 : Math.abs(value - normal) / Math.abs(normal) > 0.25;
  const scale = Math.max(value, normal) * 1.15 || 1;
  return (
    <li class={off ? 'signal off' : 'signal'}>
      <span class="signal-title">{signal.title}</span>
      <span class="signal-value">
        <b>{written(value, signal.unit)}</b> <span>normal {written(normal, signal.unit)}</span>
      </span>
      <svg class="signal-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="bar-ground" width="100" height="4" rx="2" />
        <rect class="bar-value" width={(value / scale) * 100} height="4" rx="2" />
        <rect class="bar-normal" x={(normal / scale) * 100 - 0.4} width="0.8" height="4" />
      </svg>
    </li>
  );
}

/** Shares are written as percentages, money with its sign, everything else with its unit. */
function written(value: number, unit: string): string {
  if (unit === 'ratio' || unit === 'share') return `${Number((value * 100).toFixed(1))} %`;
  const rounded = Number(value.toPrecision(3));
  if (unit === '$' || unit === 'usd') return `$${rounded}`;
  const short: Record<string, string> = { seconds: 's', percent: '%' };
  return `${rounded} ${short[unit] ?? unit}`;
}
