import { describe, expect, it } from 'vitest';
import { complete } from '../src/lib/cypher/complete';
import { markAt, offsetOf, replaced, replacementAt, statementError } from '../src/lib/cypher/error';
import { examples } from '../src/lib/cypher/examples';
import { drawSchema } from '../src/lib/cypher/schema';
import { parametersOf, placeAt, textParameter, tokensOf, written } from '../src/lib/cypher/tokens';
import type { Schema, Value } from '../src/lib/cypher/types';
import { barsOf, busiest, graphOf, isPath, plainText } from '../src/lib/cypher/values';
import { queryPage } from '../src/lib/address';
import { zh } from '../src/i18n/zh';

const kinds = (text: string): string[] => tokensOf(text).map((each) => `${each.text} ${each.kind}`);
const property = (name: string, ...types: string[]): { name: string; types: string[]; count: number } => ({ name, types, count: 1 });
const schema: Schema = {
  revision: 1,
  labels: [
    { label: 'Campaign', count: 39, properties: [property('code', 'STRING'), property('start', 'DATE')] },
    { label: 'Channel', count: 9, properties: [property('name', 'STRING'), property('kind', 'STRING')] },
    { label: 'User', count: 2000, properties: [] },
  ],
  relationships: [
    { type: 'USED', count: 70, ends: [{ source: 'Campaign', target: 'Channel', count: 70 }], properties: [] },
    { type: 'SUCCEEDS', count: 3, ends: [{ source: 'Campaign', target: 'Campaign', count: 3 }], properties: [] },
    { type: 'TOUCHED', count: 900, ends: [{ source: 'User', target: 'Campaign', count: 900 }], properties: [property('count', 'INTEGER')] },
  ],
  functions: [
    { name: 'count', signature: 'count(value)', about: '' },
    { name: 'timestamp', signature: 'timestamp()', about: '' },
    { name: 'duration.between', signature: 'duration.between(a, b)', about: '' },
  ],
  procedures: [{ name: 'db.labels', signature: 'db.labels() :: (label :: STRING)', about: '' }],
  keywords: ['MATCH', 'RETURN'],
};
/** What is offered where | stands. */
function offered(text: string): { kind: string; name: string }[] {
  const at = text.indexOf('|');
  return (complete(text.slice(0, at) + text.slice(at + 1), at, schema)?.options ?? []).map(({ kind, name }) => ({ kind, name }));
}
const names = (text: string): string[] => offered(text).map((each) => each.name);

describe('tokens', () => {
  it('are told apart by what stands around them', () => {
    expect(kinds("MATCH (c:Campaign {code: $code})-[r:USED|TOUCHED*1..3]->(h) WHERE h.name = 'x' // end")).toEqual([
      'MATCH keyword', '( sign', 'c name', ': sign', 'Campaign label', '{ sign', 'code property', ': sign', '$code parameter', '} sign', ') sign', '- sign', '[ sign', 'r name',
      ': sign', 'USED type', '| sign', 'TOUCHED type', '* sign', '1 number', '. sign', '. sign', '3 number', '] sign', '- sign', '> sign', '( sign', 'h name', ') sign',
      'WHERE keyword', 'h name', '. sign', 'name property', '= sign', "'x' text", '// end comment',
    ]);
  });
  it('of calls are functions and procedures, not keywords', () => {
    expect(kinds('CALL db.labels YIELD label RETURN count(*), duration.between(a, b), all(x IN xs WHERE x)')).toEqual(
      expect.arrayContaining(['db procedure', 'labels procedure', 'YIELD keyword', 'count function', 'duration function', 'between function', 'all function', 'IN keyword']),
    );
  });
  it('of a map, a list and a slice are not labels', () => {
    expect(kinds('RETURN {a: b, c: [x IN xs | x.y][1..2]}').filter((each) => / (label|type)$/.test(each))).toEqual([]);
  });
  it('cover the text wherever it breaks off', () => {
    const whole = "MATCH (`a``b`:Campaign {x: 'it\\'s', y: \"z\"}) /* 注释 */ WHERE a.名称 =~ $p RETURN 0x1F, 1.5e3, .5";
    for (let end = 0; end <= whole.length; end += 1) {
      const text = whole.slice(0, end);
      let at = 0;
      for (const token of tokensOf(text)) {
        expect(text.slice(at, token.from).trim()).toBe('');
        expect(token.text).toBe(text.slice(token.from, token.to));
        expect(token.to).toBeGreaterThan(token.from);
        at = token.to;
      }
      expect(text.slice(at).trim()).toBe('');
      placeAt(text, end);
      complete(text, end, schema);
    }
  });
});

describe('parameters', () => {
  it('are found once each, not in texts and comments', () => {
    expect(parametersOf("MATCH (n {a: $x}) WHERE n.b = $渠道 AND n.c = $x AND n.d <> '$no' /* $no */ RETURN $`a b`")).toEqual(['x', '渠道', 'a b']);
  });
  it('that are texts stay texts', () => {
    expect(['短信', '1042', 'true', 'D11-2024'].map(textParameter)).toEqual(['短信', '"1042"', '"true"', 'D11-2024']);
  });
  it('stand in the address of their query', () => {
    expect(queryPage('RETURN $x', { x: '短信' }, [['as_of', '']])).toBe('/query?statement=RETURN%20%24x&parameter=x%3D短信');
  });
});

describe('completion', () => {
  it('offers labels and types where they can stand', () => {
    expect(names('MATCH (c:|')).toEqual(['Campaign', 'Channel', 'User']);
    expect(names('MATCH (c:Cam|) RETURN c')).toContain('Campaign');
    expect(names('MATCH (c)-[:|')).toEqual(['USED', 'SUCCEEDS', 'TOUCHED']);
    expect(names('MATCH (c)-[r:USED¦'.replace('¦', '|'))).toContain('TOUCHED');
    expect(complete('MATCH ()-[:USED|', 16, schema)?.options[0]?.kind).toBe('type');
    expect(names('MATCH (c) WHERE c:|')).toContain('Channel');
  });
  it('offers the properties of what a variable is, all of them where that is not known', () => {
    expect(names('MATCH (h:Channel) RETURN h.|')).toEqual(['name', 'kind']);
    expect(names('MATCH ()-[t:TOUCHED]->() RETURN t.c|')).toEqual(['count']);
    expect(names('MATCH (x) RETURN x.|')).toEqual(['code', 'start', 'name', 'kind', 'count']);
    expect(names('MATCH (c:Campaign {|')).toEqual(['code', 'start']);
    expect(names('MATCH (c:Campaign {code: 1, |')).toEqual(['code', 'start']);
  });
  it('offers functions below a name, procedures after CALL, parameters after $', () => {
    expect(names('RETURN duration.|')).toEqual(['between']);
    expect(names('CALL db.l|')).toEqual(['db.labels']);
    expect(complete('CALL db.l', 9, schema)?.from).toBe(5);
    expect(names('CALL db.labels() YIELD |')).toEqual(['label']);
    expect(names('CALL db.labels YIELD la|')).toEqual(['label']);
    expect(names('CALL db.labels() YIELD label RETURN |')).toContain('count');
    expect(names('MATCH (n {a: $code}) RETURN $|')).toEqual(['$code']);
  });
  it('offers variables, keywords and functions elsewhere, nothing in texts and comments', () => {
    expect(offered('MATCH (c:Campaign) RET|')).toEqual(expect.arrayContaining([{ kind: 'variable', name: 'c' }, { kind: 'keyword', name: 'RETURN' }, { kind: 'function', name: 'count' }]));
    expect(names("RETURN 'a|")).toEqual([]);
    expect(names('RETURN 1 // a|')).toEqual([]);
  });
  it('quotes names that need it', () => {
    expect(written('name')).toBe('name');
    expect(written('会员等级')).toBe('会员等级');
    expect(written('a b')).toBe('`a b`');
  });
});

describe('what is wrong with a statement', () => {
  const text = 'MATCH (n)\nWHERE n.渠道 = "😀" AND nn.x';
  it('is found by line and column, which count characters', () => {
    expect(text.slice(offsetOf(text, 2, 22))).toBe('nn.x');
    expect(markAt(text, 2, 22)).toEqual({ from: text.length - 4, to: text.length - 2 });
  });
  it('at the end marks the last thing', () => {
    const { from, to } = markAt('MATCH (n', 1, 9);
    expect('MATCH (n'.slice(from, to)).toBe('n');
    expect(markAt('', 1, 1)).toEqual({ from: 0, to: 0 });
  });
  it('is replaced by the nearest name', () => {
    expect(replaced('MATCH (c:Campain) RETURN c', markAt('MATCH (c:Campain) RETURN c', 1, 10), 'Campaign')).toBe('MATCH (c:Campaign) RETURN c');
  });
  it('is the name that was likely meant, which may stand later in the pattern or have dots', () => {
    const mended = (text: string, column: number, meant: string): string => {
      const by = replacementAt(text, 1, column, meant);
      return by && replaced(text, markAt(text, 1, column, meant), by);
    };
    expect(mended('MATCH (c:Campain) RETURN c', 7, 'Campaign')).toBe('MATCH (c:Campaign) RETURN c');
    expect(mended('MATCH (c:Campaign) RETURN c.nam', 27, 'name')).toBe('MATCH (c:Campaign) RETURN c.name');
    expect(mended('CALL graph.pageRnk()', 6, 'graph.pageRank')).toBe('CALL graph.pageRank()');
    expect(mended('RETRN 1', 1, 'RETURN')).toBe('RETURN 1');
    // Nothing to mend: it stands there already, or is not to be seen.
    expect(mended('MATCH (c RETURN c', 10, 'return')).toBe('');
    expect(mended('RETURN 1 + x', 12, 'Campaign')).toBe('');
  });
  it('is read from the server’s problem, and nothing from others', () => {
    const said = { title: 'bad', position: { line: 1, column: 10, offset: 9 }, expected: 'a label', suggestion: 'Campaign' };
    expect(statementError({ said })).toEqual({ line: 1, column: 10, expected: ['a label'], suggestion: 'Campaign' });
    expect(statementError({ said: { title: 'bad' } })).toBeNull();
    expect(statementError(null)).toBeNull();
  });
});

describe('an answer', () => {
  const node = (id: string, name?: string): Value => ({ elementId: id, labels: ['X'], properties: name ? { name } : {} });
  const edge = (type: string, a: string, b: string, count?: number): Value => ({ elementId: `${type} ${a} ${b}`, startNodeElementId: a, endNodeElementId: b, type, properties: count ? { count } : {} });
  const path = [node('campaign:A', '双11'), edge('USED', 'campaign:A', 'channel:短信', 5), node('channel:短信')];
  it('makes a graph of its nodes and relationships, each once', () => {
    const graph = graphOf([[path, [node('campaign:A', '双11')]], [edge('TOUCHED', 'user:1', 'campaign:A')]], 60);
    expect(graph.nodes).toEqual([
      { id: 'campaign:A', kind: 'campaign', label: '双11' },
      { id: 'channel:短信', kind: 'channel', label: '短信' },
      { id: 'user:1', kind: 'user', label: '1' },
    ]);
    expect(graph.edges.map((each) => [each.source, each.relationship, each.target, each.weight])).toEqual([['campaign:A', 'USED', 'channel:短信', 5], ['user:1', 'TOUCHED', 'campaign:A', 0.2]]);
    expect(busiest(graph)).toEqual(['campaign:A']);
    expect(graphOf([[path]], 1)).toMatchObject({ nodes: [{ id: 'campaign:A' }], edges: [], total: 2 });
  });
  it('with names before figures is drawn as bars', () => {
    const rows: Value[][] = [[node('channel:短信'), 'CNY', 5, 2.5], [node('channel:公众号', '微信公众号'), 'CNY', 3, null]];
    expect(barsOf(['h', 'currency', 'n', 'x'], rows, 40)).toEqual({
      field: 'n',
      bars: [
        { id: '0', label: '短信 · CNY', node: 'channel:短信', value: 5, text: '5' },
        { id: '1', label: '微信公众号 · CNY', node: 'channel:公众号', value: 3, text: '3' },
      ],
    });
    expect(barsOf(['n'], [[1], [2]], 40)).toBeNull();
    expect(barsOf(['xs', 'n'], [[[1], 1], [[2], 2]], 40)).toBeNull();
    expect(barsOf(['h', 'n'], rows.slice(0, 1), 40)).toBeNull();
  });
  it('tells paths from lists', () => {
    expect(isPath(path)).toBe(true);
    expect(isPath([node('a:1'), node('a:2')])).toBe(false);
  });
  it('reads as text', () => {
    expect(plainText([1, 'a', null, { b: [true] }])).toBe("[1, 'a', null, {b: [true]}]");
    expect(plainText('a')).toBe('a');
    expect(plainText(node('campaign:A'))).toBe('A');
  });
});

describe('the picture of the schema', () => {
  it('shows every label and type once, inside its frame', () => {
    const drawing = drawSchema(schema, 1000);
    expect(drawing.nodes.map((each) => each.label).sort()).toEqual(['Campaign', 'Channel', 'User']);
    expect(drawing.edges.flatMap((each) => each.types.map((type) => type.type)).sort()).toEqual(['SUCCEEDS', 'TOUCHED', 'USED']);
    for (const each of [...drawing.nodes, ...drawing.edges.flatMap((edge) => edge.types)]) {
      expect(each.x).toBeGreaterThan(0);
      expect(each.x).toBeLessThan(drawing.width);
      expect(each.y).toBeGreaterThan(0);
      expect(each.y).toBeLessThan(drawing.height);
    }
    expect(drawSchema({ labels: [], relationships: [] }, 1000).nodes).toEqual([]);
  });
});

describe('the examples', () => {
  it('have titles and values for their parameters', () => {
    for (const each of examples) {
      expect(zh).toHaveProperty([`cypher.example.${each.id}`]);
      expect(parametersOf(each.statement)).toEqual(Object.keys(each.parameters ?? {}));
    }
  });
});
