import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { WorkspaceState } from '../protocol.ts';
import { Conversation } from './conversation/conversation.tsx';
import { Home } from './conversation/home.tsx';
import { ModalStack } from './conversation/modal.tsx';
import { Switcher } from './dialog/switcher.tsx';
import { Logo } from './icons.tsx';
import { usePageKeys } from './keys.ts';
import { Panes } from './panes.tsx';
import { RightColumn } from './right.tsx';
import { currentStep } from './side/guide.tsx';
import { Sidebar } from './side/sidebar.tsx';
import { type Place, usePlace } from './state/place.ts';
import { type Deed, sendAct } from './state/send.ts';
import { personOf, type Session, SessionContext } from './state/session.ts';
import { useStream } from './state/stream.ts';
import { TopBar } from './top-bar.tsx';

/** The whole page: one stream, one place, one person at a time. */
/**
 * One clock for everybody, the one that airb names in texts: whoever plays five people in five zones would read five times
 * for one moment.
 */
const zone = 'UTC';

export function App() {
  const [place, go] = usePlace();
  const { model, online, heardAs } = useStream(place.as);
  const { workspace } = model;
  const act = useCallback(
    (deed: Deed) => sendAct({ ...deed, as: place.as } as Parameters<typeof sendAct>[0]),
    [place.as],
  );
  useEffect(() => {
    if (workspace && heardAs === place.as) go(settle(workspace, place), true);
  }, [workspace, heardAs, place, go]);
  const session: Session | null = useMemo(
    () =>
      workspace && place.as !== ''
        ? { me: { ...personOf(workspace, place.as), tz: zone }, place, model, workspace, go, act }
        : null,
    [workspace, place, model, go, act],
  );
  if (!session) return <Waiting online={online} />;
  return (
    <SessionContext.Provider value={session}>
      <Workspace session={session} online={online} />
    </SessionContext.Provider>
  );
}

function Workspace({ session, online }: { session: Session; online: boolean }) {
  const [switching, setSwitching] = useState(false);
  const { place, model, go, workspace, me } = session;
  usePageKeys({ people: workspace.people, go, search: () => setSwitching(true) });
  useEffect(() => {
    document.title = `${me.name} · airb sandbox`;
  }, [me.name]);
  return (
    <div class="page">
      <TopBar search={() => setSwitching(true)} />
      {!online && (
        <p class="offline" role="status">
          The sandbox server can't be reached. Reconnecting; what you see is what it said last.
        </p>
      )}
      <Panes
        side={<Sidebar />}
        main={place.view === 'home' ? <Home /> : <Conversation />}
        right={<RightColumn />}
        now={currentStep(workspace.guide)}
        place={place}
      />
      <ModalStack views={model.modal} />
      {switching && <Switcher close={() => setSwitching(false)} />}
    </div>
  );
}

function Waiting({ online }: { online: boolean }) {
  return (
    <main class="waiting" aria-live="polite">
      <Logo />
      <p>{online ? 'Opening the sandbox…' : "The sandbox server can't be reached yet. Trying again…"}</p>
    </main>
  );
}

/** Fills in what an address leaves open, or names wrongly: the guide's next person, the loudest conversation. */
function settle(workspace: WorkspaceState, place: Place): Partial<Place> {
  const people = workspace.people.filter((p) => !p.isBot);
  const wanted = currentStep(workspace.guide)?.as ?? people[0]?.id ?? '';
  if (!people.some((p) => p.id === place.as))
    return { as: people.some((p) => p.id === wanted) ? wanted : (people[0]?.id ?? '') };
  const visible = [...workspace.channels, ...workspace.otherChannels];
  if (visible.some((c) => c.id === place.channel)) return {};
  const loudest = [...workspace.channels].sort((a, b) => b.mentions - a.mentions || b.unread - a.unread)[0];
  return { channel: loudest?.id ?? visible[0]?.id ?? '', thread: '' };
}
