import { type Answer, misuse } from './answer.ts';

/** The format of `--format`, or of its short form `--json`; or what was expected. */
export function formatOf<F extends string>(
  asked: { format: string; json?: boolean },
  formats: readonly (F | 'json')[],
): { format: F | 'json' } | { refused: Answer } {
  const format = asked.json ? 'json' : formats.find((known) => known === asked.format);
  return format === undefined
    ? { refused: misuse(`--format is one of ${formats.join(', ')}; not “${asked.format}”.`) }
    : { format };
}
