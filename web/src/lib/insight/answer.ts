// Answers of named questions and of relations: a table of values, people and lift with what stands behind each row
// (insight/questions.h describes the shape), and how its cells read.

import { locale, t, word } from '../../i18n/index.svelte';
import type { Figure } from '../decimal';
import { figure, number, share } from '../format';
import { facetWord } from '../words';

export interface Value {
  key: string;
  label: string;
  /** The node of the graph that the value is. */
  id?: string;
}

export type ColumnType = 'value' | 'count' | 'share' | 'lift' | 'chance' | 'number' | 'text' | 'metric' | 'median' | 'campaigns' | 'codes';
export interface Column {
  name: string;
  label: string;
  type: ColumnType;
  dimension?: string;
}

export interface Row extends Record<string, unknown> {
  row?: Value;
  column?: Value;
  n?: number;
  both?: number;
  expected?: number;
  lift?: number;
  low?: number;
  high?: number;
  too_few?: boolean;
  metric?: string;
  unit?: string;
  median?: number;
  base?: number;
  campaigns?: { code: string; people?: number; value?: Figure }[];
  campaign_total?: number;
}

export interface Answer {
  basis?: 'touchpoints' | 'campaigns' | 'reported' | 'graph';
  note?: string;
  columns: Column[];
  rows: Row[];
  /** Of touchpoints: what was counted, how many of it and of touchpoints, pairs in use, and those with enough people. */
  unit?: 'person' | 'visit' | 'moment';
  units?: number;
  touchpoints?: number;
  pairs?: number;
  tested?: number;
  campaigns?: number;
  tried?: number;
  never?: number;
  total?: number;
  metric?: string;
  metrics?: { metric: string; values: number }[];
  parameters?: Record<string, string[]>;
  /** Of a question that is asked in the query language. */
  statement?: string;
}

export interface Choice {
  value: string;
  label: string;
}
export interface QuestionParameter {
  name: string;
  type: 'values' | 'date' | 'metric' | 'choice';
  label: string;
  required: boolean;
  several: boolean;
  dimension?: string;
  of_campaigns?: boolean;
  usual?: string[];
  choices?: Choice[];
}
export interface Question {
  id: string;
  title: string;
  about: string;
  own: boolean;
  parameters: QuestionParameter[];
}

/** A day of the week by its number, 1 = Monday; a month by its number. 2024 began on a Monday. */
function calendar(part: 'weekday' | 'month', key: string): string {
  const at = Number(key);
  if (!Number.isInteger(at) || at < 1 || at > (part === 'weekday' ? 7 : 12)) return key;
  const day = part === 'weekday' ? new Date(Date.UTC(2024, 0, at)) : new Date(Date.UTC(2024, at - 1, 1));
  return new Intl.DateTimeFormat(locale(), { [part]: 'long', timeZone: 'UTC' }).format(day);
}

/** What a value is called; values of the calendar and of fixed words in the reader's language. */
export function valueName(value: Value, dimension = ''): string {
  if (dimension === 'weekday' || dimension === 'month') return calendar(dimension, value.key);
  if (dimension === 'hour' && /^\d\d$/.test(value.key)) return `${value.key}:00`;
  if (dimension === 'event') return word('touchpoint', value.label);
  return facetWord(dimension === 'campaign_type' ? 'type' : dimension, value.label);
}

/** The columns that say what a row is about: one, or the two sides of a pair. */
export const subjects = (columns: readonly Column[]): [Column?, Column?] => {
  const [row, other] = columns.filter((each) => each.type === 'value');
  return [row, other];
};
export const valueIn = (row: Row, column: Column | undefined): Value | undefined => (column ? ((row[column.name] as Value | null | undefined) ?? undefined) : undefined);

/** A category by its own name, with the ones above it apart. */
export function levels(name: string): { own: string; above: string } {
  const at = name.lastIndexOf(' > ');
  return at < 0 ? { own: name, above: '' } : { own: name.slice(at + 3), above: name.slice(0, at) };
}

/** What a dimension is called; an attribute of people by its name. */
export const dimensionName = (dimension: string): string =>
  dimension.startsWith('user.') ? word('field', dimension.slice(5)) : word('dimension', dimension);

/** A statistic with as many digits as it can bear. */
export function rough(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return number(String(Number(value.toFixed(digits))));
}

export function chance(value: unknown): string {
  if (typeof value !== 'number') return '';
  return value < 0.001 ? '< 0.001' : number(value.toFixed(3));
}

/** A statistic of a metric, in its unit. */
export function metricFigure(metric: string, value: number | null | undefined, unit: string | undefined, currency: string): string {
  if (value === null || value === undefined) return '';
  if (metric === 'attainment') return share(value);
  return figure(metric, rough(value).replace(/,/g, '').replace('−', '-'), unit, currency, locale());
}

export const interval = (low: string, high: string): string => t('answer.interval', { low, high });

/** How a row's lift reads, "4.88 (3.70–5.94)". */
export function liftText(row: Row): string {
  if (row.too_few || row.lift === undefined) return t('answer.too_few');
  const exact = (value: number): string => value.toFixed(2);
  return `${exact(row.lift)}${interval(exact(row.low ?? 0), exact(row.high ?? 0))}`;
}

export const dimensions = [
  'channel', 'product', 'category', 'top_category', 'brand', 'campaign', 'theme', 'occasion', 'mechanic', 'tag', 'objective', 'campaign_type', 'owner',
  'target_segment', 'segment', 'user_tag', 'event', 'region', 'device', 'variant', 'creative', 'year', 'quarter', 'month', 'weekday', 'hour',
] as const;
/** What campaigns by themselves are grouped by. */
export const campaignDimensions = [
  'channel', 'product', 'category', 'top_category', 'brand', 'target_segment', 'theme', 'occasion', 'mechanic', 'tag', 'objective', 'campaign_type', 'owner',
  'year', 'quarter', 'month', 'campaign',
] as const;
