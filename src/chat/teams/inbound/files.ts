import type { SharedFile } from '../../../domain/response/shared-file.ts';
import { kindByName } from '../../kit/file-kind.ts';
import { fileLink } from '../../kit/file-link.ts';
import type { Attachment } from '../api/activity.ts';

/** What Teams attaches to a message that is not a file: the message itself as HTML, cards, quoted messages. */
const notFiles =
  /^(?:text\/html|application\/vnd\.microsoft\.(?:card|teams\.card)|messageReference|meetingReference|forwardedMessageReference)/i;

/** SharePoint, where Teams keeps files, with its national clouds. */
const places = /^[a-z0-9][a-z0-9.-]*\.(?:sharepoint\.(?:com|us|cn|de)|sharepoint-mil\.us)$/;

/** Whether an attachment is a file. */
export function isFile({ contentType }: Attachment): boolean {
  return !notFiles.test(contentType);
}

/** The files among the attachments of a message, as pointers. What has no name, such as a pasted picture, is none. */
export function filesOf(attachments: Attachment[]): SharedFile[] {
  return attachments.filter(isFile).flatMap(({ name, url }) => {
    if (name === undefined) return [];
    const kind = kindByName(name);
    const link = fileLink(url, places);
    return [{ name, chat: 'Teams' as const, ...(kind && { kind }), ...(link && { link }) }];
  });
}
