import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import { isOpen } from '../../domain/incident/state.ts';
import { personOf } from '../../domain/people.ts';
import { drillModal, startedCard, stopDrillModal } from '../../views/chat/modal-drill.ts';
import { refuse, run, type Talk, type Turn, withIncident } from './context.ts';
import { refusedAct } from './permitted.ts';

/** `/airb drill …`: starts one, joins the one of this channel, or ends it. */
export async function drill(
  talk: Talk,
  turn: Turn,
  { scenario, does, reason = '' }: Extract<Intent, { command: 'drill' }>,
  number: number | undefined,
): Promise<ChatAnswer> {
  if (does !== undefined) {
    if (number === undefined)
      return refuse('This is not the channel of a drill.', `\`/airb #<number> drill ${does}\` names one.`);
    if (does === 'join') return run(talk, turn, number, { type: 'drill.join' });
    return reason === ''
      ? askStop(talk, turn, number)
      : run(talk, turn, number, { type: 'drill.stop', reason });
  }
  const refused = refusedAct(talk, turn, 'drill.start');
  if (refused) return refused;
  const all = talk.drills.scenarios();
  if (scenario !== undefined) return startDrill(talk, turn, scenario);
  return all.length === 0
    ? refuse('No scenario under runbooks/scenarios can be played.', 'docs/drills.md says what one needs.')
    : { type: 'modal', modal: drillModal(all) };
}

/** It ends for everybody in it, so whoever ends it says why. */
export function askStop(talk: Talk, turn: Turn, number: number): Promise<ChatAnswer> {
  return withIncident(talk, number, (incident) => {
    // What the rule refuses is refused before the form.
    if (incident.drill === undefined || !isOpen(incident))
      return run(talk, turn, number, { type: 'drill.stop', reason: '' });
    return (
      refusedAct(talk, turn, 'drill.stop', incident) ?? { type: 'modal', modal: stopDrillModal(incident) }
    );
  });
}

/** Starts a drill with whoever asks in it. */
async function startDrill(talk: Talk, turn: Turn, scenario: string): Promise<ChatAnswer> {
  const started = await begin(talk, turn, scenario);
  return 'number' in started
    ? { type: 'private', card: startedCard(started.number) }
    : refuse(started.rejected, started.next);
}

/** The same from the form, which shows a refusal at its field; whoever sent it is paged into the drill. */
export async function submitDrill(talk: Talk, turn: Turn, scenario: string): Promise<ChatAnswer> {
  const started = await begin(talk, turn, scenario);
  if ('number' in started) return { type: 'nothing' };
  const { rejected, next } = started;
  return { type: 'errors', fields: { scenario: next ? `${rejected} ${next}` : rejected } };
}

function begin(talk: Talk, turn: Turn, scenario: string): ReturnType<Talk['drills']['start']> {
  const { by, input } = turn;
  const people = by.kind === 'person' ? [personOf(by)] : [];
  return talk.drills.start({ scenario, people, by, inputKey: input.key });
}
