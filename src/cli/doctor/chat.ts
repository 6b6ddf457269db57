import type { Config } from '../../config.ts';
import { isReal, type Line, type Means } from './result.ts';

/** Does the chat platform know airb, and has it granted what airb needs? */
export async function checkChat(
  config: Pick<Config, 'slack'>,
  { chat }: Pick<Means, 'chat'>,
): Promise<Line[]> {
  if (!isReal(config) || chat === undefined) {
    return [{ check: 'chat', state: 'ok', what: 'the sandbox, as no SLACK_BOT_TOKEN is set' }];
  }
  const { place, problems } = await chat();
  if (place !== undefined && problems.length === 0) return [{ check: 'chat', state: 'ok', what: place }];
  // A missing scope says itself what it costs.
  const cost = 'airb opens no channel and hears nobody; only other pagers reach people';
  return problems.map(({ text }) => ({
    check: 'chat',
    state: 'broken',
    what: text,
    ...(place === undefined && { cost }),
  }));
}
