import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpActions } from '../../src/actions/http.ts';
import { airb } from '../../src/domain/people.ts';
import type { PlanPart } from '../../src/domain/runbooks/plan.ts';
import { loadLibrary } from '../../src/library/load.ts';
import type { ActionAnswer, Actions } from '../../src/ports/action.ts';
import { runbookFolder } from '../library/folder.ts';
import { type Call, type Endpoint, endpoint } from '../support/endpoint.ts';
import { planWith, readyToRollBack } from '../support/given.ts';
import { ana, ben } from '../support/worked-example.ts';
import type { Answered, Live, Played } from './targets/played.ts';

/**
 * What every ready-made target does: the request its tool documents, with its key; the live version read back; the way
 * back by the same request; and nothing that the tool refuses, or only claims to have done, counts as done. The part
 * comes from a system file, as the program reads it.
 */
export function targetContract(played: Played): void {
  const { kind, from, to, request } = played;

  describe(kind, () => {
    let tool: Endpoint;
    let live: Live;
    let instead: ((call: Call) => Answered | undefined) | undefined;
    beforeEach(async () => {
      tool = await endpoint();
      live = { version: from };
      instead = undefined;
      tool.answer = (response, call) => {
        const key = Object.entries(request.headers).find(([name]) => /authorization|key/.test(name));
        const known = key === undefined || call.headers[key[0]] === key[1];
        const changes = call.method !== 'GET' ? instead?.(call) : undefined;
        const [status, body] = changes ?? (known ? played.answer(call, live) : played.unknownKey);
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        const type = typeof body === 'string' ? 'text/plain' : 'application/json';
        response.writeHead(status, { 'content-type': type }).end(text);
      };
    });
    afterEach(() => tool.close());

    const actions = (env: Record<string, string> = played.env): Actions =>
      httpActions({ secretOf: (name) => env[name] });
    const asked = (part: Part, version: string) =>
      ({ http: part.action, version, reason: 'refusals 19 %', key: '42.7.0', dryRun: false }) as const;

    it('is sent the request it documents, and the live version shows it', async () => {
      const part = partOf(played, tool.url);
      if (!played.blind) expect(await actions().current(part.current)).toEqual({ version: from });
      const answer = await actions().run(asked(part, to));
      expect(answer.heard).toMatch(played.blind ? /queued/ : /accepted|expected/);
      const sent = tool.calls.find(({ method }) => method !== 'GET');
      expect(sent).toMatchObject({ method: request.method, path: request.path, headers: request.headers });
      expect(JSON.parse(sent?.body ?? '')).toEqual(request.body);
      expect(await actions().current(answer.follow ?? part.current)).toEqual({ version: to });
      expect(decided(part, answer, { version: to })).toMatchObject({ status: 'applied', took: 'confirmed' });
    });

    it('goes back by the same request', async () => {
      const part = partOf(played, tool.url);
      await actions().run(asked(part, to));
      await actions().run(asked(part, from));
      expect(live.version).toBe(from);
    });

    it('tells an unknown key in the words of the tool, for the call and for the look', async () => {
      const part = partOf(played, tool.url);
      const wrong = Object.fromEntries(Object.keys(played.env).map((name) => [name, 'wrong']));
      const answer = await actions(wrong).run(asked(part, to));
      expect(answer).toMatchObject({ heard: 'refused', because: expect.stringMatching(/answered 40[13]/) });
      expect(live.version).toBe(from);
      if (!played.blind)
        expect(await actions(wrong).current(part.current)).toEqual({
          problem: expect.stringMatching(/answered 40[13]/),
        });
      expect(decided(part, answer)).toMatchObject({ status: 'failed' });
    });

    it.each(played.refusals)('says it in the words of the tool where $because', async ({ answer, says }) => {
      const part = partOf(played, tool.url);
      instead = () => answer;
      const heard = await actions().run(asked(part, to));
      expect(heard.because).toMatch(says);
      expect(decided(part, heard, played.blind ? undefined : { version: from }).status).toMatch(
        /^(?:failed|unconfirmed)$/,
      );
    });

    it('has not taken effect where the tool says so and the old version is live', async () => {
      const part = partOf(played, tool.url);
      // Its usual answer, and nothing behind it.
      instead = (call) => played.answer(call, { version: from });
      const answer = await actions().run(asked(part, to));
      const seen = played.blind ? undefined : await actions().current(part.current);
      if (seen) expect(seen).toEqual({ version: from });
      expect(decided(part, answer, seen).status).toBe('unconfirmed');
    });

    it('sends no secret back into the record', async () => {
      const part = partOf(played, tool.url);
      instead = (call) => [400, { message: `what is ${JSON.stringify(call.headers)}?` }];
      const answer = await actions().run(asked(part, to));
      for (const secret of Object.values(played.env)) expect(JSON.stringify(answer)).not.toContain(secret);
    });
  });
}

type Part = PlanPart & Required<Pick<PlanPart, 'action' | 'current'>>;

/** The part of a system file with this target, as the library hands it on. */
function partOf({ kind, fields, env, from, to }: Played, url: string): Part {
  const folder = runbookFolder();
  const target = JSON.stringify({ kind, ...fields }).replaceAll('URL', url);
  const file = 'systems/support-bot.yaml';
  const text = folder.read(file);
  const start = text.indexOf('\n  prompt:\n');
  const end = text.indexOf('\n  guardrail:\n');
  const part = `\n  prompt:\n    kind: prompt\n    title: System prompt\n    live: '${from}'\n    lastKnownGood: '${to}'\n    target: ${target}`;
  folder.write(file, `${text.slice(0, start)}${part}${text.slice(end)}`);
  const { library, findings } = loadLibrary(folder.dir, { env: { ...env, AIRB_SANDBOX_URL: url } });
  expect(findings.filter(({ path }) => path.includes('prompt'))).toEqual([]);
  const found = library?.systems[0]?.parts.find(({ id }) => id === 'prompt');
  return found as Part;
}

/** What airb makes of an answer and of the live version after it. */
function decided(part: Part, answer: ActionAnswer, seen?: { version: string } | { problem: string }) {
  const story = readyToRollBack({
    severity: 'sev2',
    plan: { parts: planWith().parts.map((one) => (one.id === part.id ? part : one)) },
  }).after(
    ['14:16', ana, { type: 'rollback.request', part: part.id, reason: 'refusals followed it' }],
    ['14:17', ben, { type: 'rollback.approve', action: 'r1' }],
    ['14:17', airb, { type: 'rollback.attempt', action: 'r1', doubt: false }],
    [
      '14:17',
      airb,
      {
        type: 'rollback.responded',
        action: 'r1',
        dryRun: false,
        ok: answer.heard !== 'refused',
        ...answer,
        ...(seen && !answer.follow && { seen }),
      },
    ],
  );
  const looked =
    seen && answer.follow
      ? story.after(['14:18', airb, { type: 'rollback.looked', action: 'r1', seen }])
      : story;
  const [known] = looked.incident.containments;
  if (known === undefined) throw new Error('nothing was asked for');
  return known;
}
