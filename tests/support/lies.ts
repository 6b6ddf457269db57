import type { ServerResponse } from 'node:http';

type Lie = (response: ServerResponse) => unknown;

const html = { 'content-type': 'text/html; charset=utf-8' };
const json = { 'content-type': 'application/json' };
const signIn = '<!doctype html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>';

/** Answers that come with a success, or look like one, and say nothing about the deed. Every adapter is told all of them. */
export const lies: Record<string, Lie> = {
  'a sign-in page': (response) => response.writeHead(200, html).end(signIn),
  'a page that calls itself JSON': (response) => response.writeHead(200, json).end(signIn),
  'a word': (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('error'),
  'an empty 200': (response) => response.writeHead(200).end(),
  'half of its JSON': (response) => response.writeHead(200, json).end('{"ok":tr'),
  'ok: false': (response) => response.writeHead(200, json).end('{"ok":false}'),
  errors: (response) => response.writeHead(200, json).end('{"errors":[{"message":"forbidden"}]}'),
  'an error': (response) =>
    response.writeHead(200, json).end('{"error":{"code":"Forbidden","message":"no"}}'),
  '202 with a page': (response) => response.writeHead(202, html).end(signIn),
  'a redirect to a sign-in': (response) => response.writeHead(302, { location: '/sign-in' }).end(),
};
