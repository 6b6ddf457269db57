import { createHash } from 'node:crypto';
import type { PageScript } from '../../documents/page.ts';

/**
 * Keeps a page as it is now. The stream only says that something changed; what is shown comes from the page itself, asked for
 * anew, so it is under the same rules as when it was opened. Only what differs is exchanged, so that whoever reads or has
 * the focus somewhere keeps the place. A page nobody looks at holds no stream.
 */
const text = `(() => {
const at = document.querySelector('[data-live]');
if (!at || !window.EventSource) return;
const state = document.getElementById('live-state');
let stream, heard = 0, asked = 0, asking = false, again = false, missed = false, later;
const say = (how, words) => {
  document.getElementById('live').dataset.state = how;
  if (state.textContent !== words) state.textContent = words;
};
const lost = () => say('lost', 'Not live at the moment, and tried again: what you see may be old.');
function freshen(old, fresh) {
  if (old.isEqualNode(fresh) || old === state) return;
  if (old.nodeType !== 1 || old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
  for (const { name } of [...old.attributes])
    if (name !== 'open' && name !== 'data-state' && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (name !== 'data-state' && old.getAttribute(name) !== value) old.setAttribute(name, value);
  const had = [...old.childNodes];
  const has = [...fresh.childNodes];
  has.forEach((node, n) => (had[n] ? freshen(had[n], node) : old.append(node)));
  had.slice(has.length).forEach((node) => node.remove());
}
async function look() {
  clearTimeout(later);
  if (asking) return void (again = true);
  const early = asked + 2000 - Date.now();
  if (early > 0) return void (later = setTimeout(look, early));
  asking = true;
  asked = Date.now();
  try {
    const answer = await fetch(location.href, { cache: 'no-store' });
    if (answer.status === 401 || answer.status === 404) return location.reload();
    if (!answer.ok) throw answer.status;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    freshen(document.querySelector('.frame'), fresh.querySelector('.frame'));
    document.title = fresh.title;
    missed = false;
    if (stream && stream.readyState === 1) say('live', 'Live.');
  } catch {
    missed = true;
    lost();
    later = setTimeout(look, 3000);
  } finally {
    asking = false;
    if (again) look();
    again = false;
  }
}
function open() {
  close();
  heard = Date.now();
  stream = new EventSource(at.dataset.live);
  const hear = () => {
    heard = Date.now();
    if (!missed) say('live', 'Live.');
  };
  stream.addEventListener('beat', hear);
  stream.addEventListener('changed', () => {
    hear();
    look();
  });
  stream.addEventListener('end', ({ data }) => {
    close();
    if (data !== 'crowded') return location.reload();
    say('slow', 'Live in another window; here looked at each minute.');
  });
  stream.onerror = lost;
}
function close() {
  if (stream) stream.close();
  stream = undefined;
}
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return close();
  open();
  look();
});
setInterval(() => {
  if (document.hidden) return;
  if (stream && (stream.readyState === 2 || Date.now() - heard > 45000)) {
    lost();
    open();
  }
  if (Date.now() - asked > 60000) look();
}, 5000);
asked = Date.now();
if (!document.hidden) open();
addEventListener('pagehide', close);
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) open(), look();
});
})();`;

/** The only script of airb's pages; they say the same without it. */
export const liveScript: PageScript = {
  text,
  hash: `sha256-${createHash('sha256').update(text).digest('base64')}`,
};
