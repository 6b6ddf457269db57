import { createRequire } from 'node:module';
import { chartFile } from '../documents/chart-file.ts';
import type { Opened } from '../domain/incident/state.ts';
import type { Log } from '../ports/log.ts';
import { signalPicture } from '../views/chat/signal-chart.ts';

const font = 'PT Sans';
/** Files of an OFL font from its package: the machine may have no font at all. */
const fontFiles = ['400Regular/PTSans_400Regular.ttf', '700Bold/PTSans_700Bold.ttf'];
/** Pixels per unit, so that it is sharp on a phone. */
const zoom = 2;

/**
 * Draws the signal an incident is about as a PNG. What draws is read only when it is needed, and where the machine has no
 * build of it there is no picture: the words of the message say the same.
 */
export function picturesOf(log: Log) {
  return async (incident: Opened) => {
    const chart = signalPicture(incident);
    if (chart === undefined) return undefined;
    try {
      const { renderAsync } = await import('@resvg/resvg-js');
      const { resolve } = createRequire(import.meta.url);
      const files = fontFiles.map((file) => resolve(`@expo-google-fonts/pt-sans/${file}`));
      // On a thread of its own: an alert that comes meanwhile does not wait for it.
      const drawing = await renderAsync(chartFile(chart, font), {
        font: { fontFiles: files, loadSystemFonts: false, defaultFontFamily: font },
        fitTo: { mode: 'zoom', value: zoom },
      });
      return { title: chart.title, alt: chart.description, bytes: drawing.asPng() };
    } catch (error) {
      log.warn({ error: String(error) }, 'the chart can not be drawn as a picture here; its words stand');
      return undefined;
    }
  };
}
