import { paragraph } from '../../documents/document.ts';
import type { Rejection } from '../../domain/incident/commands.ts';
import { fullTime } from '../../domain/time.ts';
import type { Readiness } from '../../readiness/assess.ts';
import { readinessDocument } from '../../readiness/document.ts';
import { framed } from './frame.ts';

/** The checklist of every system, or of one; also to be printed and taken to a review. */
export function readinessPage(readiness: Readiness): string {
  return framed({ ...readinessDocument(readiness), kicker: `as of ${fullTime(readiness.at)}` });
}

/** A name no file has. */
export function noSystemPage({ rejected, next = '' }: Rejection): string {
  const said = `${rejected} ${next} `.replaceAll('`', '');
  const all = { here: '/readiness', text: 'All systems' };
  return framed({ title: 'No such system', kicker: 'readiness', facts: [], blocks: [paragraph(said, all)] });
}
