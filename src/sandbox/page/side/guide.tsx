import type { GuideStep } from '../../protocol.ts';
import { Icon } from '../icons.tsx';
import { personOf, useSession } from '../state/session.ts';
import { Mrkdwn } from '../text/mrkdwn.tsx';
import { ClockButtons } from './clock-buttons.tsx';
import { FireButton } from './fire.tsx';

/** The step to do now; null when the railway is walked to its end. */
export function currentStep(steps: GuideStep[]): GuideStep | null {
  return steps.find((s) => !s.done) ?? null;
}

/** The railway as a line of stations: what is done, what to do now and why, what comes. */
export function Guide() {
  const { workspace } = useSession();
  const now = currentStep(workspace.guide);
  const done = workspace.guide.filter((s) => s.done).length;
  return (
    <section class="guide" aria-label="Guide">
      {done === 0 && now ? (
        <Welcome />
      ) : (
        <p class="guide-count">{progress(now, { done, of: workspace.guide.length })}</p>
      )}
      <ol class="rail">
        {workspace.guide.map((step) => (
          <Station key={step.id} step={step} current={step === now} ahead={isAhead(workspace.guide, step)} />
        ))}
      </ol>
      {!now && workspace.guide.length > 0 && (
        <p class="guide-end">
          That was the whole line. Fire another scenario under “Switches”, or try Slack being slow.
        </p>
      )}
    </section>
  );
}

/** Before anything happened: what this is, and the one thing to press. */
function Welcome() {
  const { workspace } = useSession();
  return (
    <div class="welcome">
      <h2>Walk one incident, from alert to postmortem</h2>
      <p>You play everyone in it. Each step says whom to be, what to do and why; the line fills as you go.</p>
      <FireButton scenario={workspace.world.scenario} />
    </div>
  );
}

function progress(now: GuideStep | null, count: { done: number; of: number }): string {
  return now ? `${count.done} of ${count.of} done` : `All ${count.done} done: from alert to postmortem.`;
}

/** Whoever goes their own way has done later steps, and needs the clock wherever the guide waits. */
function isAhead(steps: GuideStep[], step: GuideStep): boolean {
  return steps.slice(steps.indexOf(step) + 1).some(({ done }) => done);
}

function Station({ step, current, ahead }: { step: GuideStep; current: boolean; ahead: boolean }) {
  const state = step.done ? 'done' : current ? 'current' : 'ahead';
  return (
    <li
      class={`station ${state}`}
      aria-current={current ? 'step' : undefined}
      data-testid={`step-${step.id}`}
      data-state={state}
    >
      <span class="station-mark">{step.done && <Icon name="check" />}</span>
      <div>
        <h3>
          {step.title}
          {step.done && <span class="visually-hidden"> (done)</span>}
        </h3>
        {current && <Instructions step={step} clock={step.clock === true || ahead} />}
      </div>
    </li>
  );
}

function Instructions({ step, clock }: { step: GuideStep; clock: boolean }) {
  const { workspace, me, go } = useSession();
  const who = personOf(workspace, step.as);
  return (
    <>
      <p class="station-do">
        <Mrkdwn text={step.do} verbatim />
      </p>
      {clock && <ClockButtons />}
      <p class="station-why">{step.why}</p>
      {step.as && step.as !== me.id && (
        <button type="button" class="button primary" onClick={() => go({ as: step.as, thread: '' })}>
          Act as {who.name}
        </button>
      )}
      {step.as === me.id && <p class="station-as">You are {who.name}: go ahead.</p>}
    </>
  );
}
