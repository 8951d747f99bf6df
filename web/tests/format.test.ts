import { describe, expect, it } from 'vitest';
import { share, date, dateRange, days, figure, money, number, time } from '../src/lib/format';

describe('money', () => {
  it('is exact, with the sign of its currency in the reader’s language', () => {
    expect(money('478200', 'CNY', 'zh-CN')).toBe('¥478,200');
    expect(money(12.5, 'CNY', 'zh-CN')).toBe('¥12.50');
    expect(money('9007199254740993.01', 'CNY', 'zh-CN')).toBe('¥9,007,199,254,740,993.01');
    expect(money('-5', 'USD', 'en-GB')).toBe('−US$5');
    expect(money('7', 'POINTS', 'en-GB')).toBe('7 POINTS');
  });
  it('is empty when there is none, and what was written when it is no number', () => {
    expect(money(undefined, 'CNY', 'zh-CN')).toBe('');
    expect(money('若干', 'CNY', 'zh-CN')).toBe('若干');
  });
});

describe('figures', () => {
  it('take the record’s unit, else the dictionary’s', () => {
    expect(figure('gmv', 2000000, undefined, 'CNY', 'zh-CN')).toBe('¥2,000,000');
    expect(figure('gmv', 2000000, 'USD', 'CNY', 'zh-CN')).toBe('US$2,000,000');
    expect(figure('cvr', 3.2, undefined, 'CNY', 'zh-CN')).toBe('3.2%');
    expect(figure('orders', '12000', undefined, 'CNY', 'en-GB')).toBe('12,000');
    expect(figure('入群', 300, '人', 'CNY', 'zh-CN')).toBe('300 人');
    expect(figure('gmv', undefined, undefined, 'CNY', 'zh-CN')).toBe('');
  });
  it('number keeps zero', () => {
    expect(number(0)).toBe('0');
    expect(number(null)).toBe('');
  });
  it('a share is a percentage with one digit behind the point', () => {
    expect(share(1.15)).toBe('115%');
    expect(share(1 / 3)).toBe('33.3%');
    expect(share(-0.0512)).toBe('−5.1%');
    expect(share(undefined)).toBe('');
    expect(share(null)).toBe('');
  });
});

describe('dates', () => {
  it('keep the precision that they have', () => {
    expect(date('2024-11-01', 'zh-CN')).toBe('2024年11月1日');
    expect(date('2024-11', 'zh-CN')).toBe('2024年11月');
    expect(date('2024', 'zh-CN')).toBe('2024年');
    expect(date('2024-11-01', 'en-GB')).toBe('1 Nov 2024');
    expect(date('soon', 'en-GB')).toBe('soon');
  });
  it('join into ranges', () => {
    expect(dateRange('2024-11-01', '2024-11-11', 'en-GB')).toMatch(/^1\s*–\s*11 Nov 2024$/);
    expect(dateRange('2024-11-01', '2024-11-11', 'zh-CN')).toBe('2024年11月1日–11日');
    expect(dateRange('2024-10-23', '2024-11-11', 'zh-CN')).toBe('2024年10月23日–11月11日');
    expect(dateRange('2023-12-23', '2024-01-02', 'zh-CN')).toBe('2023年12月23日–2024年1月2日');
    expect(dateRange('2024-10', '2024-11', 'zh-CN')).toBe('2024年10月–11月');
    expect(dateRange('2023', '2024', 'zh-CN')).toBe('2023年–2024年');
    expect(dateRange('2024-11-01', undefined, 'en-GB')).toBe('1 Nov 2024');
    expect(dateRange('2024-11-01', '2024-11-01', 'en-GB')).toBe('1 Nov 2024');
    expect(dateRange('2024-11', '2024-11-11', 'en-GB')).toBe('Nov 2024 – 11 Nov 2024');
  });
  it('count days, both ends included', () => {
    expect(days('2024-11-01', '2024-11-11')).toBe(11);
    expect(days('2024-11', '2024-11-11')).toBe(0);
  });
  it('show instants in the archive’s zone, whatever the browser’s', () => {
    expect(time('2024-11-11T00:30:00+08:00', 'Asia/Shanghai', 'en-GB')).toBe('11 Nov 2024, 00:30');
    expect(time('2024-11-10T16:30:00Z', 'Asia/Shanghai', 'en-GB')).toBe('11 Nov 2024, 00:30');
    expect(time('2024-11-11', 'Asia/Shanghai', 'zh-CN')).toBe('2024年11月11日');
  });
});
