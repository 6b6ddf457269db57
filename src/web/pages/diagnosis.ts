import { type Block, heading, paragraph, type Text } from '../../documents/document.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { sentenceEnd } from '../../domain/plain.ts';
import { standing } from '../../domain/response/diagnosis.ts';
import type { PlanCause } from '../../domain/runbooks/plan.ts';
import { clockTime } from '../../domain/time.ts';
import { lower } from '../../views/chat/spans.ts';
import { answered, readWords } from '../../views/events/walked.ts';
import { switchWords } from '../../views/switch-words.ts';

/** The answers so far, and the question that is open or the cause they point at. */
export function diagnosis(incident: Opened): Block[] {
  const tree = incident.plan.diagnosis;
  if (tree === undefined) return [];
  const { path } = incident.diagnosis;
  const items = path.map(
    (it): Text => [answered(tree, it), readWords(incident, it), ` · ${it.by}, ${clockTime(it.at)}`],
  );
  return [
    heading('Diagnosis'),
    ...(items.length > 0 ? [{ type: 'list', items } satisfies Block] : []),
    ...present(incident, standing(tree, path)),
  ];
}

function present(incident: Opened, now: ReturnType<typeof standing>): Block[] {
  switch (now.at) {
    case 'check': {
      const { ask, look, query, link } = now.check;
      return [
        paragraph({ strong: 'Open: ' }, ask),
        paragraph({ strong: 'Look at: ' }, look),
        ...(query ? [paragraph({ strong: 'Query: ' }, { code: query })] : []),
        ...(link ? [paragraph({ link, text: 'Open the page to look at' })] : []),
      ];
    }
    case 'cause':
      return [
        paragraph(
          { strong: `The answers point at: ${sentenceEnd(now.cause.title)}` },
          ` Category ${now.cause.category}.`,
        ),
        paragraph({ strong: 'What it looks like: ' }, now.cause.means),
        paragraph({ strong: 'Mitigation: ' }, mitigation(incident, now.cause)),
        ...(now.cause.otherwise ? [paragraph({ strong: 'Otherwise: ' }, now.cause.otherwise)] : []),
      ];
    case 'nowhere':
      return [paragraph(now.because)];
  }
}

function mitigation({ plan }: Opened, { mitigation: it }: PlanCause): string {
  switch (it.kind) {
    case 'rollback':
      return `roll back ${plan.parts.find(({ id }) => id === it.part)?.title ?? it.part}`;
    case 'switch':
      return `${it.lacking ? `${it.lacking} ` : ''}${lower(switchWords[it.to])}: ${it.text}`;
    case 'step':
      return plan.sections.flatMap(({ steps }) => steps).find(({ id }) => id === it.step)?.title ?? it.step;
  }
}
