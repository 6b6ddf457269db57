import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/domain/chat/grammar.ts';

const command = { command: 'role', role: 'commander', person: { mention: 'me' } };

describe('nobody answers, and somebody types in a hurry', () => {
  it.each([
    'role commander break-glass nobody answers',
    'role commander break glass: nobody answers',
    'role commander breakglass because nobody answers',
    'role commander —break‑glass nobody answers',
    'role commander --break-glass nobody answers',
    'role ic --breakglass “nobody answers”',
    '#3 role commander break-glass nobody answers',
  ])('%j takes command, with the reason', (text) => {
    const about = text.startsWith('#3') ? { incident: 3 } : {};
    expect(parseCommand(text)).toEqual({ ...about, ...command, breakGlass: 'nobody answers' });
  });

  it.each([
    ['approve', { command: 'approve' }],
    ['approve prompt', { command: 'approve', part: 'prompt' }],
    ['approve break-glass nobody answers', { command: 'approve', breakGlass: 'nobody answers' }],
    [
      'approve prompt break-glass @ben and @finn sleep',
      { command: 'approve', part: 'prompt', breakGlass: '@ben and @finn sleep' },
    ],
    ['help who', { command: 'help', topic: 'who' }],
  ])('%j is understood', (text, intent) => {
    expect(parseCommand(text)).toEqual(intent);
  });

  it.each([
    ['role commander break-glass', /needs a reason/],
    ['role scribe break-glass nobody answers', /only command can be taken/],
    ['role commander @dev break-glass nobody answers', /only command can be taken, and only for yourself/],
    ['approve break-glass', /needs a reason/],
    ['approve prompt now', /nothing was done/],
    ['approve --force', /has no option “--force”, and nothing was done/],
    ['aprove prompt', /Did you mean “approve”/],
  ])('%j does nothing', (text, misuse) => {
    expect(parseCommand(text)).toMatchObject({ misuse: expect.stringMatching(misuse) });
  });

  it('leaves a person whose command is taken out of it', () => {
    expect(parseCommand('role commander break-glass @ben sleeps')).toMatchObject({
      person: { mention: 'me' },
      breakGlass: '@ben sleeps',
    });
  });
});
