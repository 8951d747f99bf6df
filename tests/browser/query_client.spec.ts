// A client that was written for Neo4j, unchanged, against the real server: Neo4j's own experimental wrapper of its Query API with the
// interface of its drivers (npm @neo4j-labs/experimental-query-api-wrapper, Apache-2.0). It is published as modules that only bundlers
// read, so it is bundled first.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { buildSync } from 'esbuild';
import { root } from './program';

/* eslint-disable @typescript-eslint/no-explicit-any */
function loadClient(): any {
  const bundled = buildSync({
    stdin: { contents: "export { default as neo4j } from '@neo4j-labs/experimental-query-api-wrapper'", resolveDir: join(root, 'web') },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
    logLevel: 'error',
  });
  const module = { exports: {} as any };
  new Function('module', 'exports', 'require', bundled.outputFiles[0]?.text ?? '')(module, module.exports, createRequire(__filename));
  return module.exports.neo4j;
}

const neo4j = loadClient();
let driver: any;
let session: any;

test.beforeEach(() => {
  driver = neo4j.wrapper(process.env['ALMANAC_TEST_URL'], neo4j.auth.basic('neo4j', 'anything'));
  session = driver.session({ database: 'almanac', defaultAccessMode: 'READ' });
});
test.afterEach(async () => {
  await session.close();
  await driver.close();
});

test('it finds the server, which answers that it is there', async () => {
  const info = await driver.verifyConnectivity({ database: 'almanac' });
  expect(info.address).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(await driver.verifyAuthentication({ database: 'almanac' })).toBe(true);
});

test('nodes, relationships and paths come with their properties', async () => {
  const { records, summary } = await session.run('MATCH p = (c:Campaign)-[r:USED]->(h:Channel) WHERE c.start IS NOT NULL RETURN c, r, h, p ORDER BY c.key, h.key LIMIT 3');
  expect(records).toHaveLength(3);
  for (const record of records) {
    const [campaign, used, channel, path] = ['c', 'r', 'h', 'p'].map((name) => record.get(name));
    expect(neo4j.isNode(campaign)).toBe(true);
    expect(neo4j.isRelationship(used)).toBe(true);
    expect(neo4j.isPath(path)).toBe(true);
    expect(campaign.labels).toEqual(['Campaign']);
    expect(campaign.elementId).toBe(`campaign:${campaign.properties.key}`);
    expect(typeof campaign.properties.name).toBe('string');
    expect(neo4j.isDate(campaign.properties.start)).toBe(true);
    expect(used.type).toBe('USED');
    expect([used.startNodeElementId, used.endNodeElementId]).toEqual([campaign.elementId, channel.elementId]);
    expect(path.length).toBe(1);
    expect(path.segments[0].relationship.elementId).toBe(used.elementId);
    expect([path.start.elementId, path.end.elementId]).toEqual([campaign.elementId, channel.elementId]);
  }
  expect(summary.counters.containsUpdates()).toBe(false);
  expect(summary.query.text).toContain('MATCH p');
});

test('parameters keep their types: integers past 2^53, dates, times, durations, lists, maps', async () => {
  const { types, int } = neo4j;
  const ints = (...numbers: number[]): any[] => numbers.map((number) => int(number));
  const parameters = {
    large: int('9007199254740993'),
    negative: int('-9223372036854775808'),
    real: 0.1,
    whole: 3,
    infinite: Infinity,
    text: '双十一 "quoted" \\ \n',
    yes: true,
    nothing: null,
    date: new types.Date(...ints(2024, 11, 11)),
    early: new types.Date(...ints(-44, 3, 15)),
    local: new types.LocalDateTime(...ints(2024, 11, 11, 20, 0, 0, 1)),
    time: new types.Time(...ints(12, 30, 0, 0, 8 * 3600)),
    clock: new types.LocalTime(...ints(23, 59, 59, 999_999_999)),
    offset: new types.DateTime(...ints(2024, 11, 11, 20, 0, 0, 0, 8 * 3600)),
    zoned: new types.DateTime(...ints(2024, 11, 11, 20, 0, 0, 0, 8 * 3600), 'Asia/Shanghai'),
    lasting: new types.Duration(...ints(14, 3, 5, 6)),
    list: [int(1), 'two', [3.5]],
    map: { inner: { deep: int(7) } },
  };
  const names = Object.keys(parameters);
  const { records } = await session.run(`RETURN ${names.map((name) => `$${name} AS ${name}`).join(', ')}`, parameters);
  const [record] = records;
  for (const name of names) expect(JSON.stringify(record.get(name)), name).toBe(JSON.stringify((parameters as any)[name]));
  expect(record.get('large').toString()).toBe('9007199254740993');
  expect(record.get('infinite')).toBe(Infinity);
  const sums = await session.run('RETURN $date + $lasting AS day, $large + 1 AS next, $offset = $zoned AS same, $map.inner.deep AS deep', parameters);
  expect(sums.records[0].get('day').toString()).toBe('2026-01-14');
  expect(sums.records[0].get('next').toString()).toBe('9007199254740994');
  expect(sums.records[0].get('deep').toNumber()).toBe(7);
});

test('durations and times are read as they are', async () => {
  const { records } = await session.run(
    "RETURN duration('P1Y2M3DT4H5M6.000000007S') AS d, duration('PT0.5S') AS half, datetime('2015-06-24T12:50:35.556+01:00') AS offset, " +
      "datetime('2015-11-21T21:40:32.142[Antarctica/Troll]') AS zoned, localtime('12:50:35.5') AS t, time('12:50Z') AS z, localdatetime('2015-06-24T12:50:00.25') AS l", // without a fraction, as the documentation writes such a one, this version of the client fails
  );
  const [record] = records;
  const text = (name: string): string => record.get(name).toString();
  expect(text('d')).toBe('P14M3DT14706.000000007S');
  expect(record.get('half').nanoseconds.toNumber()).toBe(500_000_000);
  expect(text('offset')).toBe('2015-06-24T12:50:35.556000000+01:00');
  expect(record.get('zoned').timeZoneId).toBe('Antarctica/Troll');
  expect(record.get('t').nanosecond.toNumber()).toBe(500_000_000);
  expect(text('z')).toMatch(/^12:50:00/);
  expect(text('l')).toMatch(/^2015-06-24T12:50:00.25/);
});

test('errors carry the codes of Neo4j', async () => {
  const codeOf = async (statement: string, parameters = {}): Promise<string> => {
    const other = driver.session({ database: 'almanac' });
    try {
      await other.run(statement, parameters);
      return 'none';
    } catch (error) {
      expect((error as any).message).not.toBe('');
      return (error as any).code;
    } finally {
      await other.close();
    }
  };
  expect(await codeOf('this is no statement')).toBe('Neo.ClientError.Statement.SyntaxError');
  expect(await codeOf('RETURN $missing')).toBe('Neo.ClientError.Statement.ParameterMissing');
  expect(await codeOf('CREATE (n:Campaign)')).toBe('Neo.ClientError.Statement.AccessMode');
  expect(await codeOf('CALL no.such()')).toBe('Neo.ClientError.Procedure.ProcedureNotFound');
  expect(await codeOf('RETURN 1 / 0')).toBe('Neo.ClientError.Statement.ArithmeticError');
  const elsewhere = driver.session({ database: 'neo4j' });
  await expect(elsewhere.run('RETURN 1')).rejects.toMatchObject({ code: 'Neo.ClientError.Database.DatabaseNotFound' });
  await elsewhere.close();
});

test('transactions: by a function, by hand, and rolled back', async () => {
  const counted = await session.executeRead(async (tx: any) => {
    const first = await tx.run('MATCH (c:Campaign) RETURN count(c) AS n');
    const second = await tx.run('MATCH (c:Campaign) WHERE c.key = $code RETURN count(c) AS n', { code: 'no such code' });
    return [first.records[0].get('n').toNumber(), second.records[0].get('n').toNumber()];
  });
  expect(counted[0]).toBeGreaterThan(10);
  expect(counted[1]).toBe(0);
  expect(session.lastBookmarks()[0]).toMatch(/^almanac:\d+$/);
  const tx = await session.beginTransaction();
  expect((await tx.run('RETURN 1 AS one')).records[0].get('one').toNumber()).toBe(1);
  await tx.rollback();
});

test('plans, notifications, procedures and executeQuery', async () => {
  const explained = await session.run('EXPLAIN MATCH (c:Campaign) WHERE c.name CONTAINS $word RETURN c', { word: '双十一' });
  expect(explained.summary.plan.operatorType).toContain('@almanac');
  const unknown = await session.run('MATCH (c:Campagin) RETURN c');
  expect(unknown.records).toHaveLength(0);
  expect(unknown.summary.notifications[0].code).toBe('Neo.ClientNotification.Statement.UnknownLabelWarning');
  const found = await driver.executeQuery(
    "CALL search.query($words, {kind: 'campaign', limit: 5}) YIELD node, score RETURN node, score",
    { words: '双十一' },
    { database: 'almanac', routing: 'READ' },
  );
  expect(found.records).toHaveLength(5);
  expect(found.records[0].get('score')).toBeGreaterThanOrEqual(found.records[4].get('score'));
  expect(neo4j.isNode(found.records[0].get('node'))).toBe(true);
});

test('many rows, in batches as it takes them', async () => {
  let rows = 0;
  const result = session.run('UNWIND range(1, 20000) AS n RETURN n');
  for await (const record of result) {
    rows += 1;
    if (rows === 20_000) expect(record.get('n').toNumber()).toBe(20_000);
  }
  expect(rows).toBe(20_000);
});
