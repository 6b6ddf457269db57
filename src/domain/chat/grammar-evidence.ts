import type { Intent } from './intent.ts';

type Evidence = Extract<Intent, { command: 'evidence' }>;

/** A short phrase of plain words, a colon and a space: `failing prompt: `; or that alone, where a file is the content. */
const phrase = /^(?<title>\p{L}[\p{L}\p{M}\p{N} '’&()_-]{0,58}):(?:[ \t]+(?=\S)|\s*$)/u;
const mostWords = 8;

/** How lines of logs and errors begin; what stands before their colon is part of what they say. */
const logged =
  /^(?:trace|debug|info|notice|warn(?:ing)?|err(?:or)?|fatal|crit(?:ical)?|panic|traceback|caused by)\b/i;
const thrown = /(?:Error|Exception|Warning)$/;

/**
 * Evidence is kept as it was given. Only where it plainly begins with a title is that taken off; a line of a log, JSON,
 * an address, or fields one below the other, stay whole.
 */
export function parseEvidence(rest: string): Evidence {
  if (rest === '') return { command: 'evidence' };
  const shown = /^(?:#|no\.? ?)?(\d{1,5})$/i.exec(rest)?.[1];
  if (shown !== undefined) return { command: 'evidence', show: Number(shown) };
  if (/^(?:list|show|all)$/i.test(rest)) return { command: 'evidence', show: 'list' };
  if (/^samples?$/i.test(rest)) return { command: 'evidence', sample: true };
  const { 0: taken = '', groups: { title = '' } = {} } = phrase.exec(rest) ?? {};
  const content = rest.slice(taken.length);
  if (!isTitle(title) || hasFields(content)) return { command: 'evidence', content: rest };
  return { command: 'evidence', title: title.trim(), ...(content !== '' && { content }) };
}

function isTitle(title: string): boolean {
  const words = title.trim().split(/\s+/);
  return title !== '' && words.length <= mostWords && !logged.test(title) && !thrown.test(title.trim());
}

/** A next line that has the form of a title too: then the first one is a field among fields. */
function hasFields(content: string): boolean {
  const next = content
    .split('\n')
    .slice(1)
    .find((line) => line.trim() !== '');
  return next !== undefined && /^[\w-]{1,40}:(?:\s|$)/.test(next);
}
