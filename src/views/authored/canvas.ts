import { type Document, paragraph } from '../../documents/document.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import { fold, nothing } from '../../domain/incident/evolve.ts';
import { isPublished, versionOf } from '../../domain/incident/published.ts';
import type { Opened, PublishedVersion } from '../../domain/incident/state.ts';
import { authoredPostmortem } from './authored.ts';
import { thawed } from './frozen.ts';

/**
 * The postmortem for the document beside the room: what was published, as it is kept, or else the draft as it stands.
 * Anybody in the room can type into it, so its first words say what counts and where to write.
 * @param events the whole log of one incident, with what was kept apart
 * @param kept gives a kept text by its hash
 */
export async function canvasDocument(
  events: IncidentEvent[],
  kept: (hash: string) => Promise<string | undefined>,
): Promise<Document> {
  const incident = fold(nothing, events);
  if (incident.phase === 'none') throw new Error('an incident without events has no postmortem');
  const version = isPublished(incident) ? versionOf(incident) : undefined;
  const frozen = version && (await kept(version.document.hash));
  return version === undefined || frozen === undefined
    ? headed(authoredPostmortem(events), draftNote(incident))
    : headed(thawed(frozen), versionNote(incident, version));
}

function headed(document: Document, note: ReturnType<typeof paragraph>): Document {
  return { ...document, blocks: [note, ...document.blocks] };
}

function draftNote({ number }: Opened): ReturnType<typeof paragraph> {
  return paragraph(
    'A draft. airb writes this canvas anew at each correction, and what is typed into it is lost then: write with ',
    { code: `/airb #${number} postmortem edit` },
    '.',
  );
}

function versionNote({ plan }: Opened, { version, page }: PublishedVersion): ReturnType<typeof paragraph> {
  const where = plan.links.page === undefined ? undefined : `${plan.links.page}/postmortem/${version}`;
  return paragraph(
    `Version ${version}. A canvas can be changed by anybody in the channel; what was published is `,
    where === undefined ? 'the page' : { link: where, text: 'its page' },
    ' with the sha-256 ',
    { code: page.hash },
    '.',
  );
}
