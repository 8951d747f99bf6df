import { describe, expect, it } from 'vitest';
import { add, compare, decimal, grouped, plain, rounded, subtract, sum, type Decimal } from '../src/lib/decimal';

const read = (text: string | number): Decimal => {
  const value = decimal(text);
  if (!value) throw new Error(`not a decimal: ${text}`);
  return value;
};

describe('decimals', () => {
  it('read numbers and strings by their characters', () => {
    expect(plain(read(478200))).toBe('478200');
    expect(plain(read('0.10'))).toBe('0.1');
    expect(plain(read('-12.50'))).toBe('-12.5');
    expect(plain(read('9007199254740993.01'))).toBe('9007199254740993.01');
    expect(plain(read(1e21))).toBe('1000000000000000000000');
    expect(plain(read('1.5e-3'))).toBe('0.0015');
  });
  it('are nothing for what is no number', () => {
    for (const text of ['', '.', '-', 'abc', '1,000', '1e9999', null, undefined]) expect(decimal(text)).toBeNull();
  });
  it('add and subtract without loss', () => {
    expect(plain(add(read('0.1'), read('0.2')))).toBe('0.3');
    expect(plain(subtract(read('478200'), read('478199.99')))).toBe('0.01');
    expect(plain(sum(['118000', undefined, 0.5, null, '90000.25'].map(decimal))!)).toBe('208000.75');
    expect(sum([])).toBeNull();
  });
  it('compare across scales', () => {
    expect(compare(read('1.10'), read('1.1'))).toBe(0);
    expect(compare(read('-1'), read('0.001'))).toBe(-1);
  });
  it('group digits by three and keep the fraction', () => {
    expect(grouped(read('1234567.8'), 2)).toBe('1,234,567.80');
    expect(grouped(read('999'), 2)).toBe('999');
    expect(grouped(read('-1000'))).toBe('−1,000');
  });
  it('computed ones are shown with two digits behind the point', () => {
    expect(rounded('51.612903226')).toBe('51.61');
    expect(rounded('-46.515')).toBe('-46.52');
    expect(rounded(16)).toBe('16');
    expect(rounded(undefined)).toBe('');
  });
  it('agree with a slow oracle on many pairs', () => {
    // Integers small enough for doubles to be exact.
    for (let a = -50; a <= 50; a += 7) {
      for (let b = -50; b <= 50; b += 3) {
        expect(Number(plain(add(read(a / 4), read(b / 8))))).toBe(a / 4 + b / 8);
        expect(compare(read(a), read(b))).toBe(Math.sign(a - b));
      }
    }
  });
});
