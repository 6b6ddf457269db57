import * as z from 'zod';
import {
  confirm,
  id,
  image,
  option,
  optionGroup,
  overflowOption,
  plain,
  richOption,
  url,
} from './objects.ts';

/** Block Kit elements, docs.slack.dev/reference/block-kit/block-elements. An interactive one must name its action. */

const interactive = { action_id: id };
const asking = { confirm: confirm.optional(), focus_on_load: z.boolean().optional() };
const placeholder = { placeholder: plain(150).optional() };
const multi = { max_selected_items: z.int().min(1).optional() };
const person = z.string().min(1);
const filter = z.looseObject({}).optional();

const button = z.strictObject({
  type: z.literal('button'),
  ...interactive,
  text: plain(75),
  value: z.string().max(2000).optional(),
  url: url.optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...interactive,
  options: z.array(overflowOption).min(1).max(5),
  confirm: confirm.optional(),
});

const staticOptions = {
  options: z.array(option).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const select = { ...interactive, ...asking, ...placeholder };

const staticSelect = z.strictObject({
  type: z.literal('static_select'),
  ...select,
  ...staticOptions,
  initial_option: option.optional(),
});
const multiStaticSelect = z.strictObject({
  type: z.literal('multi_static_select'),
  ...select,
  ...staticOptions,
  ...multi,
  initial_options: z.array(option).min(1).max(100).optional(),
});
const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  ...select,
  initial_user: person.optional(),
});
const multiUsersSelect = z.strictObject({
  type: z.literal('multi_users_select'),
  ...select,
  ...multi,
  initial_users: z.array(person).optional(),
});
const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...select,
  filter,
  initial_conversation: person.optional(),
  default_to_current_conversation: z.boolean().optional(),
  response_url_enabled: z.boolean().optional(),
});
const multiConversationsSelect = z.strictObject({
  type: z.literal('multi_conversations_select'),
  ...select,
  ...multi,
  filter,
  initial_conversations: z.array(person).optional(),
  default_to_current_conversation: z.boolean().optional(),
});
const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  ...select,
  initial_channel: person.optional(),
  response_url_enabled: z.boolean().optional(),
});
const multiChannelsSelect = z.strictObject({
  type: z.literal('multi_channels_select'),
  ...select,
  ...multi,
  initial_channels: z.array(person).optional(),
});
const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...interactive,
  ...asking,
  options: z.array(richOption).min(1).max(10),
  initial_options: z.array(richOption).min(1).max(10).optional(),
});
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...interactive,
  ...asking,
  options: z.array(richOption).min(1).max(10),
  initial_option: richOption.optional(),
});
const datepicker = z.strictObject({
  type: z.literal('datepicker'),
  ...select,
  initial_date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date YYYY-MM-DD')
    .optional(),
});
const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  ...select,
  initial_time: z
    .string()
    .regex(/^\d{2}:\d{2}$/, 'must be a time HH:mm')
    .optional(),
  timezone: z.string().optional(),
});
const datetimepicker = z.strictObject({
  type: z.literal('datetimepicker'),
  ...interactive,
  ...asking,
  initial_date_time: z.int().optional(),
});

const dispatch = z.strictObject({ trigger_actions_on: z.array(z.string()).optional() }).optional();
const typing = {
  ...interactive,
  ...placeholder,
  focus_on_load: z.boolean().optional(),
  dispatch_action_config: dispatch,
};
const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  ...typing,
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
});
const emailInput = z.strictObject({
  type: z.literal('email_text_input'),
  ...typing,
  initial_value: z.string().optional(),
});
const urlInput = z.strictObject({
  type: z.literal('url_text_input'),
  ...typing,
  initial_value: z.string().optional(),
});
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...typing,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
});

const choosers = [
  staticSelect,
  multiStaticSelect,
  usersSelect,
  multiUsersSelect,
  conversationsSelect,
  multiConversationsSelect,
  channelsSelect,
  multiChannelsSelect,
  checkboxes,
  radioButtons,
  datepicker,
  timepicker,
  datetimepicker,
] as const;

export const sectionAccessory = z.discriminatedUnion('type', [button, overflow, image, ...choosers]);
export const actionsElement = z.discriminatedUnion('type', [button, overflow, ...choosers]);
export const inputElement = z.discriminatedUnion('type', [
  ...choosers,
  plainTextInput,
  emailInput,
  urlInput,
  numberInput,
]);

const feedbackChoice = z.strictObject({
  text: plain(75),
  value: z.string().max(2000),
  accessibility_label: z.string().max(75).optional(),
});
export const contextAction = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('feedback_buttons'),
    ...interactive,
    positive_button: feedbackChoice,
    negative_button: feedbackChoice,
  }),
  z.strictObject({
    type: z.literal('icon_button'),
    ...interactive,
    icon: z.literal('trash'),
    text: plain(75),
    value: z.string().max(2000).optional(),
    confirm: confirm.optional(),
    accessibility_label: z.string().max(75).optional(),
    visible_to_user_ids: z.array(z.string()).optional(),
  }),
]);
