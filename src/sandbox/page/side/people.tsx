import { ActError } from '../act-error.tsx';
import { Avatar } from '../avatar.tsx';
import { Icon } from '../icons.tsx';
import { useActing, useSession } from '../state/session.ts';

/** Everybody one can be. Choosing one changes whose eyes the page looks through. */
export function People() {
  const { workspace, me, go } = useSession();
  const { run, error } = useActing();
  const people = workspace.people.filter((p) => !p.isBot);
  const write = async (id: string) => {
    const answer = await run({ type: 'dm', with: id });
    if (answer.ok && answer.channel) go({ channel: answer.channel, view: 'channel', thread: '' });
  };
  return (
    <section class="side-section" aria-label="People">
      <h2>Act as</h2>
      <ul class="people">
        {people.map((person, i) => (
          <li key={person.id}>
            <button
              type="button"
              class="person"
              aria-pressed={person.id === me.id}
              data-testid={`person-${person.id}`}
              title={i < 9 ? `Alt ${i + 1}` : undefined}
              onClick={() => go({ as: person.id, thread: '' })}
            >
              <Avatar person={person} small />
              <span class="person-text">
                <span class="person-name">
                  <span class="visually-hidden">Act as </span>
                  {person.name}
                  <span class="visually-hidden">, </span>
                </span>
                <span class="person-title">{person.title}</span>
              </span>
            </button>
            {person.id !== me.id && (
              <button
                type="button"
                class="icon-button"
                aria-label={`Message ${person.name}`}
                onClick={() => write(person.id)}
              >
                <Icon name="message" />
              </button>
            )}
          </li>
        ))}
      </ul>
      <ActError text={error} />
    </section>
  );
}
