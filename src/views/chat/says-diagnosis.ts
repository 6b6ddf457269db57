import type { Node, Spans } from '../../domain/chat/card.ts';
import { causeOf } from '../../domain/response/diagnosis.ts';
import { titleOf } from '../record/diagnosis.ts';
import { mitigationButton } from './mitigation.ts';
import { callActor, callName } from './naming.ts';
import type { Says } from './said.ts';
import { clip, phrase, sentence } from './spans.ts';

/** What the diagnosis came to, with its mitigation one press away; single answers are on its own message. */
export const saidOfDiagnosis: Says<'diagnosis.concluded' | 'diagnosis.undone'> = {
  'diagnosis.concluded': ({ cause, because, by }, incident) => {
    const known = causeOf(incident.plan.diagnosis, cause);
    const chosen = incident.category;
    const other: Spans =
      chosen && known && chosen.category !== known.category
        ? [` ${callName(chosen.by, incident)} chose ${chosen.category} before, and that stands.`]
        : [];
    const control = known && mitigationButton(incident, known);
    const press: Node[] = control ? [{ type: 'actions', controls: [control] }] : [];
    return sentence(
      [
        { bold: `Diagnosis: it points at “${clip(known?.title ?? cause, 120)}”` },
        `${known ? `, category ${known.category}` : ''} (${callActor(by, incident)}: ${phrase(because, 400)}).`,
        ...other,
      ],
      press,
    );
  },
  'diagnosis.undone': ({ cause, by }, incident) => {
    if (cause === undefined) return undefined;
    const title = clip(titleOf(incident.plan.diagnosis, cause), 120);
    return sentence([
      `${callActor(by, incident)} took an answer back: the diagnosis no longer points at “${title}”.`,
    ]);
  },
};
