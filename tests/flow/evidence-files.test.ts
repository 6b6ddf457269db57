import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/domain/chat/grammar.ts';
import type { CommandBody } from '../../src/domain/incident/commands.ts';
import type { Talk, Turn } from '../../src/flow/interact/context.ts';
import { evidenceCommand } from '../../src/flow/interact/evidence.ts';
import { inIncident } from '../../src/flow/interact/in-incident.ts';
import { incidentAfter, productPlan } from '../views/chat/given.ts';

const file = { name: 'refusals.csv', kind: 'CSV', chat: 'Slack' as const };
const kept = 'refusals.csv (CSV), a file in Slack, not kept by airb';
const evidence = [{ id: 'failing-prompt', title: 'Failing prompt of a user', source: 'people' as const }];

/** Says a command with files: what airb was asked to do, and what it answered. */
async function say(text: string, files = [file]) {
  const asked: CommandBody[] = [];
  const writer = { handle: async (_: number, body: CommandBody) => asked.push(body) && { ok: true } };
  const talk = { hash: () => 'h', writer } as unknown as Talk;
  const turn = { input: { type: 'command', key: 'k', text, files } } as unknown as Turn;
  const intent = parseCommand(text);
  if (!('command' in intent) || intent.command !== 'evidence') throw new Error(`${text} is not for evidence`);
  const answer = await inIncident.evidence(
    talk,
    turn,
    intent,
    incidentAfter([], { plan: productPlan({ evidence }) }),
  );
  return { asked, answer, said: 'card' in answer ? JSON.stringify(answer.card) : '' };
}

describe('evidence with a file', () => {
  it.each([
    ['evidence', 'File refusals.csv', kept, undefined],
    ['evidence failing prompt:', 'failing prompt', kept, 'failing-prompt'],
    ['evidence failing-prompt:', 'Failing prompt of a user', kept, 'failing-prompt'],
    ['evidence the worst ones:', 'the worst ones', kept, undefined],
    ['evidence what I\nfound', 'what I found', `what I\nfound\n\n${kept}`, undefined],
  ])('%s', async (text, title, content, item) => {
    const { asked } = await say(text);
    expect(asked).toMatchObject([{ type: 'evidence', evidence: { title, content, item } }]);
  });

  it.each(['evidence list', 'evidence 7', 'evidence sample'])(
    '%s says that the file was not kept',
    async (text) => {
      expect((await say(text)).said).toContain('The file was not kept');
      expect((await say(text, [file, file])).said).toContain('The files were not kept');
      expect((await say(text, [])).said).not.toContain('not kept');
    },
  );

  it('that is not there opens the form for a title without content', async () => {
    expect((await say('evidence failing prompt:', [])).answer).toMatchObject({ type: 'modal' });
  });

  it.each([
    [kept, 'A shared file'],
    [`two\nlines\n\n${kept}`, 'two lines'],
    ['x'.repeat(99), `${'x'.repeat(59)}…`],
    [' ', 'untitled'],
  ])('makes of %j the title %s', (content, title) => {
    expect(evidenceCommand(() => 'h', 'id', { title: '', content }).evidence.title).toBe(title);
  });
});
