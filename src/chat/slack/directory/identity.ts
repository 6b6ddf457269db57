import { DeliveryError } from '../../../errors.ts';
import type { Caller } from '../api/client.ts';

export interface Identity {
  team: string;
  teamId: string;
  /** Address of the workspace. */
  url: string;
  botUser: string;
  botId: string;
  scopes: string[];
}

export interface Whoami {
  /** Asks Slack once and remembers the answer. A failure is not remembered. */
  ask(): Promise<Identity>;
  /** The identity when it is already known; never asks Slack. */
  known(): Identity | undefined;
  /** Why the last request failed. */
  failure(): DeliveryError | undefined;
}

/**
 * Asks Slack who airb is in the workspace.
 * @param call makes the request; it belongs to no effect
 */
export function createWhoami(call: Caller): Whoami {
  let asked: Promise<Identity> | undefined;
  let known: Identity | undefined;
  let failure: DeliveryError | undefined;

  function ask(): Promise<Identity> {
    asked ??= authTest(call).then(
      (identity) => {
        failure = undefined;
        known = identity;
        return identity;
      },
      (error: unknown) => {
        asked = undefined;
        if (error instanceof DeliveryError) failure = error;
        throw error;
      },
    );
    return asked;
  }

  return { ask, known: () => known, failure: () => failure };
}

/** Slack returns the granted scopes in a header, and the SDK puts that into the response metadata. */
async function authTest(call: Caller): Promise<Identity> {
  const answer = await call({ method: 'auth.test' }, (client) => client.auth.test());
  return {
    team: answer.team ?? '',
    teamId: answer.team_id ?? '',
    url: answer.url ?? '',
    botUser: answer.user_id ?? '',
    botId: answer.bot_id ?? '',
    scopes: answer.response_metadata?.scopes ?? [],
  };
}
