import { describe, expect, it } from 'vitest';
import { csvRow, parseCsv } from '../src/lib/import/csv';
import { fieldLabel, linesOf, valueText } from '../src/lib/import/differences';
import { asAttribute, entryOf, fieldName, leftOut } from '../src/lib/import/fields';
import { mappingText, tomlText } from '../src/lib/import/mapping';
import { importName, nothingNew, outcomeOf } from '../src/lib/import/outcome';
import { baseName, folderOf, inOrder, isLitter, rootOf } from '../src/lib/import/pick';
import { cellsOf, recordFile, rejectedRows, rowFile, tableOf } from '../src/lib/import/rejects';
import { figureIn, withFigure } from '../src/lib/import/uncertain';
import { crc32, zipOf } from '../src/lib/import/zip';
import { sentFor, type Sent } from '../src/lib/import/sent';

const plain = { source: '', currency: '', dateOrder: '', year: '', encoding: '' };

describe('CSV', () => {
  it('is read with its quotes, line breaks and byte order mark', () => {
    expect(parseCsv('\uFEFFa,b\r\n"1, ""x""","two\nlines"\r\n')).toEqual([['a', 'b'], ['1, "x"', 'two\nlines']]);
    expect(parseCsv('a\t"b ""c"""\t', '\t')).toEqual([['a', 'b "c"', '']]);
    expect(parseCsv('')).toEqual([]);
  });
  it('is written so that it is read back', () => {
    for (const cells of [['a', ' b ', ''], ['"', ',', '\n'], [''], ['秋季', '20万']]) expect(parseCsv(csvRow(cells))).toEqual([cells]);
  });
});

describe('a folder as one archive', () => {
  it('finds the file of a part of its report', () => {
    const sent = [{ path: '2024.zip/a.csv' }, { path: '2024.zip/b.xlsx' }] as Sent[];
    expect(sentFor(sent, '2024.zip/b.xlsx › 渠道')).toBe(sent[1]);
    expect(sentFor(sent, '2024.zip/a.csv')).toBe(sent[0]);
    expect(sentFor(sent, 'c.csv')).toBe(null);
    expect(sentFor([{ name: 'x' } as Sent], 'anything')?.name).toBe('x');
  });
  it('holds each file under its path, stored, with its checksum', async () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
    const file = new Blob(['名称,开始\n']) as File;
    const zip = await zipOf([{ file, path: '2024/双11.csv' }, { file: new Blob([]) as File, path: 'b' }]);
    const bytes = new DataView(await zip.arrayBuffer());
    const name = new TextEncoder().encode('2024/双11.csv').length;
    expect(bytes.getUint32(0, true)).toBe(0x04034b50);
    expect(bytes.getUint16(6, true)).toBe(0x0800);
    expect(bytes.getUint32(18, true)).toBe(file.size);
    expect(bytes.getUint16(26, true)).toBe(name);
    expect(bytes.byteLength).toBe(30 * 2 + 46 * 2 + 22 + 2 * (name + 1) + file.size);
    expect(bytes.getUint16(bytes.byteLength - 12, true)).toBe(2);
    expect(bytes.getUint32(bytes.getUint32(bytes.byteLength - 6, true), true)).toBe(0x02014b50);
  });
  it('is named after the folder that was dropped', () => {
    expect(rootOf('2024/双11/预算.xlsx')).toBe('2024');
    expect(rootOf('预算.xlsx')).toBe('');
  });
});

describe('a mapping made of choices', () => {
  const columns = [
    { name: '活动名', field: 'name', unit: '' },
    { name: '预算（万元）', field: 'budget', unit: '×10000 CNY' },
    { name: '渠道一', field: 'channels', unit: '' },
    { name: '渠道二', field: 'channels', unit: '' },
    { name: '开始 / "起"', field: 'start', unit: '' },
    { name: 'GMV', field: 'goal.gmv', unit: '' },
    { name: '短信 / 点击', field: 'results.value (clicks 短信)', unit: '人' },
    { name: '备注', field: leftOut, unit: '' },
    { name: '门店', field: asAttribute, unit: '' },
  ];
  it('names file, sheet, fields, units, entries and what is left out', () => {
    expect(mappingText('预算v3.xlsx', [{ kind: 'campaigns', columns, sheet: '2024' }], { ...plain, dateOrder: 'day_first', year: '2024' })).toBe(
      [
        'name = "预算v3"', 'version = 1', 'date_order = "day_first"', 'year = 2024', '', '[[file]]', 'pattern = ["预算v3.xlsx", "预算v3.xlsx.csv"]', 'kind = "campaigns"',
        'sheet = "2024"', 'fields.name = "活动名"', 'fields.budget = { column = "预算（万元）", factor = 10000, unit = "CNY" }', 'fields.channels = { all = ["渠道一", "渠道二"] }',
        'fields.start = "开始 / \\"起\\""', 'fields."goal.gmv" = "GMV"', 'ignore = ["备注"]', '', '[[file.results]]', 'metric = { constant = "clicks" }',
        'channel = { constant = "短信" }', 'value = "短信 / 点击"', '',
      ].join('\n'),
    );
  });
  it('says how text is read', () => {
    const text = mappingText('a*b.csv', [{ kind: 'touchpoints', columns: [{ name: 'x', field: '', unit: '' }], headerLine: 3, delimiter: '\t' }], { ...plain, encoding: 'GB18030', source: 'shop' });
    expect(text).toContain('source = "shop"');
    expect(text).toContain('pattern = ["a?b.csv"]');
    expect(text).toContain('encoding = "GB18030"\ndelimiter = "\\t"\nheader_line = 3');
    // Touchpoints have no attributes: a column without a field is left out.
    expect(text).toContain('ignore = ["x"]');
  });
  it('escapes what a string of TOML must not hold', () => {
    expect(tomlText('a"b\\c\n\u007f')).toBe('"a\\"b\\\\c\\n\\u007F"');
  });
});

describe('a field', () => {
  it('has a name, also as an entry of a list', () => {
    expect(entryOf('costs.actual (短信)')).toEqual({ list: 'costs', figure: 'actual', metric: '', channel: '短信' });
    expect(entryOf('goal.gmv')).toBeNull();
    expect(fieldName('goal.gmv')).toBe('目标：成交额');
    expect(fieldName('results.value (gmv 短信)')).toBe('效果：成交额 · 短信');
    expect(fieldName('campaigns: budget')).toBe('活动：预算');
  });
});

describe('picked files', () => {
  it('are those that people mean, in their order', () => {
    expect(['.DS_Store', 'a/~$预算.xlsx', '__MACOSX/x', 'a/Thumbs.db', 'a/.git/b'].every(isLitter)).toBe(true);
    expect(isLitter('2024/双11~复盘.docx')).toBe(false);
    const file = {} as File; // Node 18 has none of its own
    expect(inOrder(['第10期', '第2期', 'a'].map((path) => ({ file, path }))).map((each) => each.path).indexOf('第2期')).toBe(
      inOrder(['第10期', '第2期', 'a'].map((path) => ({ file, path }))).map((each) => each.path).indexOf('第10期') - 1,
    );
  });
  it('are called by their last part', () => {
    expect(baseName('/srv/data/活动.csv')).toBe('活动.csv');
    expect(baseName('C:\\a\\b.xlsx')).toBe('b.xlsx');
    expect(folderOf('2024/双11/预算.xlsx')).toBe('2024/双11');
  });
});

describe('a report', () => {
  const report = { files: [{ path: '/a/b/活动.csv', rows: 3, created: 1, updated: 1, rejected: 1 }, { path: '/a/b/用户.csv', rows: 2, unchanged: 2 }] };
  it('is summed up', () => {
    expect(outcomeOf(report)).toEqual({ rows: 5, created: 1, updated: 1, unchanged: 2, conflicting: 0, rejected: 1, refused: 0 });
    expect(nothingNew(outcomeOf(null))).toBe(true);
  });
  it('is called by its files, without their folders', () => {
    expect(importName({ id: 1, state: 'done', report })).toEqual({ name: '活动.csv', more: 1 });
    expect(importName({ id: 2, state: 'done', report: { files: [{ path: '/a/活动.xlsx › 渠道' }, { path: '/a/活动.xlsx › 活动' }] } })).toEqual({ name: '活动.xlsx', more: 0 });
    expect(importName({ id: 'u1', state: 'done', name: 'x/秋季.csv' })).toEqual({ name: '秋季.csv', more: 0 });
  });
});

describe('a row put right', () => {
  const sent: Sent = {
    name: '活动.xlsx', format: 'xlsx', kind: '', source: '',
    tables: [
      { sheet: '活动', kinds: ['campaigns'], header: ['编号', '名称'], context: [], map: '' },
      { sheet: '渠道', kinds: ['channels'], header: ['渠道'], context: [], map: '' },
    ],
  };
  it('belongs to the table that its report is about', () => {
    expect(tableOf(sent, { path: '活动.xlsx › 渠道', kind: 'channels' })?.sheet).toBe('渠道');
    expect(tableOf(sent, { path: '活动.xlsx', kind: 'users' })).toBeNull();
  });
  it('is read from the list of rejects, whose cells are guarded against formulas', () => {
    expect(rejectedRows("\uFEFFfile,row,column,value,code,reason,raw\r\n0,3,结束,x,bad,y,\"'-1,\"\"a, b\"\"\"\r\n")).toEqual([{ file: 0, row: 3, column: '结束', raw: '-1,"a, b"' }]);
  });
  it('has as many cells as the header', () => {
    expect(cellsOf('a,"b, c",d', ['1', '2', '3'])).toEqual(['a', 'b, c', 'd']);
    expect(cellsOf('a\tb, c\td', ['1', '2', '3'])).toEqual(['a', 'b, c', 'd']);
    expect(cellsOf('a,b', ['1', '2', '3'])).toEqual(['a', 'b', '']);
    expect(cellsOf('{"a":1,"b":["x"]}', ['a', 'b', 'c'], true)).toEqual(['1', '["x"]', '']);
    expect(cellsOf('{"a":', ['a', 'b'], true)).toBeNull();
    expect(cellsOf('x'.repeat(65_000), ['a'])).toBeNull();
  });
  it('is sent under its header, with the lines that say its unit', () => {
    expect(rowFile(['单位：万元'], ['名称', '预算'], ['秋季, 二', '20'])).toBe('单位：万元\n名称,预算\n"秋季, 二",20\n');
  });
  it('keeps what was not touched of a JSON record', () => {
    expect(JSON.parse(recordFile('{"code":"1","n":2,"l":["a"],"x":{"y":1}}', ['code', 'n', 'l'], ['007', '3', '["a","b"]']))).toEqual({ code: '007', n: 3, l: ['a', 'b'], x: { y: 1 } });
  });
});

describe('a difference', () => {
  it('tells what changes from what disagrees and stays', () => {
    const lines = linesOf({
      kind: 'campaigns', key: 'A', fields: [{ field: 'owner', before: null, after: 'x' }, { field: 'budget', before: 1, after: 2 }],
      conflicts: [{ field: 'budget', stored: 1, given: 2 }, { field: 'name', stored: 'a', given: 'b' }],
    });
    expect(lines.map((line) => [line.field, line.conflict, line.kept])).toEqual([['owner', false, false], ['budget', true, false], ['name', true, true]]);
    expect(valueText(1234567)).toBe('1,234,567');
    expect(valueText({ metric: 'gmv', value: 5000, unit: 'CNY' })).toBe('5,000 CNY');
    expect(fieldLabel('goals/gmv')).toBe('目标 · 成交额');
  });
});

describe('a value to confirm', () => {
  it('is corrected in the part that people read', () => {
    const value = { metric: 'gmv', value: 800000, unit: 'CNY' };
    expect(figureIn(value)).toBe('800000');
    expect(withFigure(value, ' 750000 ')).toEqual({ metric: 'gmv', value: 750000, unit: 'CNY' });
    // More than a number holds exactly stays as it was typed.
    expect(withFigure(value, '0.30000000000000001')).toEqual({ metric: 'gmv', value: '0.30000000000000001', unit: 'CNY' });
    expect(withFigure('2025-01-01', '2025-02-01')).toBe('2025-02-01');
    expect(figureIn({ statement: '早发短信' })).toBe('早发短信');
  });
});
