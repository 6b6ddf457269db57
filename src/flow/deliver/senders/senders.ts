import type { DeliverDeps, Send, SentKind } from '../sending.ts';
import { run } from './action.ts';
import { writeCanvas } from './canvas.ts';
import { draw } from './draw.ts';
import { remove } from './earlier.ts';
import { examples } from './examples.ts';
import { handOver, split } from './hand-over.ts';
import { inChat } from './in-chat.ts';
import { openIssue } from './issue.ts';
import { letter } from './letter.ts';
import { look } from './look.ts';
import { observe } from './observe.ts';
import { page } from './page.ts';
import { publish } from './publish.ts';
import { read } from './read.ts';
import { archive, dressRoom, invite, openRoom, pin, renameRoom } from './room.ts';
import { file, say } from './said.ts';
import { sample } from './sample.ts';
import { share } from './share.ts';
import { subscribers } from './subscribers.ts';

/** How each kind of effect is sent, in one table: kind → port call → outcome. */
export function senders(deps: DeliverDeps): Record<SentKind, Send> {
  return {
    'room.open': inChat(deps, openRoom),
    'room.archive': inChat(deps, archive),
    'room.invite': inChat(deps, invite),
    'room.rename': inChat(deps, renameRoom),
    'room.topic': inChat(deps, dressRoom.topic),
    'room.links': inChat(deps, dressRoom.links),
    'room.pin': inChat(deps, pin(deps)),
    draw: inChat(deps, draw(deps)),
    say: inChat(deps, say(deps)),
    file: inChat(deps, file(deps)),
    canvas: inChat(deps, writeCanvas(deps)),
    remove: inChat(deps, remove),
    page: page(deps),
    publish: publish(deps),
    letter: letter(deps),
    issue: openIssue(deps),
    subscribers: subscribers(deps),
    action: run(deps),
    look: look(deps),
    observe: observe(deps),
    read: read(deps),
    sample: sample(deps),
    examples: examples(deps),
    share: share(deps),
    'hand-over': handOver(deps),
    split: split(deps),
  };
}
