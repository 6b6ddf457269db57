import * as z from 'zod';
import { id } from './objects.ts';

/** The rich_text block, docs.slack.dev/reference/block-kit/blocks/rich-text-block. */

const style = z.record(z.string(), z.boolean()).optional();
const name = z.string().min(1);
const leaf = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), style }),
  z.strictObject({
    type: z.literal('link'),
    url: name,
    text: z.string().optional(),
    unsafe: z.boolean().optional(),
    style,
  }),
  z.strictObject({ type: z.literal('user'), user_id: name, style }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: name, style }),
  z.strictObject({ type: z.literal('channel'), channel_id: name, style }),
  z.strictObject({ type: z.literal('emoji'), name, unicode: z.string().optional(), style }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int(),
    format: name,
    url: z.string().optional(),
    fallback: z.string().optional(),
    style,
  }),
  z.strictObject({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']), style }),
  z.strictObject({ type: z.literal('color'), value: name, style }),
]);

const section = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(leaf) });
const bordered = { elements: z.array(leaf), border: z.int().min(0).max(1).optional() };

export const richText = z.strictObject({
  type: z.literal('rich_text'),
  block_id: id.optional(),
  elements: z.array(
    z.discriminatedUnion('type', [
      section,
      z.strictObject({
        type: z.literal('rich_text_list'),
        elements: z.array(section).min(1),
        style: z.enum(['bullet', 'ordered']),
        indent: z.int().min(0).max(8).optional(),
        offset: z.int().min(0).optional(),
        border: z.int().min(0).max(1).optional(),
      }),
      z.strictObject({
        type: z.literal('rich_text_preformatted'),
        ...bordered,
        language: z.string().optional(),
      }),
      z.strictObject({ type: z.literal('rich_text_quote'), ...bordered }),
    ]),
  ),
});
