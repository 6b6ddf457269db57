import { useState } from 'preact/hooks';
import type { FaultsBody } from '../../protocol.ts';
import { ActError } from '../act-error.tsx';
import { type Control, sendControl } from '../state/send.ts';
import { channelOf, useActing, useSession } from '../state/session.ts';
import { ClockButtons } from './clock-buttons.tsx';
import { FireButton } from './fire.tsx';
import { Readings } from './readings.tsx';

/** Everything about the world that a person of the workspace could not do: fire alerts, move time, break Slack. */
export function Switches() {
  const [error, setError] = useState('');
  const send = async (control: Control) => {
    const answer = await sendControl(control);
    setError(answer.ok ? '' : answer.error);
  };
  return (
    <section class="switches" aria-label="Switches">
      <ActError text={error} />
      <Scenario />
      <Clock />
      <Faults send={send} />
      <TakeAway />
      <Readings />
    </section>
  );
}

type Send = { send(control: Control): void };

function Scenario() {
  const { workspace } = useSession();
  const { world } = workspace;
  const [name, setName] = useState(world.scenario);
  return (
    <fieldset>
      <legend>Scenario</legend>
      <label class="visually-hidden" for="scenario">
        Scenario
      </label>
      <select id="scenario" value={name} onChange={(event) => setName(event.currentTarget.value)}>
        {world.scenarios.map((s) => (
          <option key={s.name} value={s.name}>
            {s.title}
          </option>
        ))}
      </select>
      <FireButton scenario={name} />
      {world.broken.map(({ file, why }) => (
        <p key={file} class="switch-note">
          <b>{file}</b> can't be played. {why}
        </p>
      ))}
    </fieldset>
  );
}

function Clock() {
  return (
    <fieldset>
      <legend>Clock</legend>
      <p class="switch-note">Moves the workspace and airb's timers together.</p>
      <ClockButtons />
    </fieldset>
  );
}

function Faults({ send }: Send) {
  const { faults, now } = useSession().workspace;
  const minutesLeft = Math.ceil((faults.downUntil - Date.parse(now)) / 60_000);
  const set = (body: FaultsBody) => send({ path: 'faults', body });
  return (
    <fieldset>
      <legend>How Slack behaves</legend>
      <Toggle label="Down: every call answers 503" on={faults.down} set={(down) => set({ down })} />
      <div class="row">
        <button type="button" class="button" onClick={() => set({ downMinutes: minutesLeft > 0 ? 0 : 20 })}>
          {minutesLeft > 0 ? `Down for ${minutesLeft} min more: end it` : 'Down for 20 min'}
        </button>
      </div>
      <Toggle
        label="Behind a proxy that answers with its own page"
        on={faults.proxy}
        set={(proxy) => set({ proxy })}
      />
      <Toggle
        label="Enforce Slack's rate limits"
        on={faults.rateLimits}
        set={(rateLimits) => set({ rateLimits })}
      />
      <Toggle
        label="No charts yet: blocks with one are refused"
        on={faults.noCharts}
        set={(noCharts) => set({ noCharts })}
      />
      <Toggle
        label="Canvases are switched off"
        on={faults.noCanvases}
        set={(noCanvases) => set({ noCanvases })}
      />
      <Slider
        label="Slower by"
        unit="ms"
        max={5000}
        step={100}
        value={faults.latencyMs}
        set={(latencyMs) => set({ latencyMs })}
      />
      <Slider
        label="Calls that fail"
        unit="%"
        max={100}
        step={5}
        value={faults.errorShare * 100}
        set={(v) => set({ errorShare: v / 100 })}
      />
      <Slider
        label="Answers that get lost"
        unit="%"
        max={100}
        step={5}
        value={faults.lostShare * 100}
        set={(v) => set({ lostShare: v / 100 })}
      />
    </fieldset>
  );
}

/** What somebody may do to the channel the app relies on. */
function TakeAway() {
  const { workspace, place } = useSession();
  const { busy, error, run } = useActing();
  const channel = channelOf(workspace, place.channel ?? '');
  if (!channel || channel.kind === 'dm' || channel.archived) return null;
  const deeds = [
    ['archive', 'Archive'],
    ['kick', 'Remove airb'],
    ['delete', 'Delete'],
  ] as const;
  return (
    <fieldset>
      <legend>#{channel.name}</legend>
      <p class="switch-note">Takes the channel away from airb.</p>
      <div class="row">
        {deeds.map(([type, label]) => (
          <button
            key={type}
            type="button"
            class="button"
            disabled={busy}
            onClick={() => run({ type, channel: channel.id })}
          >
            {label}
          </button>
        ))}
      </div>
      <ActError text={error} />
    </fieldset>
  );
}

function Toggle({ label, on, set }: { label: string; on: boolean; set(on: boolean): void }) {
  return (
    <label class="toggle">
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        checked={on}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

interface SliderProps {
  label: string;
  unit: string;
  max: number;
  step: number;
  value: number;
  set(value: number): void;
}

function Slider({ label, unit, max, step, value, set }: SliderProps) {
  const shown = `${Math.round(value)} ${unit}`;
  return (
    <label class="slider">
      <span>
        {label} <output>{shown}</output>
      </span>
      <input
        type="range"
        min={0}
        {...{ max, step, value }}
        aria-valuetext={shown}
        onChange={(event) => set(Number(event.currentTarget.value))}
      />
    </label>
  );
}
