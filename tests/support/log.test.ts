import { describe, expect, it } from 'vitest';
import { createJournal, type Journal } from './log.ts';

const story = (told: (journal: Journal) => void) => () => {
  const journal = createJournal();
  journal.testBegins();
  told(journal);
  journal.testEnds();
};

describe('the log of a story', () => {
  it('lets everything pass that is no trouble', () => {
    expect(
      story(({ log }) => {
        log.debug({}, 'looking');
        log.info({ port: 3000 }, 'airb listens');
      }),
    ).not.toThrow();
  });

  it.each(['warn', 'error'] as const)(
    'fails on a line of level %s that was not named, with its fields',
    (level) => {
      expect(story(({ log }) => log[level]({ effect: '1.2.0' }, 'no answer'))).toThrow(
        `logged, and the story did not name it: ${level} no answer { effect: '1.2.0' }`,
      );
    },
  );

  it('takes a named line as often as it comes, and no other', () => {
    const named = (...messages: string[]) =>
      story(({ log, name }) => {
        name([/^warn no answer/], true);
        for (const message of messages) log.warn({}, message);
      });
    expect(named('no answer', 'no answer')).not.toThrow();
    expect(named('no answer', 'no room')).toThrow('no room');
  });

  it('fails when a named line never came, unless it only may come', () => {
    expect(story(({ name }) => name([/no answer/], true))).toThrow('named, and never logged: /no answer/');
    expect(story(({ name }) => name([/no answer/], false))).not.toThrow();
  });

  it('forgets with the test what the test named, and keeps what the file named', () => {
    const journal = createJournal();
    journal.name([/of the file/], true);
    journal.testBegins();
    journal.name([/of the test/], false);
    journal.log.warn({}, 'of the file, of the test');
    journal.testEnds();
    journal.testBegins();
    journal.log.warn({}, 'of the test');
    expect(journal.testEnds).toThrow('of the test');
    expect(journal.fileEnds).not.toThrow();
  });

  it('hears what is logged after the last test, and misses what no test of the file brought', () => {
    const journal = createJournal();
    journal.name([/promised/], true);
    journal.log.error({}, 'too late');
    expect(journal.fileEnds).toThrow(/too late.*never logged: \/promised\//s);
  });

  it('leaves alone what a verb says to people', () => {
    const stderr = "error: unknown verb 'serv'\n(Did you mean serve?)\n";
    expect(story(({ takeLog }) => takeLog(stderr))).not.toThrow();
    expect(story(({ takeLog }) => takeLog(`${stderr}{"level":40,"msg":"slow"}\n`))).toThrow('warn slow');
  });

  it('reads the log of a program from its stderr, and takes anything else there as an error', () => {
    const stderr =
      '{"level":30,"msg":"fine"}\n{"level":40,"msg":"slow","ms":7}\nTypeError: x is not a function\n';
    expect(story(({ take }) => take(stderr))).toThrow(
      /^logged.*: warn slow \{ ms: 7 \}\nlogged.*: error TypeError: x is not a function \{\}$/,
    );
  });
});
