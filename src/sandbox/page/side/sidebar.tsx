import { Avatar } from '../avatar.tsx';
import { Icon } from '../icons.tsx';
import { useSession } from '../state/session.ts';
import { Channels } from './channels.tsx';
import { People } from './people.tsx';

/** The left column: who one is, where one can go. */
export function Sidebar() {
  const { me, place, go } = useSession();
  return (
    <aside class="side" aria-label="People and conversations">
      <div class="acting" data-testid="acting" role="status">
        <Avatar person={me} />
        <p>
          You are acting as <b>{me.name}</b>
          <span title={`Times are shown in ${me.tz}`}>{me.title}</span>
        </p>
      </div>
      <People />
      <section class="side-section" aria-label="App">
        <h2>App</h2>
        <button
          type="button"
          class="side-item"
          aria-current={place.view === 'home' ? 'page' : undefined}
          data-testid="open-home"
          onClick={() => go({ view: 'home', thread: '' })}
        >
          <Icon name="home" />
          <span class="side-name">airb home</span>
        </button>
      </section>
      <Channels />
      <p class="side-note">
        A sandbox: people, messages and metrics are made up, and nothing leaves this machine.
      </p>
    </aside>
  );
}
