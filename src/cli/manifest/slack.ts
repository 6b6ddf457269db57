import { stringify } from 'yaml';
import { slackApp } from '../../app/manifests.ts';
import type { Answer } from '../terminal/answer.ts';

export interface SlackWishes {
  /** For Socket Mode, which needs no address. */
  socket: boolean;
  /** The public address of airb. */
  url?: string;
}

/** The Slack app manifest, as YAML for people. */
export function slackManifest({ socket, url }: SlackWishes): Answer {
  const manifest = slackApp({ socket, ...(url && { url }) });
  return {
    people: stringify(manifest).trimEnd(),
    json: manifest,
    ...(!socket &&
      !url && { aside: 'The addresses are an example. Give yours with --url https://…, or use --socket.' }),
    exit: 0,
  };
}
