// Addresses of pages and of their JSON twins, made of business keys only.

export type Pairs = Iterable<readonly [string, string]>;

/** Percent-encoded, but Chinese and `:` stay readable in the address bar. */
export function encode(value: string): string {
  return encodeURIComponent(value)
    .replace(/%3A/g, ':')
    .replace(/%2C/g, ',')
    .replace(/%(?:E[0-9A-F])%[0-9A-F]{2}%[0-9A-F]{2}/g, (bytes) => {
      const character = decodeURIComponent(bytes);
      // Only letters and CJK; invisible characters and punctuation of that range stay encoded.
      return /^\p{L}$/u.test(character) ? character : bytes;
    });
}

export function query(pairs: Pairs): string {
  const parts: string[] = [];
  for (const [name, value] of pairs) if (value !== '') parts.push(`${encode(name)}=${encode(value)}`);
  return parts.length ? `?${parts.join('&')}` : '';
}

export const campaignPage = (code: string): string => `/campaigns/${encode(code)}`;
export const documentPage = (hash: string): string => `/documents/${encode(hash)}`;
export const nodePage = (id: string): string => `/graph?node=${encode(id)}`;
export const questionPage = (id: string): string => `/questions/${encode(id)}`;
export const queryPage = (statement: string, parameters: Readonly<Record<string, string>> = {}, more: Pairs = []): string =>
  `/query${query([['statement', statement], ...Object.entries(parameters).map(([name, value]): [string, string] => ['parameter', `${name}=${value}`]), ...more])}`;
export const pathsPage = (from: string, to: string): string => `/graph${query([['from', from], ['to', to]])}`;

/** `campaign:D11-2024` splits at its first colon. */
export function splitId(id: string): { kind: string; key: string } {
  const colon = id.indexOf(':');
  return colon < 0 ? { kind: '', key: id } : { kind: id.slice(0, colon), key: id.slice(colon + 1) };
}

/** The page of a graph node: a campaign and a document have one of their own, everything else is looked at in the graph. */
export function pageOf(id: string): string {
  const { kind, key } = splitId(id);
  if (kind === 'campaign') return campaignPage(key);
  return kind === 'document' ? documentPage(key) : nodePage(id);
}

/** The parameters with some of them replaced: a list, one value, or nothing. Paging starts again. */
export function changed(params: URLSearchParams, change: Record<string, string | readonly string[] | null>): URLSearchParams {
  const next = new URLSearchParams();
  for (const [name, value] of params) {
    if (!(name in change) && name !== 'cursor' && name !== 'page') next.append(name, value);
  }
  for (const [name, value] of Object.entries(change)) {
    for (const one of value === null ? [] : typeof value === 'string' ? [value] : value) if (one !== '') next.append(name, one);
  }
  return next;
}

/** `values` with `value` put in, or taken out if it is there. */
export function toggled(values: readonly string[], value: string): string[] {
  return values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
}
