// The parts of a score, as a bar and a legend show them.

import { locale, t, word } from '../../i18n/index.svelte';
import type { Group } from '../../i18n/vocabulary';
import { archive } from '../api.svelte';
import { date, money } from '../format';
import { facetWords, oneLine } from '../words';
import type { Explanation, SimilarPart } from '../types';

export interface Share {
  key: string;
  name: string;
  /** Of the whole, 0 to 1; what takes away from a score is below 0. */
  share: number;
  /** Shown instead of the share. */
  figure?: string;
  detail?: string;
  /** 0 to 7. */
  colour: number;
}

const colours = 8;
// What is alike keeps its colour from one hit to the next.
const places: Record<string, number> = {
  text: 0, occasion: 1, season: 1, channel: 2, theme: 3, product: 4, category: 4, goal: 5, objective: 5, type: 5, budget: 6, mechanic: 6, segment: 6, duration: 7,
};

const mostValues = 5;

/** What both have, in words; figures with their thousands apart. */
function detailOf(part: SimilarPart): string {
  if (!part.common?.length) return (part.detail ?? '').replace(/\d{4,}/g, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ','));
  const values = facetWords(part.what, part.common);
  const first = values.slice(0, mostValues).join(t('list.and'));
  return values.length > mostValues ? t('similar.and_more', { values: first, n: values.length - mostValues }) : first;
}

export function likeness(parts: readonly SimilarPart[]): Share[] {
  return [...parts]
    .filter((part) => part.share > 0)
    .sort((a, b) => b.share - a.share)
    .map((part) => ({
      key: part.what,
      name: word('likeness', part.what),
      share: part.share,
      colour: places[part.what] ?? colours - 1,
      ...(part.detail && { detail: detailOf(part) }),
    }));
}

/** What a text was found to name, each field in words. */
export function understoodIn(fields: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(fields).map(([name, value]): [string, string] => {
    if (Array.isArray(value)) return [name, facetWords(name, value.map(String)).join(t('list.and'))];
    if (name === 'budget') return [name, money(String(value), archive.currency, locale())];
    if (name === 'start' || name === 'end') return [name, date(String(value), locale())];
    return [name, oneLine(value)];
  });
}

/** So many parts of a rank are named, the rest are added up. */
const mostParts = 8;

export function reasons(explanation: Explanation): Share[] {
  const parts = [...explanation.parts].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const named = parts.length > mostParts ? parts.slice(0, mostParts - 1) : parts;
  const rest = parts.slice(named.length);
  const sum = explanation.sum || 1;
  const group: Group = 'rank';
  const shares: Share[] = named.map((part, at) => ({
    key: `${part.what} ${part.text ?? ''} ${at}`,
    name: part.text ? `${word(group, part.what)} ${part.text}` : word(group, part.what),
    share: part.weight / sum,
    figure: weight(part.weight),
    colour: at % colours,
    ...(part.detail && { detail: part.detail }),
  }));
  if (rest.length) {
    const added = rest.reduce((total, part) => total + part.weight, 0);
    shares.push({ key: 'rest', name: t('why.more', { n: rest.length }), share: added / sum, figure: weight(added), colour: colours - 1 });
  }
  return shares;
}

/** A weight with as many digits as tell weights apart. */
export const weight = (value: number): string => (Math.abs(value) < 0.1 && value !== 0 ? value.toFixed(3) : value.toFixed(2)).replace('-', '−');
