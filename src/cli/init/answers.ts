import { ConfigError } from '../../errors.ts';
import type { Question, Wishes } from './wishes.ts';

/** Asks at the terminal; each resolves with undefined when the person gave up. */
export interface Asker {
  text(
    question: string,
    usual: string | undefined,
    wrong: (answer: string) => string | undefined,
  ): Promise<string | undefined>;
  choose(
    question: string,
    choices: readonly string[],
    usual: string | undefined,
  ): Promise<string | undefined>;
  /** What is typed does not show. */
  secret(question: string): Promise<string | undefined>;
  confirm(question: string): Promise<boolean | undefined>;
}

/** Thrown when the person gave up; nothing was written by then. */
export const gaveUp = new ConfigError('ended; nothing was written');

/**
 * The wishes, completed: what no flag says is asked, and without a terminal takes the usual.
 * @throws ConfigError that names every flag that is missing, or a wish that will not do
 */
export async function completed(wishes: Wishes, open: Question[], asker: Asker | undefined): Promise<Wishes> {
  const all = { ...wishes };
  for (const question of open) {
    const given = wishes[question.wish];
    if (given !== undefined) checked(question, String(given));
  }
  const missing = open.filter(({ wish }) => wishes[wish] === undefined);
  const needed = missing.filter(({ usual }) => usual === undefined);
  if (asker === undefined && needed.length > 0)
    throw new ConfigError(
      `this is no terminal, so nothing can be asked, and ${needed.length === 1 ? 'this is' : 'these are'} missing: ${needed.map(({ flag }) => flag).join(', ')}`,
      'airb init --help explains each. Nothing was written.',
    );
  for (const question of missing) {
    const answer = asker === undefined ? question.usual : await ask(asker, question);
    if (answer === undefined) throw gaveUp;
    Object.assign(all, { [question.wish]: answer });
  }
  return all;
}

function ask(asker: Asker, { ask: words, usual, choices, wrong = () => undefined }: Question) {
  return choices ? asker.choose(words, choices, usual) : asker.text(words, usual, wrong);
}

function checked({ flag, choices, wrong }: Question, answer: string): void {
  const name = flag.split(' ')[0];
  const expected = choices && !choices.includes(answer) ? `one of ${choices.join(', ')}` : wrong?.(answer);
  if (expected !== undefined)
    throw new ConfigError(`${name} ${answer}: expected ${expected}`, 'Nothing was written.');
}
