import { afterAll, beforeEach } from 'vitest';
import { journal } from './log.ts';

// A setup file of every test file. Registered before the file's own hooks, so it looks last, when all is closed.
beforeEach(({ onTestFinished }) => {
  journal.testBegins();
  onTestFinished(journal.testEnds);
});
afterAll(journal.fileEnds);
