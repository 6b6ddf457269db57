import type { Actor } from '../domain/people.ts';
import { evidenceCommand } from '../flow/interact/evidence.ts';
import type { Writer } from '../flow/write.ts';
import { masking } from '../redaction/masking.ts';
import type { WebOptions } from '../web/options.ts';
import { hash } from './drafts.ts';

/** Who hands over what came by the API. */
const program = { kind: 'source', name: 'the evidence API' } as const;

/** Keeps evidence of a program by the one writer, so that masks, hash and audit are those of any other. */
export function keepEvidenceIn(
  writer: Pick<Writer, 'handle'>,
  by: Actor = program,
): WebOptions['keepEvidence'] {
  return async (number, { content, title = '', item }) => {
    // Here as well, so that the title made of its first words holds no secret either.
    const clean = masking.within({ content, title });
    const id = `${by.kind === 'agent' ? 'agent' : 'api'}-${hash(clean.content).slice(0, 16)}`;
    const body = evidenceCommand(hash, id, { ...clean, ...(item !== undefined && { item }), from: 'api' });
    const handled = await writer.handle(number, body, by);
    if (!handled.ok) return { refused: `${handled.rejected} ${handled.next ?? ''}`.trim() };
    const { incident, events } = handled;
    const saved = events.find((event) => event.type === 'evidence.saved')?.evidence;
    const place = incident.evidence.findIndex((one) =>
      saved ? one.id === saved.id : one.sha256 === body.evidence.sha256,
    );
    const one = incident.evidence[place] ?? incident.evidence.at(-1);
    return {
      place: (place < 0 ? incident.evidence.length - 1 : place) + 1,
      sha256: one?.sha256 ?? body.evidence.sha256,
      nature: one?.nature ?? 'content',
      repeated: saved === undefined,
    };
  };
}
