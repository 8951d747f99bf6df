// The language of the interface: the browser's, or the one chosen with the switch, which is remembered.

import { metrics } from 'virtual:metrics';
import { en } from './en';
import { vocabulary, type Group } from './vocabulary';
import { zh, type Key } from './zh';

export type Language = 'zh' | 'en';
export type { Key };
export type Values = Record<string, string | number>;

const catalogues: Record<Language, Record<Key, string>> = { zh, en };
const stored = 'almanac.language';

/** The first of the wanted languages that we have; English for everybody else. */
export function choose(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (/^zh\b/i.test(tag)) return 'zh';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

function first(): Language {
  if (typeof window === 'undefined') return 'zh';
  try {
    const kept = window.localStorage.getItem(stored);
    if (kept === 'zh' || kept === 'en') return kept;
  } catch {
    // Storage may be forbidden; then the browser's language holds.
  }
  return choose(navigator.languages);
}

class Interface {
  language = $state<Language>(first());

  use(language: Language): void {
    this.language = language;
    try {
      window.localStorage.setItem(stored, language);
    } catch {
      // Not remembered then; the switch still works for this visit.
    }
  }
}
export const i18n = new Interface();

/** Fills `{name}`; a text with `one || other` takes the form for `values.n`. */
export function phrase(language: Language, text: string, values: Values = {}): string {
  const forms = text.split(' || ');
  const form = forms.length === 1 || new Intl.PluralRules(language).select(Number(values['n'] ?? 0)) === 'one' ? forms[0] : forms[1];
  return (form ?? text).replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? shown(language, values[name]) : whole));
}

const counts = { zh: new Intl.NumberFormat('zh-CN'), en: new Intl.NumberFormat('en') };
function shown(language: Language, value: string | number | undefined): string {
  return typeof value === 'number' ? counts[language].format(value) : (value ?? '');
}

export function t(key: Key, values?: Values): string {
  return phrase(i18n.language, catalogues[i18n.language][key], values);
}

/** A word of the domain (a status, a relationship, a metric) in the reader's language; unknown ones as they were written. */
export function word(group: Group, value: string | null | undefined): string {
  if (!value) return '';
  const entries: Record<string, { zh: string; en: string }> = vocabulary[group];
  return Object.hasOwn(entries, value) ? entries[value]![i18n.language] : value;
}

/** A metric by the shipped dictionary (archive/data/metrics.toml); a team's own as it is written. */
export function metricName(metric: string): string {
  return metrics[metric]?.[i18n.language] ?? metric;
}

export const locale = (): string => (i18n.language === 'zh' ? 'zh-CN' : 'en-GB');
