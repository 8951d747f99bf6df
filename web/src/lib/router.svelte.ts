// The address bar is the state of the application: every view is a link. Pages read `router.path` and `router.params`
// and change them by going somewhere; nothing else remembers what is shown.

interface Kept {
  scroll?: number;
}

class Router {
  #url = $state.raw(new URL(window.location.href));
  /** Grows with each move; `returned` says whether the last one was the browser's back or forward. */
  returned = $state.raw(false);
  /** Where the page was scrolled to when it was left, for back and forward. */
  scroll = 0;

  get path(): string {
    return this.#url.pathname;
  }
  get params(): URLSearchParams {
    return this.#url.searchParams;
  }
  get hash(): string {
    return this.#url.hash;
  }
  get href(): string {
    return this.#url.pathname + this.#url.search;
  }

  go(href: string, how: 'push' | 'replace' = 'push'): void {
    const target = new URL(href, window.location.href);
    if (how === 'push') {
      this.#keep();
      history.pushState({}, '', target);
    } else {
      history.replaceState(history.state, '', target);
    }
    const samePage = target.pathname === this.#url.pathname;
    this.returned = false;
    this.#url = target;
    if (how === 'push' && !samePage) window.scrollTo(0, 0);
  }

  #keep(): void {
    const kept: Kept = { ...(history.state as Kept | null), scroll: window.scrollY };
    history.replaceState(kept, '');
  }

  start(): void {
    history.scrollRestoration = 'manual';
    window.addEventListener('popstate', (event) => {
      this.returned = true;
      this.scroll = (event.state as Kept | null)?.scroll ?? 0;
      this.#url = new URL(window.location.href);
      // Content kept by the cache is there in the next frame.
      requestAnimationFrame(() => requestAnimationFrame(() => window.scrollTo(0, this.scroll)));
    });
    document.addEventListener('click', (event) => {
      const href = ownLink(event);
      if (href === null) return;
      event.preventDefault();
      this.go(href);
    });
  }
}

/** The address of a plain click on a link to one of our pages; null for whatever the browser should handle itself. */
function ownLink(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = (event.target as Element | null)?.closest('a');
  if (!link || link.target || link.hasAttribute('download') || !link.href) return null;
  const url = new URL(link.href, window.location.href);
  if (url.origin !== window.location.origin || !isPage(url.pathname)) return null;
  // A jump inside the page is the browser's.
  if (url.hash && url.pathname === window.location.pathname && url.search === window.location.search) return null;
  return url.pathname + url.search + url.hash;
}

/** The server's own addresses (API, files) are not pages. */
export function isPage(path: string): boolean {
  return !/^\/(api|db)\//.test(path) && !['/openapi.json', '/licences.txt', '/healthz', '/readyz', '/metrics'].includes(path);
}

export const router = new Router();
