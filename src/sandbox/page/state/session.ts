import { createContext } from 'preact';
import { useCallback, useContext, useState } from 'preact/hooks';
import type { ActAnswer, SandboxChannel, SandboxPerson, WorkspaceState } from '../../protocol.ts';
import type { Model } from './model.ts';
import type { Place } from './place.ts';
import type { Deed } from './send.ts';

/** What every part of the page may ask: who acts, where, on which world. */
export interface Session {
  me: SandboxPerson;
  place: Place;
  model: Model;
  workspace: WorkspaceState;
  go(change: Partial<Place>): void;
  act(deed: Deed): Promise<ActAnswer>;
}

export const SessionContext = createContext<Session | null>(null);

/** The session around this component. To call it outside a session is a programming error. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession outside of SessionContext');
  return session;
}

/** A person by id; ids that left no record are shown as they are. */
export function personOf(workspace: WorkspaceState, id: string): SandboxPerson {
  const known = workspace.people.find((p) => p.id === id);
  return known ?? { id, name: id, title: '', tz: 'UTC', email: '', isBot: false, hue: 220 };
}

/** A channel the acting person can see. */
export function channelOf(workspace: WorkspaceState, id: string): SandboxChannel | undefined {
  return [...workspace.channels, ...workspace.otherChannels].find((c) => c.id === id);
}

/** The name as a list shows it: the other person for a DM, the bare name otherwise. */
export function channelName(workspace: WorkspaceState, channel: SandboxChannel): string {
  return channel.kind === 'dm' && channel.with ? personOf(workspace, channel.with).name : channel.name;
}

/** One act in flight: whether it runs, and the sentence it was refused with, for the place where it started. */
export function useActing(): {
  busy: boolean;
  error: string;
  clear(): void;
  run(deed: Deed): Promise<ActAnswer>;
} {
  const { act } = useSession();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const run = useCallback(
    async (deed: Deed) => {
      setBusy(true);
      const answer = await act(deed);
      setBusy(false);
      setError(answer.ok ? '' : answer.error);
      return answer;
    },
    [act],
  );
  return { busy, error, run, clear: () => setError('') };
}
