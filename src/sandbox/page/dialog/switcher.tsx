import { useState } from 'preact/hooks';
import { nextIndex } from '../arrow-keys.ts';
import { channelName, useSession } from '../state/session.ts';
import { Dialog } from './dialog.tsx';

interface Goal {
  key: string;
  label: string;
  hint: string;
  go(): void;
}

/** Ctrl or Cmd + K: jump to a channel, or become another person, by typing a few letters. */
export function Switcher({ close }: { close(): void }) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const goals = useGoals().filter((g) => `${g.label} ${g.hint}`.toLowerCase().includes(typed.toLowerCase()));
  const choose = (goal: Goal | undefined) => {
    if (!goal) return;
    close();
    goal.go();
  };
  const keys = (event: KeyboardEvent) => {
    const next = nextIndex(event.key, { at, last: goals.length - 1 });
    if (event.key === 'Enter') choose(goals[at]);
    else if (next === null) return;
    else setAt(next);
    event.preventDefault();
  };
  return (
    <Dialog title="Go to a channel or a person" close={close} bare testId="switcher">
      <input
        class="switcher-input"
        placeholder="Go to a channel, or act as someone…"
        role="combobox"
        aria-label="Go to a channel, or act as someone"
        aria-expanded="true"
        aria-controls="switcher-list"
        aria-activedescendant={goals[at] ? `goal-${goals[at].key}` : undefined}
        autofocus
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={keys}
      />
      <div id="switcher-list" class="options switcher-list" role="listbox" aria-label="Channels and people">
        {goals.map((goal, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input above handles the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus and names the active option
          <div
            key={goal.key}
            id={`goal-${goal.key}`}
            class="option"
            role="option"
            aria-selected={i === at}
            data-active={i === at}
            onClick={() => choose(goal)}
          >
            <span class="option-label">{goal.label}</span>
            <span class="option-description">{goal.hint}</span>
          </div>
        ))}
        {goals.length === 0 && <p class="options-none">No channel or person has that name.</p>}
      </div>
    </Dialog>
  );
}

function useGoals(): Goal[] {
  const { workspace, me, go } = useSession();
  const channels = [...workspace.channels, ...workspace.otherChannels].map((c) => ({
    key: c.id,
    label: c.kind === 'dm' ? channelName(workspace, c) : `#${c.name}`,
    hint: c.kind === 'dm' ? 'Direct message' : c.topic || c.purpose,
    go: () => go({ channel: c.id, view: 'channel' as const, thread: '' }),
  }));
  const people = workspace.people
    .filter((p) => !p.isBot && p.id !== me.id)
    .map((p) => ({
      key: p.id,
      label: `Act as ${p.name}`,
      hint: p.title,
      go: () => go({ as: p.id, thread: '' }),
    }));
  return [...channels, ...people];
}
