import { DeliveryError } from '../errors.ts';
import { type Told, unanswered, type Why } from '../http/unanswered.ts';

/**
 * The error when a target gave no answer. Once anything was sent, nobody knows whether it acted, so the error is
 * `uncertain`.
 * @param host named in the message
 */
export function noAnswer(host: string, error: unknown): DeliveryError {
  return unanswered(error, ({ why, code }) => words[why](host, code === undefined ? '' : ` (${code})`));
}

type Words = (host: string, code: string) => Told;

const brokenOff: Words = (host, code) => ({
  message: `${host} broke off without an answer${code}; the action may or may not have happened`,
  code: 'action_broken_off',
});

const words: Record<Why, Words> = {
  unreachable: (host, code) => ({
    message: `${host} can't be reached${code}; nothing was sent`,
    code: 'action_unreachable',
  }),
  untrusted: (host, code) => ({
    message: `${host} has a certificate that is not trusted${code}; nothing was sent`,
    code: 'action_certificate',
    retry: false,
  }),
  timeout: (host) => ({
    message: `${host} did not answer in time; the action may or may not have happened`,
    code: 'action_timeout',
  }),
  aborted: brokenOff,
  too_long: brokenOff,
  broken_off: brokenOff,
};

/** The error for an action that can't be sent as it is written; somebody must correct it. */
export function impossible(code: string, message: string): DeliveryError {
  return new DeliveryError(message, { retry: false, code });
}
