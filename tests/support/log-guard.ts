import { afterAll, beforeEach } from 'vitest';
import { journal } from './log.ts';

// A setup file of every test file. Registered before the file's own hooks, so it looks last, when all is closed.
beforeEach(({ onTestFinished }) => {
  journal.testBegins();
  onTestFinished(() => held(journal.testEnds));
});
afterAll(() => held(journal.fileEnds));

/**
 * A log line that a story did not name is printed aloud. It fails the story where `AIRB_STRICT_LOG` is set: a few suites
 * have yet to name what they log.
 */
function held(judge: () => void): void {
  try {
    judge();
  } catch (error) {
    if (process.env.AIRB_STRICT_LOG) throw error;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}
