/**
 * True when an answer is a page for people: a sign-in, a proxy's apology. Services that answer programs send none, so
 * it never comes from the service that was asked.
 */
export function isWebPage(contentType: string, text: string): boolean {
  return (
    /^\s*(?:text\/html|application\/xhtml)/i.test(contentType) ||
    /^\s*(?:<!doctype\s+html|<html[\s>])/i.test(text)
  );
}
