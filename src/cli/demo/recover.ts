import { isOpen } from '../../domain/incident/state.ts';
import { capital } from '../../domain/plain.ts';
import { type Instant, minute } from '../../domain/time.ts';
import { early, report, tick, tidyUp } from './respond.ts';
import { cast, type Stage } from './stage.ts';

/** What is left to do once the recovery has held takes so long. */
const untilTheEnd = 4 * minute;

/** So many hold times the watch may take: it begins again where something is out of range or not measured. */
const longest = 8;

/** Watches until the metrics have stayed in range long enough, then resolves. */
export async function recover(stage: Stage): Promise<void> {
  const { people, narrator, channel, script } = stage;
  const mitigation = 'the changes are made and recovery is being watched';
  await report(stage, { users: capital(script.mended), mitigation });
  await people.command(cast.commander, channel, 'verify');
  const { plan } = await narrator.until('the watch', (one) => one.phase === 'verifying');
  const { hold } = plan.recovery;
  const before = stage.tally.acts;
  await writeDown(stage, mitigation);
  // To write down what was found relieves nobody.
  const written = stage.tally.acts - before;
  const end = (await people.now()) + longest * hold;
  for (let now = await people.now(); now <= end; now = await people.now()) {
    const seen = await narrator.tell();
    const held = seen?.phase === 'verifying' && seen.held;
    // The next look is in a minute, and to write an update takes almost two.
    const from = now + (held ? untilTheEnd : minute);
    if (isDue(seen?.cadence.dueAt, from)) await report(stage, { users: capital(script.mended), mitigation });
    if (held) break;
    await people.advance(minute);
  }
  await narrator.until('recovery', (one) => one.phase === 'verifying' && one.held);
  stage.tally.relieved ??= stage.tally.acts - written;
  if (script.steps.length === 0) await tidyUp(stage);
  await people.command(cast.commander, channel, 'resolve');
  await narrator.until('the end', (one) => !isOpen(one));
}

/** To open a section, look at a step and write down what was found takes up to so long. */
const aStep = 6 * minute;

/** What they found at the steps of the checklist, while nothing is left to do but to watch. */
async function writeDown(stage: Stage, mitigation: string): Promise<void> {
  for (const step of stage.script.steps) {
    const due = (await stage.narrator.tell())?.cadence.dueAt;
    if (isDue(due, (await stage.people.now()) + aStep))
      await report(stage, { users: capital(stage.script.mended), mitigation });
    await tick(stage, step);
  }
}

function isDue(due: Instant | undefined, now: Instant): boolean {
  return due !== undefined && due - early <= now;
}
