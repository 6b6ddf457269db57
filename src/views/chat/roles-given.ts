import type { Card } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Role } from '../../domain/people.ts';
import { inSeries } from '../../domain/plain.ts';
import { systemShown } from '../../domain/runbooks/system-name.ts';
import { severityWord, tag } from './naming.ts';
import { yourDuty } from './role-words.ts';
import { clip, sentence } from './spans.ts';

/**
 * Said directly to somebody who has roles from the beginning. They were not asked, so it says what is expected of them
 * and how to pass it on. What it is about stands in the room and on the page, where it stays true and can be redacted.
 * The room may be still to come: its invitation follows.
 */
export function rolesGiven(roles: Role[], incident: Opened): Card {
  const { number, severity, plan, room, roomName } = incident;
  const page = plan.links.page;
  return sentence([
    { bold: `You are ${inSeries(roles)} of ${tag(incident)}` },
    `, ${severityWord(severity)} ${clip(systemShown(plan.system), 60)}. You ${roles.map((role) => yourDuty[role]).join(', and ')}. `,
    ...(page ? ['What is known: ', { link: page, text: 'incident page' }, '. '] : []),
    ...(room ? ['Its channel is ', { room, name: roomName }, '.'] : [`airb invites you to #${roomName}.`]),
    ' Not you? ',
    { code: `/airb #${number} role ${roles[0]} @name` },
    ' asks somebody else.',
  ]);
}
