import type { Card, Spans } from '../../domain/chat/card.ts';
import { acts } from '../../domain/response/authority.ts';
import { authorityLine } from '../authority.ts';

/** Who may do what, from the same table that decides it. */
export function whoCard(): Card {
  const items = acts.map((act): Spans => {
    const { what, who } = authorityLine(act);
    return [{ bold: `${what}: ` }, who];
  });
  return {
    text: `Who may do what: ${acts.length} rules.`,
    nodes: [
      { type: 'heading', text: 'Who may do what' },
      {
        type: 'context',
        spans: [
          'Listed: in runbooks/organization.yaml. Member: a full member of the workspace who is not. Stranger: guests, people of other workspaces, bots, people who left. Roles add to what listed people may.',
        ],
      },
      { type: 'list', items },
    ],
  };
}
