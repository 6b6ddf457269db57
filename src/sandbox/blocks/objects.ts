import * as z from 'zod';

/** Block Kit composition objects with the lengths of docs.slack.dev/reference/block-kit/composition-objects. */

export const plain = (max: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });

const mrkdwn = (max: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });

export const anyText = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

export const id = z.string().min(1).max(255);

export const confirm = z.strictObject({
  title: plain(100),
  text: anyText(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});

const optionFields = { value: z.string().min(1).max(150), description: plain(75).optional() };
export const option = z.strictObject({ ...optionFields, text: plain(75) });
export const overflowOption = z.strictObject({
  ...optionFields,
  text: plain(75),
  url: z.string().max(3000).optional(),
});
/** Checkboxes and radio buttons alone may format their text. */
export const richOption = z.strictObject({
  value: z.string().min(1).max(150),
  text: anyText(75),
  description: anyText(75).optional(),
});
export const optionGroup = z.strictObject({ label: plain(75), options: z.array(option).min(1).max(100) });

export const url = z.string().min(1).max(3000);
export const image = z.strictObject({
  type: z.literal('image'),
  image_url: url.optional(),
  slack_file: z.looseObject({}).optional(),
  alt_text: z.string().min(1).max(2000),
});
