// A brief that is pasted: its page carries the text in its address, unless the text is too long for one.

import { query } from '../address';

/** A text of more characters, or of several lines, is no list of words to search for. */
const mostOfAQuery = 200;
export function isBrief(text: string): boolean {
  const trimmed = text.trim();
  return [...trimmed].length > mostOfAQuery || trimmed.split('\n').filter((line) => line.trim() !== '').length > 2;
}

/** Bytes of an address that every server and proxy takes. */
const mostInAddress = 7000;
const stored = 'almanac.brief.';

/** The page of a brief; `fromBox`: it was pasted where words are expected, which the page says. */
export function briefPage(text: string, fromBox = false): string {
  const trimmed = text.trim();
  const more: [string, string][] = fromBox ? [['from', 'box']] : [];
  if (encodeURIComponent(trimmed).length <= mostInAddress) return `/similar${query([['text', trimmed], ...more])}`;
  const key = keyOf(trimmed);
  try {
    window.sessionStorage.setItem(stored + key, trimmed);
  } catch {
    // Storage may be full or forbidden; the page then says that the text is gone.
  }
  return `/similar${query([['brief', key], ...more])}`;
}

/** The text of such an address; null if it is not kept in this browser. */
export function briefOf(params: URLSearchParams): string | null {
  const key = params.get('brief');
  if (!key) return params.get('text') ?? '';
  try {
    return window.sessionStorage.getItem(stored + key);
  } catch {
    return null;
  }
}

/** FNV-1a: the same text has the same address. */
function keyOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36) + text.length.toString(36);
}
