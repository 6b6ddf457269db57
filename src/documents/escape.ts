import { plain } from '../domain/plain.ts';

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Literal text for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return plain(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
