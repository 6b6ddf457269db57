import type { Remedy } from '../../documents/decision.ts';
import type { PlanMitigation } from '../../domain/runbooks/plan.ts';
import type { Mitigation, Runbook } from '../../domain/runbooks/runbook.ts';
import { switchWords } from '../switch-words.ts';
import type { Bound } from './bound.ts';

/** A mitigation as the runbook has it, for any system. */
export function anywhere(runbook: Runbook): (mitigation: Mitigation) => Remedy {
  return (mitigation) => {
    switch (mitigation.kind) {
      case 'rollback':
        return alike(`Roll back the ${mitigation.part}`);
      case 'switch':
        return alike(switchWords[mitigation.to]);
      case 'step':
        return stepOf(runbook, mitigation.step);
    }
  };
}

/** A mitigation with the names of one system. */
export function onSystem(runbook: Runbook, { parts }: Bound): (mitigation: PlanMitigation) => Remedy {
  return (mitigation) => {
    switch (mitigation.kind) {
      case 'rollback': {
        const part = parts.find(({ id }) => id === mitigation.part);
        const versions = part?.lastKnownGood === undefined ? '' : `: ${part.live} → ${part.lastKnownGood}`;
        const hand = part !== undefined && part.action === undefined ? ', by hand' : '';
        const short = `Roll back ${part?.title ?? mitigation.part}${versions}${hand}`;
        return { short, text: hand === '' || !part?.manual ? short : `${short}. ${part.manual}` };
      }
      case 'switch': {
        const lead = mitigation.lacking === undefined ? '' : `${mitigation.lacking} `;
        const short = switchWords[mitigation.to];
        return {
          short: lead === '' ? short : `${short} instead: ${lead.trim()}`,
          text: `${lead}${short}: ${mitigation.text}`,
        };
      }
      case 'step':
        return stepOf(runbook, mitigation.step);
    }
  };
}

function stepOf(runbook: Runbook, id: string): Remedy {
  const title = runbook.rollback.steps.find((step) => step.id === id)?.title ?? id;
  return { ...alike(title), step: id };
}

function alike(text: string): Remedy {
  return { short: text, text };
}
