import type { Asker } from './answers.ts';

/** Asks with prompts that a person at a terminal can move in; read only where there is one. */
export async function terminalAsker(): Promise<Asker> {
  const { confirm, isCancel, password, select, text } = await import('@clack/prompts');
  const given = <T>(answer: T) => (isCancel(answer) ? undefined : (answer as Exclude<T, symbol>));
  return {
    text: async (message, usual, wrong) =>
      given(
        await text({
          message,
          ...(usual !== undefined && { defaultValue: usual, placeholder: usual }),
          validate: (answer) => {
            const problem = wrong(answer || usual || '');
            return problem && `Expected ${problem}`;
          },
        }),
      ),
    choose: async (message, choices, usual) =>
      given(
        await select({
          message,
          options: choices.map((value) => ({ value, label: value })),
          ...(usual !== undefined && { initialValue: usual }),
        }),
      ),
    secret: async (message) => given(await password({ message })),
    confirm: async (message) => given(await confirm({ message, initialValue: false })),
  };
}
