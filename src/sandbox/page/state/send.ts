import type { Act, ActAnswer, ClockBody, FaultsBody, ScenarioBody } from '../../protocol.ts';

type WithoutAs<T> = T extends unknown ? Omit<T, 'as'> : never;
/** An act before it is known who does it. */
export type Deed = WithoutAs<Act>;

export type Control =
  | { path: 'clock'; body: ClockBody }
  | { path: 'faults'; body: FaultsBody }
  | { path: 'scenario'; body: ScenarioBody };

/** Sends one act; never throws: a silent server becomes a sentence like any other refusal. */
export function sendAct(act: Act): Promise<ActAnswer> {
  return post('act', act);
}

/** Moves one switch of the sandbox itself. */
export function sendControl(control: Control): Promise<ActAnswer> {
  return post(control.path, control.body);
}

async function post(path: string, body: unknown): Promise<ActAnswer> {
  try {
    const response = await fetch(`api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json().catch(() => null);
    return understand(answer, response);
  } catch {
    return {
      ok: false,
      error: "The sandbox server didn't answer. Is it still running? Nothing was sent; try again.",
    };
  }
}

function understand(answer: unknown, response: Response): ActAnswer {
  if (answer && typeof answer === 'object' && 'ok' in answer) return answer as ActAnswer;
  if (response.ok) return { ok: true };
  const problem = answer as { detail?: string; title?: string; error?: string } | null;
  const said = problem?.detail ?? problem?.error ?? problem?.title;
  return { ok: false, error: said ?? `The sandbox server refused this (${response.status}).` };
}
