import type { Json } from '../state.ts';

/** A Web API refusal: `{ ok: false, error: code, ...extra }` at HTTP 200. */
export class SlackError extends Error {
  readonly code: string;
  readonly extra: Json;

  constructor(code: string, extra: Json = {}) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.extra = extra;
  }
}

/** `invalid_arguments` with the sentence Slack puts into response_metadata. */
export function badArgument(message: string): SlackError {
  return new SlackError('invalid_arguments', { response_metadata: { messages: [`[ERROR] ${message}`] } });
}
