// Figures, money, dates and times as a reader of the chosen language expects them; times in the archive's zone, whatever
// the browser's. Money stays exact: digits are grouped here, Intl gives only the currency's sign and its place.

import { metrics } from 'virtual:metrics';
import { decimal, grouped, plain, subtract, type Decimal, type Figure } from './decimal';

type Maybe = Figure | null | undefined;

export function number(value: Maybe): string {
  const read = decimal(value);
  return read ? grouped(read) : value === null || value === undefined ? '' : String(value);
}

const currencyFormats = new Map<string, [before: string, after: string]>();
function currencySign(currency: string, locale: string): [string, string] {
  const key = `${locale} ${currency}`;
  let found = currencyFormats.get(key);
  if (!found) {
    found = ['', ` ${currency}`];
    try {
      const parts = new Intl.NumberFormat(locale, { style: 'currency', currency, minimumFractionDigits: 0, maximumFractionDigits: 0 }).formatToParts(1);
      const at = parts.findIndex((part) => part.type === 'integer');
      const join = (some: Intl.NumberFormatPart[]): string => some.map((part) => part.value).join('');
      found = [join(parts.slice(0, at)), join(parts.slice(at + 1))];
    } catch {
      // Not a currency that Intl knows: its letters stand behind the figure.
    }
    currencyFormats.set(key, found);
  }
  return found;
}

export function money(value: Maybe, currency: string, locale: string): string {
  const read = decimal(value);
  return read ? moneyOf(read, currency, locale) : value === null || value === undefined ? '' : String(value);
}

export function moneyOf(value: Decimal, currency: string, locale: string): string {
  const [before, after] = currencySign(currency || 'CNY', locale);
  const text = grouped(value, 2);
  return text.startsWith('−') ? `−${before}${text.slice(1)}${after}` : before + text + after;
}

/** A figure of a metric with its unit: the record's own, else the dictionary's. */
export function figure(metric: string, value: Maybe, unit: string | undefined, currency: string, locale: string): string {
  if (value === null || value === undefined || value === '') return '';
  const known = unit || metrics[metric]?.unit || '';
  if (/^[A-Z]{3}$/.test(known)) return money(value, known, locale);
  if (known === 'money') return money(value, currency, locale);
  if (known === 'percent' || known === '%') return `${number(value)}%`;
  if (known === '' || known === 'count' || known === 'ratio') return number(value);
  return `${number(value)} ${known}`;
}

/** A share as the server computed it, "115.1%"; empty without one. */
export function share(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '' : `${grouped({ digits: BigInt(Math.round(value * 1000)), scale: 1 }, 1)}%`;
}

/** The signed difference a − b, for a reader; null when either is missing. */
export function difference(a: Decimal | null, b: Decimal | null): Decimal | null {
  return a && b ? subtract(a, b) : null;
}

export { plain };

const dateFormats = new Map<string, Intl.DateTimeFormat>();
function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let format = dateFormats.get(key);
  if (!format) dateFormats.set(key, (format = new Intl.DateTimeFormat(locale, options)));
  return format;
}

const byPrecision: Intl.DateTimeFormatOptions[] = [
  { year: 'numeric', timeZone: 'UTC' },
  { year: 'numeric', month: 'short', timeZone: 'UTC' },
  { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' },
];

function dayOf(text: string): { at: Date; precision: number } | null {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(text);
  if (!match) return null;
  const [, year, month, day] = match;
  const at = new Date(Date.UTC(Number(year), month ? Number(month) - 1 : 0, day ? Number(day) : 1));
  return { at, precision: day ? 2 : month ? 1 : 0 };
}

/** "2024-11-01", "2024-11" or "2024" with the precision that it has. */
export function date(text: string | null | undefined, locale: string): string {
  if (!text) return '';
  const day = dayOf(text);
  return day ? dateFormat(locale, byPrecision[day.precision]!).format(day.at) : text;
}

export function dateRange(start: string | null | undefined, end: string | null | undefined, locale: string): string {
  const from = start ? dayOf(start) : null;
  const to = end ? dayOf(end) : null;
  if (!from || !to) return date(start ?? end, locale);
  if (start === end) return date(start, locale);
  if (from.precision !== to.precision || from.at > to.at) return `${date(start, locale)} – ${date(end, locale)}`;
  if (!locale.startsWith('zh')) return dateFormat(locale, byPrecision[from.precision]!).formatRange(from.at, to.at);
  // Intl writes a Chinese range in figures (2024/11/1 – 2024/11/11); here it reads like the single dates beside it.
  const last = date(end, locale);
  const year = from.at.getUTCFullYear() === to.at.getUTCFullYear();
  const month = year && from.precision === 2 && from.at.getUTCMonth() === to.at.getUTCMonth();
  return `${date(start, locale)}–${month ? last.slice(last.indexOf('月') + 1) : year && from.precision > 0 ? last.slice(last.indexOf('年') + 1) : last}`;
}

/** Days from start to end, both counted; 0 when unknown. */
export function days(start: string | null | undefined, end: string | null | undefined): number {
  const from = start ? dayOf(start) : null;
  const to = end ? dayOf(end) : null;
  if (!from || !to || from.precision < 2 || to.precision < 2) return 0;
  return Math.max(0, Math.round((to.at.getTime() - from.at.getTime()) / 86_400_000) + 1);
}

/** An instant in the archive's zone; one that is known only by its day is shown as a day. */
export function time(text: string | null | undefined, zone: string, locale: string): string {
  if (!text) return '';
  if (!text.includes('T')) return date(text, locale);
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return text;
  const options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };
  try {
    return dateFormat(locale, { ...options, timeZone: zone }).format(at);
  } catch {
    return dateFormat(locale, { ...options, timeZone: 'UTC' }).format(at);
  }
}
