import type { App, SlackShortcut, ViewSubmitAction } from '@slack/bolt';
import type { ChatInput } from '../../../domain/chat/input.ts';
import type { OnChatInput } from '../../../ports/chat.ts';
import { stored } from '../../kit/hearing.ts';
import { within } from '../../kit/in-time.ts';
import { listOf, notStored, stillWorking } from '../../kit/sentences.ts';
import { command as commandName, shortcuts } from '../package/scopes.ts';
import { actionPrefix } from '../render/controls.ts';
import { modalCallback, renderModal, renderNotice } from '../render/modal.ts';
import { type Answering, type Asker, ephemeral, give } from './answer.ts';
import { commandInput } from './command.ts';
import type { InputContext } from './context.ts';
import { homeInput, mentionInput, messageInput, reactionInput } from './event.ts';
import { pressInput } from './press.ts';
import { shortcutInput } from './shortcut.ts';
import { submitInput } from './submit.ts';

/** The platform's name in the log. */
const platform = 'Slack';

export interface Listening extends Answering, InputContext {
  onInput: OnChatInput;
  /** Lets work go on after the ack; `stop` waits for it. */
  beside(work: Promise<unknown>): void;
  /** Milliseconds after which a command is answered "still working": Slack gives up after 3,000. */
  patience: number;
}

/** Registers a listener for everything airb reacts to. Each listener stores first and sends the ack after that. */
export function listen(app: App, listening: Listening): void {
  onCommand(app, listening);
  onPress(app, listening);
  onSubmit(app, listening);
  onShortcut(app, listening);
  onEvents(app, listening);
}

/** Answers a command inside its ack, in one round trip. When storing takes too long, the answer follows later. */
function onCommand(app: App, listening: Listening): void {
  app.command(commandName, async ({ command, ack }) => {
    // Slack always names who asked; nothing is done for what does not.
    if (!command.user_id || !command.channel_id) return ack();
    const asker: Asker = {
      user: command.user_id,
      channel: command.channel_id,
      responseUrl: command.response_url,
      trigger: command.trigger_id,
    };
    const answering = commandInput(command, listening).then((input) => stored(listening, input, platform));
    const answer = await within(answering, listening.patience);
    if (answer === undefined) {
      listening.beside(answering.then((late) => give(listening, asker, late)));
      return ack(ephemeral(stillWorking, listening.userOf));
    }
    if (answer.type === 'private') return ack(ephemeral(answer.card, listening.userOf));
    if (answer.type === 'errors')
      return ack(ephemeral(listOf(Object.values(answer.fields)), listening.userOf));
    listening.beside(give(listening, asker, answer));
    await ack();
  });
}

function onPress(app: App, listening: Listening): void {
  app.action({ type: 'block_actions', action_id: new RegExp(`^${actionPrefix}`) }, async ({ body, ack }) => {
    const input = await pressInput(body, listening);
    if (!input) return ack();
    const answer = await stored(listening, input, platform);
    const asker: Asker = {
      user: body.user.id,
      trigger: body.trigger_id,
      ...(body.channel ? { channel: body.channel.id } : {}),
      ...(body.response_url ? { responseUrl: body.response_url } : {}),
    };
    listening.beside(give(listening, asker, answer));
    await ack();
  });
}

/** Answers a sent form: it stays open with the errors, becomes the answer, or closes. */
function onSubmit(app: App, listening: Listening): void {
  app.view<ViewSubmitAction>(
    { callback_id: modalCallback, type: 'view_submission' },
    async ({ body, ack }) => {
      const input = await submitInput(body, listening);
      if (!input) return ack();
      const answer = await stored(listening, input, platform);
      if (answer.type === 'errors') return ack({ response_action: 'errors', errors: answer.fields });
      if (answer.type === 'modal') {
        return ack({ response_action: 'update', view: renderModal(answer.modal, listening.userOf) });
      }
      if (answer.type !== 'private') {
        listening.beside(give(listening, { user: body.user.id }, answer));
        return ack();
      }
      const [field] = Object.keys(body.view.state.values);
      if (answer.card === notStored && field) {
        return ack({ response_action: 'errors', errors: { [field]: notStored.text } });
      }
      const view = renderNotice(body.view.title.text, answer.card, listening.userOf);
      return ack({ response_action: 'update', view });
    },
  );
  app.view({ callback_id: modalCallback, type: 'view_closed' }, async ({ ack }) => ack());
}

function onShortcut(app: App, listening: Listening): void {
  for (const callback of Object.values(shortcuts)) {
    app.shortcut(callback, async ({ shortcut, ack }) => {
      const answer = await stored(listening, await shortcutInput(shortcut, listening), platform);
      listening.beside(give(listening, askerOf(shortcut), answer));
      await ack();
    });
  }
}

function askerOf(shortcut: SlackShortcut): Asker {
  const asker = { user: shortcut.user.id, trigger: shortcut.trigger_id };
  if (shortcut.type === 'shortcut') return asker;
  return { ...asker, channel: shortcut.channel.id, responseUrl: shortcut.response_url };
}

/** Listens to events. A failure is thrown on, because Slack delivers an event again only when it gets no ack. */
function onEvents(app: App, listening: Listening): void {
  async function take(input: ChatInput | undefined, asker: Asker): Promise<void> {
    if (!input) return;
    const answer = await listening.onInput(input);
    listening.beside(give(listening, asker, answer));
  }
  app.event('message', async ({ event }) => {
    const user = 'user' in event ? (event.user ?? '') : '';
    await take(await messageInput(event, listening), { user, channel: event.channel });
  });
  app.event('app_mention', async ({ event }) => {
    await take(await mentionInput(event, listening), { user: event.user ?? '', channel: event.channel });
  });
  app.event('reaction_added', async ({ event, body }) => {
    await take(await reactionInput(event, body.event_id, listening), { user: event.user });
  });
  app.event('reaction_removed', async ({ event, body }) => {
    await take(await reactionInput(event, body.event_id, listening), { user: event.user });
  });
  app.event('app_home_opened', async ({ event, body }) => {
    await take(await homeInput(event, body.event_id, listening), { user: event.user });
  });
}
