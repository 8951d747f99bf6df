// Evidence as the graph gives it: sums per currency, counts per type, and a link to the touchpoints, which have a page.

import type { Figure } from './decimal';
import type { Evidence } from './types';

/** The sum of the values in each currency ("" = the archive's); they are never added up. */
export function valuesOf(evidence: Evidence): [currency: string, value: Figure][] {
  const values: [string, Figure][] = (evidence.other_values ?? []).map((each) => [each.currency, each.value]);
  if (evidence.value !== undefined && evidence.value !== null) values.unshift([evidence.currency ?? '', evidence.value]);
  return values;
}

/** The API's address of the touchpoints, as the address of our page about them. */
export function evidencePage(evidence: Pick<Evidence, 'link'> | undefined): string {
  const match = /^(?:\/api\/v1)?\/touchpoints(\?.*)$/.exec(evidence?.link ?? '');
  return match ? `/touchpoints${match[1]}` : '';
}
