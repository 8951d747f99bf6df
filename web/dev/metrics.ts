// Gives the pages the archive's metric dictionary as the module `virtual:metrics`, so that names and units are written
// down once, in archive/data/metrics.toml.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const file = fileURLToPath(new URL('../../archive/data/metrics.toml', import.meta.url));

export interface Metric {
  en: string;
  zh: string;
  unit: string;
  better: 'higher' | 'lower';
}

/** Reads the `name = "value"` lines below each [[metric]]; the program's own reader checks the file in full. */
export function readMetrics(text: string): Record<string, Metric> {
  const found: Record<string, Metric> = {};
  for (const part of text.split(/^\[\[metric\]\]\s*$/m).slice(1)) {
    const value = (name: string): string => new RegExp(`^${name}\\s*=\\s*"([^"]*)"`, 'm').exec(part)?.[1] ?? '';
    const metric = value('metric');
    if (!metric) throw new Error(`${file}: a [[metric]] without its name`);
    found[metric] = { en: value('en'), zh: value('zh'), unit: value('unit'), better: value('better') === 'lower' ? 'lower' : 'higher' };
  }
  return found;
}

export function metricDictionary(): Plugin {
  return {
    name: 'almanac-metrics',
    resolveId: (id) => (id === 'virtual:metrics' ? '\0virtual:metrics' : undefined),
    load(id) {
      if (id !== '\0virtual:metrics') return undefined;
      this.addWatchFile(file);
      return `export const metrics = ${JSON.stringify(readMetrics(readFileSync(file, 'utf8')))};`;
    },
  };
}
