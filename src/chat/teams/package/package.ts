import { colorIcon, outlineIcon } from './icons.ts';
import { zip } from './zip.ts';

/** The app package an admin uploads: the manifest with both icons. The same manifest gives the same bytes. */
export function appPackage(manifest: Record<string, unknown>): Buffer {
  return zip([
    { name: 'manifest.json', bytes: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) },
    { name: 'color.png', bytes: colorIcon() },
    { name: 'outline.png', bytes: outlineIcon() },
  ]);
}
