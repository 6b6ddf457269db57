import { announcedIn } from '../domain/runbooks/compile.ts';
import { minute } from '../domain/time.ts';
import { type Finding, findingLine } from '../library/finding.ts';
import type { LibraryWatch } from '../library/watch.ts';
import type { Chat } from '../ports/chat.ts';
import type { Log } from '../ports/log.ts';
import type { Memory } from '../ports/memory.ts';
import type { Serving } from '../ports/serving.ts';
import { brokenFilesCard } from '../views/chat/broken-files.ts';
import { hash } from './drafts.ts';

const key = 'files/told';

/**
 * Says in each incidents channel, once for the same faults, that airb started with the kept version of broken files.
 * Whoever broke them is rarely whoever reads the log.
 */
export async function tellBrokenFiles(parts: {
  watch: Pick<LibraryWatch, 'library' | 'findings'>;
  chats: Pick<Chat, 'name' | 'post'>[];
  memory: Memory & Pick<Serving, 'takeTurn'>;
  log: Log;
}): Promise<void> {
  const { watch, chats, memory, log } = parts;
  const errors = watch.findings().filter(({ level }) => level === 'error');
  if (errors.length === 0) return;
  try {
    const about = hash(errors.map(findingLine).join('\n'));
    if ((await memory.recall(key)) === about) return;
    // Replicas that start together find the same.
    if (!(await memory.takeTurn({ name: `${key} ${about}`, every: minute }))) return;
    const channels = announcedIn(
      watch.library().organization,
      chats.map(({ name }) => name),
    );
    const card = brokenFilesCard(placesOf(errors));
    for (const chat of chats) {
      const channel = channels[chat.name];
      if (channel !== undefined) await chat.post({ channel }, card, `files.${about.slice(0, 16)}`);
    }
    await memory.remember(key, about);
  } catch (error) {
    log.warn(
      { error: String(error) },
      'runbooks: the incidents channel could not be told of the broken files',
    );
  }
}

function placesOf(errors: Finding[]) {
  return errors.map(({ file, line, what }) => ({ place: `${file}:${line}`, what }));
}
