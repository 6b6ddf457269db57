import type { SharedFile } from '../../../domain/response/shared-file.ts';
import { kindByName } from '../../kit/file-kind.ts';
import { fileLink } from '../../kit/file-link.ts';

/** A file as Slack sends it with a message; without `files:read`, or from another workspace, it may be the id alone. */
interface SlackFile {
  id?: string;
  name?: string | null;
  title?: string | null;
  mode?: string;
  pretty_type?: string;
  mimetype?: string;
  permalink?: string;
}

/** What stands in place of a file that was deleted, or that the workspace's plan no longer shows. */
const gone = new Set(['tombstone', 'hidden_by_limit']);

/** Workspaces of Slack, and not the host that hands out the bytes. */
const places = /^(?!files\.)[a-z0-9][a-z0-9.-]*\.slack(?:-gov)?\.com$/;

/** The files of a message, as pointers. `permalink` asks whoever opens it to be a member; the download addresses stay out. */
export function filesOf(message: object): SharedFile[] {
  const { files } = message as { files?: unknown };
  if (!Array.isArray(files)) return [];
  return files.flatMap((file: SlackFile | null) => {
    if (typeof file !== 'object' || file === null || gone.has(file.mode ?? '')) return [];
    const name = file.name || file.title || file.id;
    if (!name) return [];
    const link = fileLink(file.permalink, places);
    const kind = file.pretty_type || kindByName(name) || file.mimetype;
    return [{ name, chat: 'Slack' as const, ...(kind && { kind }), ...(link && { link }) }];
  });
}
