/** What Slack, or the sandbox, said to a deed that it refused; nothing where it did not. */
export function ActError({ text }: { text: string }) {
  if (text === '') return null;
  return (
    <p class="act-error" role="alert">
      {text}
    </p>
  );
}
