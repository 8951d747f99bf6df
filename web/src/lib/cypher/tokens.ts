// A statement of the query language cut into its tokens, wrong ones too: for colours, for what can be completed at a place, and for
// the parameters that it asks for. What a name is follows from the brackets and signs around it; the server decides what is right.

export type TokenKind = 'keyword' | 'name' | 'function' | 'procedure' | 'label' | 'type' | 'property' | 'parameter' | 'text' | 'number' | 'comment' | 'sign';
export interface Token {
  kind: TokenKind;
  text: string;
  /** In UTF-16 units; `to` is behind the last one. */
  from: number;
  to: number;
}

/** What a name at some place would be. */
export type Expected = 'any' | 'label' | 'type' | 'property' | 'key' | 'procedure' | 'parameter' | 'nothing';
export interface Place {
  expected: Expected;
  /** Where the name begins that ends at the place. */
  from: number;
  /** The name whose property stands here, or the labels and types of the pattern whose map this is. */
  owner: string;
}

const keywords = new Set(
  (
    'all and any as asc ascending by call case contains count create delete desc descending detach distinct else end ends exists explain false in is limit match merge none not null on ' +
    'optional or order remove return set single skip starts then true union unwind when where with xor yield'
  ).split(' '),
);
// Also names of functions: keywords only where no bracket follows.
const functionWords = new Set(['all', 'any', 'count', 'exists', 'none', 'single']);
const word = /[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}\p{Pc}]*|`(?:[^`]|``)*`?/uy;
const patterns: [TokenKind, RegExp][] = [
  ['comment', /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y],
  ['text', /'(?:[^'\\]|\\[\s\S])*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)/y],
  ['parameter', /\$(?:[\p{L}\p{N}_]+|`(?:[^`]|``)*`?)?/uy],
  ['number', /0x[0-9a-f]+|0o[0-7]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?/iy],
];

/** A name without the signs that quote it. */
export const bare = (name: string): string => (name.startsWith('`') ? name.slice(1, name.endsWith('`') && name.length > 1 ? -1 : undefined).replace(/``/g, '`') : name);
/** A name as a statement must write it. */
export const written = (name: string): string => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `\`${name.replace(/`/g, '``')}\``);

interface Bracket {
  sign: string;
  /** The last label, type or name of a pattern before a map. */
  owner: string;
  /** Whether a colon has stood here: `|` and `&` go on with it. */
  colon: boolean;
}

class Reader {
  readonly tokens: Token[] = [];
  private at = 0;
  private brackets: Bracket[] = [{ sign: '', owner: '', colon: false }];
  private calling = false;

  constructor(
    private readonly text: string,
    private readonly end: number,
  ) {}

  private get inside(): Bracket {
    return this.brackets[this.brackets.length - 1]!;
  }
  private last(back = 1): Token | undefined {
    return this.tokens[this.tokens.length - back];
  }

  /** What a name would be here. */
  expected(): Expected {
    const last = this.last();
    if (last?.kind === 'sign' && last.text === '.' && last.to === this.at && !(this.last(2)?.text === '.' && this.last(2)?.to === last.from)) return this.calling ? 'procedure' : 'property';
    if (last?.kind === 'sign' && (last.text === ':' || (this.inside.colon && /^[|&!]$/.test(last.text)))) {
      if (this.inside.sign === '[') return 'type';
      return this.inside.sign === '{' ? 'any' : 'label';
    }
    if (this.calling && last?.kind === 'keyword') return 'procedure';
    if (this.inside.sign === '{' && this.inside.owner && last?.kind === 'sign' && /^[{,]$/.test(last.text)) return 'key';
    return 'any';
  }
  owner(): string {
    const last = this.last();
    if (last?.text === '.') return this.last(2)?.text ?? '';
    return this.inside.owner;
  }

  private put(kind: TokenKind, to: number): void {
    this.tokens.push({ kind, text: this.text.slice(this.at, to), from: this.at, to });
    this.at = to;
  }
  private match(pattern: RegExp): number {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    return found && found[0] ? Math.min(this.at + found[0].length, this.end) : 0;
  }

  private name(to: number): void {
    const text = this.text.slice(this.at, to);
    const lower = text.toLowerCase();
    const expected = this.expected();
    const called = /^\s*\(/.test(this.text.slice(to, to + 50));
    if (expected === 'procedure') {
      this.put('procedure', to);
      return;
    }
    if (expected === 'label' || expected === 'type') {
      this.inside.colon = true;
      this.inside.owner = this.inside.owner ? `${this.inside.owner} ${bare(text)}` : bare(text);
      this.put(expected, to);
    } else if (expected === 'property') this.put(called ? 'function' : 'property', to);
    else if (expected === 'key') this.put('property', to);
    else if (keywords.has(lower) && !(functionWords.has(lower) && called)) {
      this.put('keyword', to);
      this.calling = lower === 'call';
    } else if (called || (this.text[to] === '.' && /^[\w.]*\s*\(/.test(this.text.slice(to, to + 60)))) this.put('function', to);
    else this.put('name', to);
  }

  private sign(): void {
    const text = this.text[this.at]!;
    if (text !== '.') this.calling = false;
    if ('([{'.includes(text)) {
      // A map belongs to the pattern when labels, types or the pattern's name stand before it.
      const before = this.last();
      const pattern = text === '{' && '(['.includes(this.inside.sign) && this.inside.sign !== '' && (before?.kind === 'label' || before?.kind === 'type' || (before?.kind === 'name' && this.last(2)?.text === this.inside.sign));
      this.brackets.push({ sign: text, owner: pattern ? this.inside.owner || before!.text : '', colon: false });
    } else if (')]}'.includes(text) && this.brackets.length > 1) this.brackets.pop();
    else if (text === ',') this.inside.colon = false;
    this.put('sign', this.at + 1);
  }

  read(): this {
    while (this.at < this.end) {
      if (/\s/.test(this.text[this.at]!)) {
        this.at += 1;
        continue;
      }
      const found = patterns.map(([kind, pattern]) => ({ kind, to: this.match(pattern) })).find((each) => each.to > 0);
      const to = found ? 0 : this.match(word);
      // ".5" is a number only where no name stands before it.
      if (found && !(found.kind === 'number' && this.text[this.at] === '.' && this.last()?.to === this.at)) {
        if (found.kind !== 'comment') this.calling = false;
        this.put(found.kind, found.to);
      } else if (to) this.name(to);
      else this.sign();
    }
    return this;
  }
}

export const tokensOf = (text: string): Token[] => new Reader(text, text.length).read().tokens;

/** The names of the parameters, each once, in the order in which they come. */
export const parametersOf = (text: string): string[] => [
  ...new Set(
    tokensOf(text)
      .filter((each) => each.kind === 'parameter' && each.text.length > 1)
      .map((each) => bare(each.text.slice(1))),
  ),
];

/** A text as the value of a parameter, which is else read as JSON: a key of digits is no number. */
export function textParameter(text: string): string {
  try {
    JSON.parse(text);
    return JSON.stringify(text);
  } catch {
    return text;
  }
}

/** What stands, or could stand, at a place of the text. */
export function placeAt(text: string, at: number): Place {
  const before = new Reader(text, at).read();
  const last = before.tokens[before.tokens.length - 1];
  if (last && last.to === at) {
    if (last.kind === 'comment' || last.kind === 'text' || last.kind === 'number') return { expected: 'nothing', from: at, owner: '' };
    if (last.kind === 'parameter') return { expected: 'parameter', from: last.from, owner: '' };
    if (last.kind !== 'sign') {
      const here = new Reader(text, last.from).read();
      return { expected: here.expected(), from: last.from, owner: here.owner() };
    }
  }
  // Behind a comment's line break one goes on; within an unclosed text or comment nothing is completed.
  if (last?.kind === 'comment' && last.text.startsWith('/*') && !last.text.endsWith('*/')) return { expected: 'nothing', from: at, owner: '' };
  return { expected: before.expected(), from: at, owner: before.owner() };
}
