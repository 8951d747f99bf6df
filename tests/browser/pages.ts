// What every test of a page watches for: messages on the console, violations of the content security policy, failed requests,
// text that runs out of the window, and what axe finds.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect, type Page, type Request } from '@playwright/test';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export interface Watch {
  problems: string[];
  /** Answers that a test provokes on purpose ("404 /api/v1/campaigns/none"). */
  allow: (pattern: RegExp) => void;
}

export const test = base.extend<{ url: string; watch: Watch }>({
  // eslint-disable-next-line no-empty-pattern
  url: async ({}, use) => {
    const url = process.env['ALMANAC_TEST_URL'];
    if (!url) throw new Error('global-setup.ts has not run');
    await use(url);
  },
  watch: [
    async ({ page }, use) => {
      const problems: string[] = [];
      const allowed: RegExp[] = [];
      follow(page);
      const note = (text: string): void => {
        if (!allowed.some((pattern) => pattern.test(text))) problems.push(text);
      };
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) note(`console: ${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => note(`page: ${error.message}`));
      page.on('requestfailed', (request) => {
        // Questions that a newer one has replaced are given up.
        if (request.failure()?.errorText !== 'net::ERR_ABORTED') note(`request: ${request.url()} ${request.failure()?.errorText}`);
      });
      page.on('request', (request) => {
        const host = new URL(request.url()).hostname;
        if (!['127.0.0.1', ''].includes(host)) note(`outside: ${request.url()}`);
      });
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
        });
      });
      await use({ problems, allow: (pattern) => allowed.push(pattern) });
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };

interface Traffic {
  open: Set<Request>;
  last: number;
}
const traffics = new WeakMap<Page, Traffic>();
function follow(page: Page): void {
  const traffic: Traffic = { open: new Set(), last: Date.now() };
  traffics.set(page, traffic);
  page.on('request', (request) => {
    traffic.open.add(request);
    traffic.last = Date.now();
  });
  const ended = (request: Request): void => {
    traffic.open.delete(request);
    traffic.last = Date.now();
  };
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
}

// Playwright's "networkidle" is half a second each time, and only after a page was loaded.
const quiet = 120;

/** All that was asked for is there. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('main h1').first()).toBeAttached();
  const traffic = traffics.get(page);
  if (!traffic) await page.waitForLoadState('networkidle');
  else await expect.poll(() => traffic.open.size === 0 && Date.now() - traffic.last >= quiet, { intervals: [30] }).toBe(true);
  await expect(page.locator('.loading-bar')).toHaveCount(0);
}

export async function noOverflow(page: Page): Promise<void> {
  const wide = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll('body *')]
      .filter((each) => each.getBoundingClientRect().right > room + 1)
      .slice(0, 5)
      .map((each) => `${each.tagName}.${each.getAttribute('class') ?? ''} ${Math.round(each.getBoundingClientRect().right)}`);
  });
  expect(wide).toEqual([]);
}

/** No row of a table is squeezed until its text stands a character a line. */
export async function noTallRows(page: Page): Promise<void> {
  const tall = await page.evaluate(() =>
    [...document.querySelectorAll('tr')]
      .filter((each) => each.getBoundingClientRect().height > 320)
      .slice(0, 5)
      .map((each) => `${Math.round(each.getBoundingClientRect().height)} px: ${each.textContent?.slice(0, 60) ?? ''}`),
  );
  expect(tall).toEqual([]);
}

/** Nothing of the impacts serious and critical, by axe's rules for WCAG 2.2 A and AA. */
export async function accessible(page: Page): Promise<void> {
  // Through the debugging protocol, which the page's content security policy does not concern.
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const run = (window as unknown as { axe: { run: (options: object) => Promise<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }> } }).axe.run;
    const { violations } = await run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return violations
      .filter((each) => each.impact === 'serious' || each.impact === 'critical')
      .map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`);
  });
  expect(found).toEqual([]);
}

/** A picture of the whole page into ALMANAC_SCREENSHOTS, if that is set. */
export async function picture(page: Page, name: string): Promise<void> {
  const directory = process.env['ALMANAC_SCREENSHOTS'];
  if (!directory) return;
  mkdirSync(directory, { recursive: true });
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true });
}
