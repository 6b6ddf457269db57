import type { SharedFile } from '../../../domain/response/shared-file.ts';
import { kindByName } from '../../kit/file-kind.ts';
import type { Attachment } from '../api/activity.ts';

/** What Teams attaches to a message that is not a file: the message itself as HTML, cards, quoted messages. */
const notFiles =
  /^(?:text\/html|application\/vnd\.microsoft\.(?:card|teams\.card)|messageReference|meetingReference|forwardedMessageReference)/i;

/** Whether an attachment is a file. */
export function isFile({ contentType }: Attachment): boolean {
  return !notFiles.test(contentType);
}

/** The files among the attachments of a message, as pointers. What has no name, such as a pasted picture, is none. */
export function filesOf(attachments: Attachment[]): SharedFile[] {
  return attachments.filter(isFile).flatMap(({ name, url }) => {
    if (name === undefined) return [];
    const kind = kindByName(name);
    const link = url?.replaceAll(' ', '%20');
    return [{ name, chat: 'Teams' as const, ...(kind && { kind }), ...(link && { link }) }];
  });
}
