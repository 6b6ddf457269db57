import { Emoji } from '../text/inline.tsx';
import { Mrkdwn } from '../text/mrkdwn.tsx';
import { asObject, flag, str } from './json.ts';

/** A composition text object: mrkdwn is parsed, plain text only has its emoji names drawn. */
export function TextObject({ value }: { value: unknown }) {
  const object = asObject(value);
  if (!object) return null;
  const text = str(object, 'text');
  if (str(object, 'type') === 'mrkdwn') return <Mrkdwn text={text} verbatim={flag(object, 'verbatim')} />;
  return <PlainText text={text} emoji={object.emoji !== false} />;
}

/** Text as it is; `:names:` become pictures unless the app asked not to. */
export function PlainText({ text, emoji = true }: { text: string; emoji?: boolean }) {
  if (!emoji) return <span class="plain">{text}</span>;
  const parts = text.split(/:([a-z0-9_+'-]+):/);
  return (
    <span class="plain">
      {parts.map((part, i) => (i % 2 ? <Emoji key={`${i}${part}`} name={part} /> : part))}
    </span>
  );
}
