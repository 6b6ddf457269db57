import type { MessageRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import { readWhole } from '../../../http/answer.ts';
import { isWebPage } from '../../../http/web-page.ts';
import type { ChatFile, ChatPlace } from '../../../ports/chat.ts';
import { digest } from '../../kit/digest.ts';
import { cut, visible } from '../../kit/literal.ts';
import { fileUpload } from '../api/budget.ts';
import { answerLimit, deliveryError } from '../api/errors.ts';
import { messageRef } from '../directory/refs.ts';
import { titleWithKey } from './metadata.ts';
import type { PostContext } from './posts.ts';

const timeout = 30_000;

/**
 * Uploads a file in Slack's three steps: ask for an address, send the bytes there, show the file in a channel. Only the
 * last step can make a second message; the key in the file's title lets airb find the first. Slack says only later
 * which message shows the file, so the reference may hold the file's id instead. Source:
 * docs.slack.dev/messaging/working-with-files#uploading_files.
 */
export async function upload(
  context: PostContext,
  place: ChatPlace,
  wanted: { file: ChatFile; key: string },
): Promise<MessageRef> {
  const { file, key } = wanted;
  const { channel, where } = await context.places(place);
  // Bytes that differ from those of an attempt that was put off are other calls: an older file is not shown for them.
  const about = digest(Buffer.from(file.bytes).toString('base64'));
  const target = await context.call({ method: 'files.getUploadURLExternal', where, about }, (client) =>
    client.files.getUploadURLExternal(sizeOf(file)),
  );
  if (!target.upload_url || !target.file_id) throw noAddress();
  const address = target.upload_url;
  await context.call({ method: fileUpload, where, about }, () => send(address, file));
  const id = target.file_id;
  await context.call({ method: 'files.completeUploadExternal', where, about }, (client) =>
    client.files.completeUploadExternal({
      files: [{ id, title: titleWithKey(visible(file.title), key) }],
      channel_id: channel,
    }),
  );
  return messageRef(channel, (await shownAs(context, id, channel)) ?? id);
}

/** The most characters of an alternative text that Slack takes. */
const altMax = 1000;

/** `alt_txt` is Slack's word (docs.slack.dev, files.getUploadURLExternal); the SDK's types name it otherwise. */
function sizeOf({ name, bytes, alt }: ChatFile): { filename: string; length: number; alt_txt?: string } {
  return { filename: name, length: bytes.length, ...(alt && { alt_txt: cut(visible(alt), altMax) }) };
}

function noAddress(): DeliveryError {
  return new DeliveryError('Slack gave no address to upload to.', { retry: true, code: 'no_upload_url' });
}

async function send(url: string, file: ChatFile): Promise<void> {
  try {
    const body = new Uint8Array(file.bytes);
    const signal = AbortSignal.timeout(timeout);
    const answer = await fetch(url, { method: 'POST', body, redirect: 'manual', signal });
    const text = await readWhole(answer, answerLimit);
    const page = isWebPage(answer.headers.get('content-type') ?? '', text);
    if (answer.ok && !page) return;
    const message = page
      ? `Slack answered the upload of ${file.name} with a web page; a proxy may stand in between.`
      : `Slack answered the upload of ${file.name} with HTTP ${answer.status}.`;
    // A redirect and a page are a proxy's, and pass; sending the same bytes again does no harm.
    const passes = page || (answer.status >= 300 && answer.status < 400);
    throw new DeliveryError(message, {
      retry: passes || answer.status >= 500 || answer.status === 429,
      code: `http_${answer.status}`,
    });
  } catch (error) {
    throw deliveryError(error, fileUpload);
  }
}

/**
 * The time of the message that shows the file, when Slack knows it already. Without it the upload still counts as done.
 */
async function shownAs({ call }: PostContext, file: string, channel: string): Promise<string | undefined> {
  try {
    const { file: info } = await call({ method: 'files.info' }, (client) => client.files.info({ file }));
    const shares = { ...info?.shares?.public, ...info?.shares?.private };
    return shares[channel]?.[0]?.ts;
  } catch {
    return undefined;
  }
}
