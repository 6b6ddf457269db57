import * as z from 'zod';
import { actionsElement, contextAction, inputElement, sectionAccessory } from './elements.ts';
import { anyText, id, image, plain, url } from './objects.ts';
import { richText } from './rich-text.ts';

/**
 * The blocks that every workspace accepts, docs.slack.dev/reference/block-kit/blocks. The newest ones (card, carousel,
 * container, data_table, plan, task_card) are refused on purpose: this sandbox behaves like an older workspace, so a
 * bot that sends them needs a fallback.
 */

const block = { block_id: id.optional() };

const section = z
  .strictObject({
    type: z.literal('section'),
    ...block,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: sectionAccessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((s) => s.text || s.fields, { message: 'missing required field: text or fields' });

const header = z.strictObject({
  type: z.literal('header'),
  ...block,
  text: plain(150),
  level: z.int().min(1).max(4).optional(),
});
const divider = z.strictObject({ type: z.literal('divider'), ...block });
const context = z.strictObject({
  type: z.literal('context'),
  ...block,
  elements: z
    .array(z.discriminatedUnion('type', [image, ...anyText(3000).options]))
    .min(1)
    .max(10),
});
const actions = z.strictObject({
  type: z.literal('actions'),
  ...block,
  elements: z.array(actionsElement).min(1).max(25),
});
const contextActions = z.strictObject({
  type: z.literal('context_actions'),
  ...block,
  elements: z.array(contextAction).min(1).max(5),
});
const imageBlock = z
  .strictObject({
    type: z.literal('image'),
    ...block,
    image_url: url.optional(),
    slack_file: z.looseObject({}).optional(),
    alt_text: z.string().min(1).max(2000),
    title: plain(2000).optional(),
  })
  .refine((i) => i.image_url || i.slack_file, { message: 'missing required field: image_url or slack_file' });
const input = z.strictObject({
  type: z.literal('input'),
  ...block,
  label: plain(2000),
  element: inputElement,
  hint: plain(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
});
const markdown = z.strictObject({
  type: z.literal('markdown'),
  ...block,
  text: z.string().min(1).max(12_000),
});
const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string() }),
  richText,
]);
const table = z.strictObject({
  type: z.literal('table'),
  ...block,
  rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100),
  column_settings: z.array(z.looseObject({}).nullable()).max(20).optional(),
});
const alert = z.strictObject({
  type: z.literal('alert'),
  ...block,
  text: anyText(200),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
});

/** Since June 2026: a line, bar or area chart, or a pie. */
const label = z.string().min(1).max(20);
const seriesChart = z
  .strictObject({
    type: z.enum(['line', 'bar', 'area']),
    series: z
      .array(
        z.strictObject({
          name: label,
          data: z
            .array(z.strictObject({ label, value: z.number() }))
            .min(1)
            .max(20),
        }),
      )
      .min(1)
      .max(6),
    axis_config: z.strictObject({
      categories: z.array(label).min(1).max(20),
      x_label: z.string().max(50).optional(),
      y_label: z.string().max(50).optional(),
    }),
  })
  .refine(
    ({ series, axis_config: { categories } }) =>
      series.every(
        ({ data }) =>
          data.length === categories.length && data.every((one, n) => one.label === categories[n]),
      ),
    { message: 'every series needs exactly one point per category' },
  );
const dataVisualization = z.strictObject({
  type: z.literal('data_visualization'),
  ...block,
  title: z.string().min(1).max(50),
  chart: seriesChart,
});

const common = [section, header, divider, context, actions, imageBlock, input, richText] as const;

/** What a message may hold: at most 50 blocks. */
export const messageBlocks = z
  .array(z.discriminatedUnion('type', [...common, contextActions, markdown, table, dataVisualization]))
  .max(50)
  .refine((blocks) => blocks.filter(({ type }) => type === 'data_visualization').length <= 2, {
    message: 'at most two charts in a message',
  });

const viewBlocks = z.array(z.discriminatedUnion('type', [...common, alert])).max(100);
const homeBlocks = z.array(z.discriminatedUnion('type', [...common])).max(100);

const viewFields = {
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
};

/** What views.open, views.push, views.update and views.publish may carry. */
export const view = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('modal'),
    title: plain(24),
    submit: plain(24).optional(),
    close: plain(24).optional(),
    blocks: viewBlocks,
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
    ...viewFields,
  }),
  z.strictObject({ type: z.literal('home'), blocks: homeBlocks, ...viewFields }),
]);
