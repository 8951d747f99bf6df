// What was typed and not stored yet, kept for the tab's life: an error, a closed form, a sign-in or a reload loses nothing.

const key = (code: string): string => `almanac.draft.${code}`;

export type Drafts = Record<string, Record<string, unknown>>;

export function readDrafts(code: string): Drafts {
  try {
    return (JSON.parse(window.sessionStorage.getItem(key(code)) ?? '{}') as Drafts | null) ?? {};
  } catch {
    return {};
  }
}

export function keepDrafts(code: string, drafts: Drafts): void {
  try {
    if (Object.keys(drafts).length) window.sessionStorage.setItem(key(code), JSON.stringify(drafts));
    else window.sessionStorage.removeItem(key(code));
  } catch {
    // Storage may be forbidden or full; the draft then lives as long as the page.
  }
}
