// A histogram as a row of bars: their names, and the range that some of them make.

import { t } from '../../i18n/index.svelte';
import { compare, decimal, plain, subtract, type Decimal, type Figure } from '../decimal';
import { date } from '../format';
import type { Bucket, Histogram } from '../types';

/** An amount in few characters, for an axis: 20万, 1.5M. */
export function short(value: Figure, locale: string): string {
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(Number(value));
}

/** What a bar of dates stands for: a year, a quarter or a month. */
function period(from: string, unit: Histogram['unit'], locale: string): string {
  if (unit === 'year') return date(from.slice(0, 4), locale);
  if (unit === 'month') return date(from.slice(0, 7), locale);
  return t('histogram.quarter', { year: from.slice(0, 4), n: Math.ceil(Number(from.slice(5, 7)) / 3) });
}

export function nameOf(bucket: Bucket, histogram: Histogram, locale: string): string {
  if (histogram.unit) return period(String(bucket.from), histogram.unit, locale);
  return bucket.to === null ? t('histogram.and_more', { from: short(bucket.from, locale) }) : `${short(bucket.from, locale)}–${short(bucket.to, locale)}`;
}

/** Of a filter: both ends are included, one that is "" is open. */
export interface Range {
  from: string;
  to: string;
}

const cent: Decimal = { digits: 1n, scale: 2 };

/** The range from one bar to another, in either order. */
export function rangeOf(histogram: Histogram, a: number, b: number): Range {
  const first = histogram.buckets[Math.min(a, b)];
  const last = histogram.buckets[Math.max(a, b)];
  if (!first || !last) return { from: '', to: '' };
  const from = String(first.from);
  if (histogram.unit) return { from, to: String(last.to ?? '') };
  // The upper end of a bar of amounts belongs to the next one; money has cents at the least.
  const end = decimal(last.to);
  return { from: from === '0' ? '' : from, to: end ? plain(subtract(end, cent)) : '' };
}

/** An amount that ends a bar, as one would say it: "below 200,000". Null: an amount that was typed. */
export function below(value: string): string | null {
  const read = decimal(value);
  if (!read || read.scale !== 2) return null;
  const end = plain(subtract(read, { digits: -1n, scale: 2 }));
  return end.includes('.') ? null : end;
}

/** Whether a bar reaches into the range in force. */
export function within(bucket: Bucket, range: Range, histogram: Histogram): boolean {
  if (histogram.unit) return !(range.from !== '' && String(bucket.to ?? '') < range.from) && !(range.to !== '' && range.to < String(bucket.from));
  const [from, to, low, high] = [decimal(bucket.from), decimal(bucket.to), decimal(range.from), decimal(range.to)];
  return !(low && to && compare(to, low) <= 0) && !(high && from && compare(high, from) < 0);
}
