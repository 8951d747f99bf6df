import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { en } from '../src/i18n/en';
import { choose, phrase } from '../src/i18n/index.svelte';
import { vocabulary } from '../src/i18n/vocabulary';
import { zh } from '../src/i18n/zh';

const source = fileURLToPath(new URL('../src', import.meta.url));
function below(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? below(join(directory, entry.name)) : [join(directory, entry.name)],
  );
}
const places = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort();
const han = /\p{Script=Han}/u;

describe('the two catalogues', () => {
  it('have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  });
  it('leave the same places to be filled', () => {
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
      const forms = en[key].split(' || ');
      // A singular may say its number in words.
      expect(places(forms[forms.length - 1]!), key).toEqual(places(zh[key]));
    }
  });
  it('have nothing empty, no Chinese in English, and Chinese in Chinese', () => {
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
      expect(en[key].trim(), key).not.toBe('');
      expect(en[key], key).not.toMatch(han);
      if (!/^[\s{}\w/、：]*$/.test(zh[key])) expect(zh[key], key).toMatch(han);
    }
  });
  it('hold every key that a page asks for, and none that no page does', () => {
    const text = below(source)
      .filter((file) => /\.(svelte|ts)$/.test(file) && !file.includes('/i18n/'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const families = [...text.matchAll(/\bt\(`([\w.-]+\.)\$\{/g)].map((match) => match[1]!);
    for (const key of Object.keys(zh)) {
      const used = text.includes(`'${key}'`) || families.some((family) => key.startsWith(family));
      expect(used, `${key} is used nowhere`).toBe(true);
    }
  });
  it('no page has words of its own', () => {
    for (const file of below(source).filter((each) => each.endsWith('.svelte'))) {
      const markup = readFileSync(file, 'utf8').replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, '');
      // The name of the other language stands in that language.
      const text = markup.replace(/'中文'|>中文</g, '');
      expect(text, file).not.toMatch(han);
    }
  });
});

describe('the vocabulary', () => {
  it('names everything in both languages', () => {
    for (const [group, entries] of Object.entries(vocabulary)) {
      for (const [name, entry] of Object.entries(entries as Record<string, { zh: string; en: string }>)) {
        expect(entry.zh.trim(), `${group}.${name}`).not.toBe('');
        expect(entry.en, `${group}.${name}`).not.toMatch(han);
      }
    }
  });
});

describe('phrases', () => {
  it('fill their places, with grouped numbers', () => {
    expect(phrase('zh', '共 {n} 个', { n: 12345 })).toBe('共 12,345 个');
    expect(phrase('en', '{a} of {b}', { a: 'x' })).toBe('x of {b}');
  });
  it('take the form of the number', () => {
    expect(phrase('en', '{n} result || {n} results', { n: 1 })).toBe('1 result');
    expect(phrase('en', '{n} result || {n} results', { n: 0 })).toBe('0 results');
  });
});

describe('the language', () => {
  it('is the first that the browser wants and we have', () => {
    expect(choose(['zh-TW', 'en'])).toBe('zh');
    expect(choose(['fr-FR', 'en-US', 'zh'])).toBe('en');
    expect(choose(['fr'])).toBe('en');
    expect(choose([])).toBe('en');
  });
});
