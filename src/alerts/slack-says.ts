import { line } from '../webhooks/text.ts';

/** What a message in Slack's shape says of its problem. Senders write for people, so each rule here is a tool's own wording. */
export interface SlackSays {
  /** The first line that says something. */
  heading: string;
  /** The words that tell this problem from others. */
  problem: string;
  /** They are a name of the sender's, and say nothing of what is wrong. */
  isName: boolean;
  is: 'firing' | 'resolved' | 'test';
}

/** Lines in which LiteLLM, Uptime Kuma and others say what kind of message it is, and not what is wrong. */
const formal =
  /^\W*(?:(?:alert type|level|severity|priority|timestamp|time|date)\W*[:=]|uptime kuma alert\s*$)/i;
const worded = /[\p{L}\p{N}]/u;
const level = /^\s*(?:level|severity|priority)\s*[:=]\s*"?([\w-]{1,20})/im;

/** `[FIRING:2]`, `Critical:` in front: which state it is in, and not what is wrong. */
const state =
  /^[\s[(]*(?:firing|resolved|recovered|triggered|alerting|ok|critical|warning)\b(?::\s?\d+)?[\s\]):|-]*/iu;
const fires = /^\W*(?:firing|triggered|alerting|critical|warning)\b/iu;
const over =
  /^\W*(?:resolved|recovered|recovery|cleared|closed|back to normal|up again)\b|^\s*(?:✅|:white_check_mark:|🟢|:large_green_circle:)/iu;
const overInWords = /\b(?:is|are|has|have)(?: now)? (?:back (?:to normal|up|online)|up again|recovered)\b/iu;
const unsure = /\b(?:until|unless|once|when|if)\b/iu;

/** `[Support API] [🔴 Down] timeout`: with Uptime Kuma the monitor is the problem, whatever its reason is. */
const monitor = /^\s*\[([^\]\n]{1,100})\]\s*\[[^\]\p{L}]{0,4}(up|down)\]/iu;

/** What says of itself that it is a test. A word more decides: `Test set accuracy fell` is somebody's alert. */
const thing = '(?:slack |webhook )?(?:alert|message|notification|event|webhook|connection|hook)(?: message)?';
const named = `(?:this is an? test(?:ing)?(?: ${thing})?|test(?:ing)? ${thing})`;
const after = '(?:\\W*|(?:\\s?[:.,!(–—-]| (?:from|of|by|for)\\b)[^\\n]{0,60})';
const test = new RegExp(`^\\W*(?:test(?:ing)?\\W*|${named}${after})$`, 'iu');
/** What LiteLLM sends to try a channel is of the lowest level, which it gives to nothing else: `Budget Alert test alert`. */
const testOfLevel = /\btest alert\W*$/i;
const lowest = 'low';

/**
 * Reads the words of a message.
 * @param colour what it is marked with
 */
export function slackSays(text: string, colour: string): SlackSays {
  const heading = headingOf(text);
  const [, name, upOrDown] = monitor.exec(heading) ?? [];
  const isName = name !== undefined;
  const problem = isName ? `[${name}]` : unstated(text);
  if (isTest(text, heading)) return { heading, problem, isName, is: 'test' };
  const ended = upOrDown === undefined ? isOver(text, { heading, colour }) : /^up$/i.test(upOrDown);
  return { heading: unstated(heading) || heading, problem, isName, is: ended ? 'resolved' : 'firing' };
}

/** The sender's word for how bad it is, where a line gives it. */
export function levelIn(text: string): string | undefined {
  return level.exec(text)?.[1];
}

function isTest(text: string, heading: string): boolean {
  if (test.test(heading)) return true;
  return testOfLevel.test(heading) && levelIn(text)?.toLowerCase() === lowest;
}

/** Green is no proof: half of all home-made senders copied it from Slack's examples. Only its name was chosen by somebody. */
function isOver(text: string, { heading, colour }: { heading: string; colour: string }): boolean {
  if (over.test(text) || over.test(heading)) return true;
  if (overInWords.test(heading) && !unsure.test(heading)) return true;
  return colour === 'good' && !fires.test(heading);
}

/** The first line that says something; a message of nothing but formal lines has the first of them. */
function headingOf(text: string): string {
  let first = '';
  for (const one of text.split('\n')) {
    if (!worded.test(one)) continue;
    if (!formal.test(one)) return line(one.replace(/^\s*message\s*:\s*/i, ''), 300);
    first ||= one;
  }
  return line(first, 300);
}

/** Without the state in front, so that `[FIRING:2] x` and `[RESOLVED] x` are one problem. */
function unstated(text: string): string {
  return text
    .replace(/^\s*(?:✅|🟢|🔴|🚨|⚠️|:[a-z_]+:)\s*/u, '')
    .replace(state, '')
    .trim();
}
