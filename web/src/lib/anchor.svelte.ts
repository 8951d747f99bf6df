// A link to a part of a page goes to it once it is there; the browser itself looks only when the page is loaded.

import { router } from './router.svelte';

/** Called while a page is being made; `ready` says whether its parts are there. */
export function followHash(ready: () => boolean): void {
  $effect(() => {
    void router.href;
    if (!ready() || !router.hash) return;
    const id = decodeURIComponent(router.hash.slice(1));
    requestAnimationFrame(() => {
      const part = document.getElementById(id);
      part?.scrollIntoView({ block: part.tagName === 'LI' ? 'center' : 'start' });
    });
  });
}
