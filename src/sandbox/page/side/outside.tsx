import { useState } from 'preact/hooks';
import type { SandboxFile, SandboxOutside } from '../../protocol.ts';
import { Viewer } from '../dialog/viewer.tsx';
import { useSession } from '../state/session.ts';
import { clockTime, fullTime } from '../text/date.ts';

type Letter = SandboxOutside['letters'][number];
type Incident = SandboxOutside['incidents'][number];
type Post = SandboxOutside['posts'][number];

/** How much has reached readers outside chat. */
export function outsideCount({ letters, incidents, posts }: SandboxOutside): number {
  return letters.length + posts.length + incidents.reduce((sum, { updates }) => sum + updates.length, 0);
}

/** What people outside chat got, as they read it: the status page, letters, and what programs were told. */
export function Outside() {
  const { workspace } = useSession();
  const { letters, incidents, posts } = workspace.outside;
  return (
    <section class="outside" aria-label="Outside">
      <p class="switch-note">
        What readers outside chat have before them. Nothing of it leaves this machine.
      </p>
      <h2>Status page</h2>
      {incidents.length === 0 && (
        <p class="switch-note">
          All systems operational. Only an update that a person writes for customers appears here.
        </p>
      )}
      {incidents.map((one) => (
        <OnPage key={one.id} incident={one} />
      ))}
      <h2>E-mail</h2>
      {letters.length === 0 && <p class="switch-note">The mailbox is empty.</p>}
      {letters.map((one, n) => (
        <InMailbox key={one.id} letter={one} open={n === 0} />
      ))}
      {posts.length > 0 && <h2>Webhook</h2>}
      {posts.map((one) => (
        <Told key={`${one.at}${one.audience}`} post={one} />
      ))}
    </section>
  );
}

function OnPage({ incident }: { incident: Incident }) {
  return (
    <article class="outside-item">
      <h3>{incident.name}</h3>
      <ol class="outside-updates">
        {incident.updates.map((update) => (
          <li key={update.at}>
            <p class="outside-head">
              <span class={`outside-status ${update.status === 'resolved' ? 'over' : ''}`}>
                {capital(update.status)}
              </span>
              <At at={update.at} />
            </p>
            <p class="outside-text">{update.body}</p>
          </li>
        ))}
      </ol>
    </article>
  );
}

function InMailbox({ letter, open }: { letter: Letter; open: boolean }) {
  const [viewed, setViewed] = useState<SandboxFile | null>(null);
  return (
    <details class="outside-item" open={open}>
      <Summary title={letter.subject} to={letter.to} at={letter.at} />
      <p class="outside-text">{letter.text}</p>
      <button type="button" class="button" onClick={() => setViewed(asFile(letter))}>
        Open as a mail program shows it
      </button>
      {viewed && <Viewer file={viewed} close={() => setViewed(null)} />}
    </details>
  );
}

function Told({ post }: { post: Post }) {
  return (
    <details class="outside-item">
      <Summary title={post.title} to={post.audience} at={post.at} />
      <p class="outside-text">{post.text}</p>
    </details>
  );
}

/** What stands there while it is closed: what it says, to whom, and when. */
function Summary({ title, to, at }: { title: string; to: string; at: string }) {
  return (
    <summary>
      <b>{title}</b>
      <span class="outside-head">
        <span>To {to}</span>
        <At at={at} />
      </span>
    </summary>
  );
}

function At({ at }: { at: string }) {
  const { me } = useSession();
  const moment = new Date(at);
  return (
    <time dateTime={at} title={fullTime(moment, me.tz)}>
      {clockTime(moment, me.tz)}
    </time>
  );
}

function asFile({ id, subject, url, text }: Letter): SandboxFile {
  return { id, name: 'letter.html', title: subject, mimetype: 'text/html', size: text.length, url };
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
