// Exact decimals: money and figures are digits and a scale, never a floating point number. The API sends a JSON number where
// that is exact and a string where it is not; both are read by their characters.

export interface Decimal {
  digits: bigint;
  scale: number;
}
export type Figure = number | string;

export function decimal(value: Figure | null | undefined): Decimal | null {
  if (value === null || value === undefined) return null;
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/.exec(String(value));
  if (!match) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '') return null;
  let digits = BigInt(whole + fraction);
  let scale = fraction.length - Number(exponent);
  if (scale < 0) {
    digits *= 10n ** BigInt(-scale);
    scale = 0;
  }
  return { digits: sign === '-' ? -digits : digits, scale };
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale];
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b);
  return { digits: x + y, scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { digits: -b.digits, scale: b.scale });
}

export function compare(a: Decimal, b: Decimal): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** The sum of those that are there; null when none is. */
export function sum(values: readonly (Decimal | null)[]): Decimal | null {
  let total: Decimal | null = null;
  for (const value of values) if (value) total = total ? add(total, value) : value;
  return total;
}

/** The figure with at most `scale` digits behind the point, rounded half away from zero: for computed ones, which have more. */
export function rounded(value: Figure | null | undefined, scale = 2): string {
  const read = decimal(value);
  if (!read) return '';
  if (read.scale <= scale) return plain(read);
  const divisor = 10n ** BigInt(read.scale - scale);
  const half = read.digits < 0n ? -divisor / 2n : divisor / 2n;
  return plain({ digits: (read.digits + half) / divisor, scale });
}

/** Plain digits with `.`, no trailing zeros behind it. */
export function plain(value: Decimal): string {
  const negative = value.digits < 0n;
  const digits = (negative ? -value.digits : value.digits).toString().padStart(value.scale + 1, '0');
  const whole = digits.slice(0, digits.length - value.scale);
  const fraction = digits.slice(digits.length - value.scale).replace(/0+$/, '');
  return (negative ? '-' : '') + whole + (fraction ? `.${fraction}` : '');
}

/** 1,234,567.8: groups of three in both languages. */
export function grouped(value: Decimal, leastFraction = 0): string {
  const text = plain(value);
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const padded = fraction === '' ? '' : fraction.padEnd(leastFraction, '0');
  const body = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (padded ? `.${padded}` : '');
  return text.startsWith('-') ? `−${body}` : body;
}
