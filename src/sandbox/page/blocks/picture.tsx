import { useState } from 'preact/hooks';
import { safeSource } from '../text/links.ts';
import { asObject, type Json, str } from './json.ts';
import { TextObject } from './text.tsx';

/**
 * An image block or element. Pictures come from this server only; one that lies elsewhere is named by its
 * alternative text, because the sandbox loads nothing from outside this machine.
 */
export function Picture({
  image,
  wide = false,
  small = false,
}: {
  image: Json;
  wide?: boolean;
  small?: boolean;
}) {
  const [broken, setBroken] = useState(false);
  const source = safeSource(str(image, 'image_url') || str(asObject(image.slack_file), 'url'));
  const alt = str(image, 'alt_text');
  const size = wide ? 'picture-wide' : small ? 'picture-small' : 'picture';
  if (!source || broken)
    return <span class={`${size} picture-missing`}>Picture: {alt || 'without a description'}</span>;
  const element = <img class={size} src={source} alt={alt} loading="lazy" onError={() => setBroken(true)} />;
  if (!wide) return element;
  return (
    <figure class="block-image">
      {image.title !== undefined && (
        <figcaption>
          <TextObject value={image.title} />
        </figcaption>
      )}
      {element}
    </figure>
  );
}
