import { writeSync } from 'node:fs';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { effect, head, note } from '../contracts/store-samples.ts';

// Writes without end, from many callers at once, and says of each write that it is stored. Run as a child to be killed.
const [file = ''] = process.argv.slice(2);

openSqliteStore({ file }).then((store) => {
  const write = async (caller: number, n: number) => {
    const input = `${caller}/${n}`;
    await store.write({ inputKey: input, incident: { number: caller, after: () => n } }, ({ incident }) => {
      const expected = incident?.version ?? 0;
      const key = `${caller}.${expected + 1}.1`;
      return {
        writes: {
          append: { incident: caller, expected, events: [note(input)], head: head(caller) },
          effects: [effect(key)],
        },
        answer: undefined,
      };
    });
    writeSync(1, `${input}\n`);
    void write(caller, n + 1);
  };
  for (let caller = 1; caller <= 16; caller++) void write(caller, 1);
});
