import type { Button, Node, Spans } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { isOpen } from '../../domain/incident/state.ts';
import { capital } from '../../domain/plain.ts';
import type { PlanCause, PlanMitigation, PlanPart } from '../../domain/runbooks/plan.ts';
import type { ContainmentKind } from '../../domain/runbooks/runbook.ts';
import { switchWords } from '../switch-words.ts';
import { press } from './controls.ts';
import { reliefButton } from './in-force.ts';
import { callName, shortVersion } from './naming.ts';
import { stepOf, stepState } from './progress.ts';
import { versionsOf } from './rollback-chooser.ts';
import { clip, lower, timeOf, withCode } from './spans.ts';
import { fateOf } from './suspect-lines.ts';

/** What contains a cause on this system, with one button that does it or records that it is done. */
export function mitigationNodes(incident: Opened, cause: PlanCause): Node[] {
  return wayNodes(incident, cause);
}

/** What is tried where that is not there or does not help: the runbook’s own words, and the button that does it. */
export function otherwiseNodes(incident: Opened, { otherwise, instead, ...cause }: PlanCause): Node[] {
  const words: Node[] = otherwise
    ? [{ type: 'text', spans: [{ bold: 'Otherwise: ' }, ...withCode(clip(otherwise, 500))] }]
    : [];
  const button = insteadButton(incident, { ...cause, instead });
  if (instead === undefined || button === undefined) return words;
  const lacking = instead.kind === 'switch' && instead.lacking ? `${clip(instead.lacking, 200)} ` : '';
  const what = insteadWords(incident, instead);
  const spans: Spans = [{ bold: 'Instead: ' }, lacking, lacking ? capital(what) : what];
  return [...words, { type: 'row', spans, control: button }];
}

/** What only people can do stands in words; a button that writes it down would look like the deed. */
function insteadButton(
  incident: Opened,
  { instead, ...cause }: Pick<PlanCause, 'title' | 'instead'>,
): Button | undefined {
  if (instead === undefined || instead.kind === 'step') return undefined;
  const button = mitigationButton(incident, { ...cause, mitigation: instead });
  if (button === undefined || button.verb === 'note.open') return undefined;
  const { style: _, ...quiet } = button;
  return quiet;
}

function insteadWords(incident: Opened, instead: PlanMitigation): string {
  switch (instead.kind) {
    case 'rollback': {
      const part = partOf(incident, instead.part);
      return `roll back ${clip(instead.part, 40)}${part ? ` ${versionsOf(incident, part)}` : ''}`;
    }
    case 'switch': {
      const one = incident.plan.containment?.find(({ id }) => id === instead.containment);
      return one
        ? `${lower(clip(one.title, 80))}. Users lose: ${clip(one.loses, 160)}`
        : lower(switchWords[instead.to]);
    }
    case 'step':
      return lower(clip(stepOf(incident, instead.step)?.title ?? instead.step, 120));
  }
}

function wayNodes(incident: Opened, cause: PlanCause): Node[] {
  const { mitigation } = cause;
  const control = mitigationButton(incident, cause);
  const line = (spans: Spans): Node => (control ? { type: 'row', spans, control } : { type: 'text', spans });
  switch (mitigation.kind) {
    case 'rollback':
      return [line(rollbackSpans(incident, mitigation.part))];
    case 'switch':
      return [line(switchSpans(mitigation))];
    case 'step': {
      const look = stepOf(incident, mitigation.step)?.look;
      const where: Node[] = look
        ? [{ type: 'text', spans: [{ bold: 'Look at: ' }, ...withCode(clip(look, 500))] }]
        : [];
      return [line(stepSpans(incident, mitigation.step)), ...where];
    }
  }
}

/** The buttons of a mitigation where it is what is due; what people do elsewhere leaves the way on to verify. */
export function mitigationButtons(incident: Opened, cause: PlanCause): Button[] {
  const button = mitigationButton(incident, cause);
  const byHand = cause.mitigation.kind === 'switch' && button?.verb === 'note.open';
  const verify = press('verify.start', { incident: incident.number }, { label: 'Verify recovery' });
  const other = insteadButton(incident, cause);
  return [
    ...(button ? [button] : []),
    ...(other ? [{ ...other, label: `Otherwise: ${lower(other.label)}` }] : []),
    ...(byHand ? [verify] : []),
  ];
}

/** The button of a mitigation: it does it, or writes down that somebody did, and says which of the two. */
export function mitigationButton(
  incident: Opened,
  { title, mitigation }: Pick<PlanCause, 'title' | 'mitigation'>,
): Button | undefined {
  if (!isOpen(incident)) return undefined;
  const n = incident.number;
  switch (mitigation.kind) {
    case 'rollback': {
      const part = partOf(incident, mitigation.part);
      if (part === undefined || fateOf(incident, part.id)) return undefined;
      const why = `the diagnosis points at “${clip(title, 120)}”`;
      return press(
        'rollback.open',
        { incident: n, part: part.id, reason: why },
        {
          label: `Roll back ${clip(part.id, 40)}…`,
          style: 'primary',
        },
      );
    }
    case 'switch': {
      const one = incident.plan.containment?.find(({ id }) => id === mitigation.containment);
      if (one) {
        const stands = !one.once && incident.versions[one.part] === one.to;
        if (stands || fateOf(incident, one.part) === 'being rolled back') return undefined;
        const why = `the diagnosis points at “${clip(title, 120)}”`;
        return { ...reliefButton(incident, one, why), style: 'primary' };
      }
      const done = `${doneWords[mitigation.to] ?? switchWords[mitigation.to]}: `;
      return press('note.open', { incident: n, text: done }, { label: 'Write down that somebody did it…' });
    }
    case 'step':
      return stepState(incident, mitigation.step).status === 'open'
        ? press('step.find', { incident: n, step: mitigation.step }, { label: 'Write down that it is done…' })
        : undefined;
  }
}

/** How a note begins that somebody did it by hand. */
const doneWords: Partial<Record<ContainmentKind, string>> = {
  fallback: 'Fallback is on',
  'safe-stop': 'Safe stop is on',
};

function rollbackSpans(incident: Opened, id: string): Spans {
  const part = partOf(incident, id);
  const fate = fateOf(incident, id);
  if (part && fate?.startsWith('rolled back') && incident.versions[id] !== part.live) {
    const now = clip(shortVersion(id, incident.versions[id] ?? part.live), 60);
    return [{ bold: `Mitigation: roll back ${clip(id, 40)}` }, ` — ${fate}; ${now} is live`];
  }
  const versions = part ? ` ${versionsOf(incident, part)}${part.action ? '' : ', by hand'}` : '';
  return [{ bold: `Mitigation: roll back ${clip(id, 40)}` }, `${versions}${fate ? ` — ${fate}` : ''}`];
}

function switchSpans({ to, text, lacking }: Extract<PlanMitigation, { kind: 'switch' }>): Spans {
  const way = lower(switchWords[to]);
  const lead = lacking ? `${clip(lacking, 200)} ` : '';
  return [{ bold: `Mitigation: ${way}. ` }, lead, ...withCode(clip(text, 500))];
}

function stepSpans(incident: Opened, id: string): Spans {
  const { status, by, at } = stepState(incident, id);
  const title = { bold: `Mitigation: ${clip(stepOf(incident, id)?.title ?? id, 120)}` };
  return status === 'open' || at === undefined
    ? [title]
    : [title, ` — ${status}, ${callName(by ?? 'airb', incident)} `, timeOf(at)];
}

function partOf(incident: Opened, id: string): PlanPart | undefined {
  return incident.plan.parts.find((part) => part.id === id);
}
