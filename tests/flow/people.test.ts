import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/domain/chat/grammar.ts';
import type { ChatInput, Someone } from '../../src/domain/chat/input.ts';
import { isMisuse } from '../../src/domain/chat/intent.ts';
import { personMeant } from '../../src/flow/interact/people.ts';

const people = [
  { id: 'finn', name: 'Finn Berg', slack: 'U01FINN', email: 'finn.berg@example.com', tz: 'UTC' },
  { id: 'ana', name: 'Ana Lima', slack: 'U01ANA', tz: 'UTC' },
  { id: 'ana-reis', name: 'Ana Reis', tz: 'UTC' },
];
const asker: Someone = { id: 'ana', name: 'Ana Lima', standing: 'listed' };
const mall = (standing: Someone['standing'], more: Partial<Someone> = {}): Someone => ({
  id: 'slack:U0MALL',
  name: 'finn',
  standing,
  ...more,
});

/** Who is named by `role commander …`, as the chat passes it on. */
function meant(words: string, named: Someone[] = []) {
  const intent = parseCommand(`role commander ${words}`);
  if (isMisuse(intent) || intent.command !== 'role') throw new Error(`${words} is no role command`);
  const input: ChatInput = { type: 'command', key: 'k', at: 0, by: asker, text: words, named };
  return personMeant(intent.person ?? { mention: 'nobody' }, { people, input });
}

describe('a mention', () => {
  it.each(['<@slack:U0MALL|finn>', '<@slack:U0MALL|Finn.Berg>', '<@slack:U0MALL|ana>', '<@slack:U0MALL>'])(
    '%s names the account and nobody else: a member',
    (words) => {
      expect(meant(words, [mall('member')])).toEqual({ id: 'slack:U0MALL', name: 'finn (not listed)' });
    },
  );

  it.each(['<@slack:U0MALL|finn>', '<@U0MALL|finn>', '<@teams:nobody|Finn.Berg>'])(
    '%s of an account the chat told nothing of names nobody',
    (words) => {
      expect(meant(words)).toMatchObject({ rejected: expect.stringContaining('not in the organization') });
    },
  );

  it('of an unknown account is told by the account, for its label is the name of somebody who is listed', () => {
    expect(meant('<@U0MALL|finn>')).toMatchObject({
      rejected: expect.stringMatching(/^The account U0MALL \(“finn”\) is not in the organization file/),
    });
  });

  it('of a guest is refused in words, whatever the label', () => {
    expect(meant('<@slack:U0MALL|finn>', [mall('stranger')])).toMatchObject({
      rejected:
        'finn is a guest, a bot or nobody of this workspace, so airb can’t give them a step or a role',
    });
  });

  it('of somebody Slack does not answer about asks to try again', () => {
    expect(meant('<@slack:U0MALL|finn>', [mall('stranger', { unsure: 'Slack' })])).toEqual({
      rejected: 'Slack did not say who finn is, so nothing was done',
      next: 'Try again',
    });
  });

  it('of a listed person is that person, by either id', () => {
    const finn: Someone = { id: 'finn', name: 'Finn Berg', standing: 'listed' };
    expect(meant('<@finn>', [finn])).toEqual({ id: 'finn', name: 'Finn Berg' });
    expect(meant('<@U01FINN|mallory>')).toEqual({ id: 'finn', name: 'Finn Berg' });
  });

  it('of a listed person wins over a first name it shares', () => {
    const ana: Someone = { id: 'ana', name: 'Ana Lima', standing: 'listed' };
    expect(meant('<@ana>', [ana])).toEqual({ id: 'ana', name: 'Ana Lima' });
  });
});

describe('a typed name', () => {
  it.each([
    ['@finn', 'finn'],
    ['@Finn', 'finn'],
    ['@finn.berg', 'finn'],
    ['@ana.lima', 'ana'],
    ['@ana-reis', 'ana-reis'],
    ['me', 'ana'],
  ])('%s is %s', (words, id) => {
    expect(meant(words)).toMatchObject({ id });
  });

  it('that fits two people is a question', () => {
    expect(meant('@ana')).toEqual({
      rejected: '“ana” may be Ana Lima (`@Ana.Lima`) or Ana Reis (`@Ana.Reis`), and nothing was done',
      next: 'Mention the one you mean, or write the whole name',
    });
  });

  it('of nobody is told so', () => {
    expect(meant('@mallory')).toMatchObject({ rejected: expect.stringContaining('“mallory” is not in') });
  });
});
