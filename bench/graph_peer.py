#!/usr/bin/env python3
"""Associations and shared audiences against DuckDB, Kuzu and PostgreSQL on the same touchpoints, in one run on this machine.

    bench/graph_peer.py --build build/release --modules DIR [--bin /usr/lib/postgresql/15/bin] [--data DIR]

DIR holds node_modules with kuzu and @duckdb/node-api (npm i kuzu @duckdb/node-api); PostgreSQL is Debian's. No part of
script/bench or script/test. Each peer gets what suits it: distinct pairs of users and campaigns, channels and products, sorted or
indexed, all in memory or cache, loaded before the clock starts. Medians of three (associations) and of 30 (shared audience): CPU time, as in
the other graph benchmarks (DuckDB and Kuzu use both cores); wall time too, which is all there is of PostgreSQL. --data may be an archive of
any touchpoints, with its graph.

    associations   people by channel and product (Almanac: lift, interval, p and q of each pair too)
    jaccard        the ten campaigns that share most people with one
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from copy_peer import Cluster  # noqa: E402

LIMITS = {("associations", "duckdb"): 30, ("associations", "kuzu"): 100, ("associations", "postgresql"): 100,
          ("jaccard", "duckdb"): 100, ("jaccard", "kuzu"): 100, ("jaccard", "postgresql"): 60}

SQL_JACCARD = ("SELECT s.c, s.n*1.0/(x.n+y.n-s.n) AS j FROM (SELECT b.c AS c, count(*) AS n FROM cu a JOIN uc b ON a.u=b.u "
               "WHERE a.c=%d AND b.c<>%d GROUP BY b.c) s JOIN dg x ON x.c=%d JOIN dg y ON y.c=s.c ORDER BY j DESC, s.c LIMIT 10")
SQL_PAIRS = "SELECT k, p, count(*) FROM uk JOIN up ON uk.u=up.u GROUP BY k, p"

NODE = r"""
const [peer, csv, campaigns] = process.argv.slice(2);
const cpu = {associations: [], jaccard: []}, wall = {associations: [], jaccard: []};
const median = v => v.sort((a, b) => a - b)[v.length >> 1];
let run;
if (peer === 'duckdb') {
  const { DuckDBInstance } = require('@duckdb/node-api');
  run = async () => { const c = await (await DuckDBInstance.create(':memory:')).connect(); return async s => (await c.runAndReadAll(s)).getRows(); };
} else {
  const kuzu = require('kuzu');
  run = async () => { const c = new kuzu.Connection(new kuzu.Database(':memory:', 4 * 2 ** 30)); return async s => { const r = await c.query(s); return r.getAll(); }; };
}
(async () => {
  const q = await run();
  const pairs = [['uc', 'u', 'c'], ['uk', 'u', 'k'], ['up', 'u', 'p']];
  if (peer === 'duckdb') {
    await q(`CREATE TABLE ev AS SELECT u, c, k, p FROM read_csv('${csv}')`);
    for (const [t, x, y] of pairs) await q(`CREATE TABLE ${t} AS SELECT DISTINCT ${x}, ${y} FROM ev ORDER BY 1, 2`);
    await q('CREATE TABLE cu AS SELECT c, u FROM uc ORDER BY 1, 2');
    await q('CREATE TABLE dg AS SELECT c, count(*) AS n FROM uc GROUP BY c');
  } else {
    for (const t of 'ucpk') await q(`CREATE NODE TABLE ${t.toUpperCase()}(id INT64 PRIMARY KEY)`);
    await q('CREATE REL TABLE T(FROM U TO C)'); await q('CREATE REL TABLE UK(FROM U TO K)'); await q('CREATE REL TABLE UP(FROM U TO P)');
    for (const t of 'ucpk') await q(`COPY ${t.toUpperCase()} FROM (LOAD FROM '${csv}' (header=true) RETURN DISTINCT CAST(${t} AS INT64))`);
    for (const [t, y] of [['T', 'c'], ['UK', 'k'], ['UP', 'p']]) await q(`COPY ${t} FROM (LOAD FROM '${csv}' (header=true) RETURN DISTINCT CAST(u AS INT64), CAST(${y} AS INT64))`);
  }
  const jaccard = peer === 'duckdb'
    ? x => `JACCARD`.replace('JACCARD', process.env.SQL_JACCARD).replaceAll('%d', x)
    : x => `MATCH (a:C {id:${x}})<-[:T]-(:U)-[:T]->(b:C) WHERE b.id <> ${x} WITH b, count(*) AS n ORDER BY n DESC LIMIT 10 RETURN b.id, n`;
  const assoc = peer === 'duckdb' ? process.env.SQL_PAIRS : 'MATCH (k:K)<-[:UK]-(:U)-[:UP]->(p:P) RETURN k.id, p.id, count(*)';
  let rows = 0;
  const timed = async (what, ask) => {
    const at = performance.now(), used = process.cpuUsage();
    const found = await ask();
    const { user, system } = process.cpuUsage(used);
    wall[what].push(performance.now() - at);
    cpu[what].push((user + system) / 1000);
    return found;
  };
  for (let i = 0; i < 3; ++i) rows = (await timed('associations', () => q(assoc))).length;
  for (const x of campaigns.split(',').slice(0, 30)) await timed('jaccard', () => q(jaccard(x)));
  const medians = times => ({associations: median(times.associations), jaccard: median(times.jaccard)});
  console.log(JSON.stringify({cpu: medians(cpu), wall: medians(wall), pairs: rows}));
  process.exit(0);
})();
"""


def postgresql(programs, csv, campaigns):
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        cluster = Cluster(programs, work)
        try:
            shutil.copy(csv, work / "events.csv")
            (work / "events.csv").chmod(0o644)
            base = [*cluster.prefix, programs / "psql", "-h", work, "-U", "bench", "-d", "postgres", "-q", "-A", "-t"]
            load = f"SET work_mem='512MB'; CREATE TABLE ev (u int, c int, k int, p int); COPY ev FROM '{work}/events.csv' CSV HEADER; ANALYZE ev;"
            for name, a, b in (("uc", "u", "c"), ("uk", "u", "k"), ("up", "u", "p")):
                load += f"CREATE TABLE {name} AS SELECT DISTINCT {a}, {b} FROM ev ORDER BY 1, 2; CREATE INDEX ON {name} ({a}, {b});"
            load += "CREATE TABLE cu AS SELECT c, u FROM uc ORDER BY 1, 2; CREATE INDEX ON cu (c, u);"
            load += "CREATE TABLE dg AS SELECT c, count(*) AS n FROM uc GROUP BY c; CREATE INDEX ON dg (c); ANALYZE;"
            run = lambda sql: subprocess.run([*map(str, base), "-c", sql], check=True, capture_output=True, text=True, cwd=work).stdout
            run(load)
            script = ["SET work_mem='512MB';", "\\timing on", "\\o /dev/null"]
            script += [SQL_PAIRS + ";"] * 3 + [SQL_JACCARD.replace("%d", str(x)) + ";" for x in campaigns[:30]]
            out = subprocess.run([*map(str, base)], input="\n".join(script), check=True, capture_output=True, text=True, cwd=work).stdout
            times = [float(x) for x in re.findall(r"Time: ([0-9.]+) ms", out)][-33:]
            wall = {"associations": statistics.median(times[:3]), "jaccard": statistics.median(times[3:])}
            return {"cpu": wall, "wall": wall, "pairs": int(run(f"SELECT count(*) FROM ({SQL_PAIRS}) x"))}
        finally:
            cluster.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--modules", type=pathlib.Path, required=True)
    parser.add_argument("--bin", type=pathlib.Path, default=pathlib.Path("/usr/lib/postgresql/15/bin"))
    parser.add_argument("--data", type=pathlib.Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        work.chmod(0o755)
        data = args.data or work / "data"
        csv = work / "events.csv"
        out = subprocess.run([args.build / "bench/association_bench", data, "2000000", csv], check=True, capture_output=True, text=True).stdout
        print(out)
        ours = {"associations": float(re.search(r"^associations.*?([0-9.]+) ms", out, re.M).group(1)),
                "jaccard": float(re.search(r"jaccard ([0-9.]+) us", out).group(1)) / 1000}
        count = int(re.search(r"campaigns (\d+)", out).group(1))
        campaigns = [count * i // 300 + 1 for i in range(300)][::10]
        (args.modules / "graph_peer.cjs").write_text(NODE)
        env = {**os.environ, "SQL_JACCARD": SQL_JACCARD, "SQL_PAIRS": SQL_PAIRS}
        for peer in ("duckdb", "kuzu", "postgresql"):
            if peer == "postgresql":
                found = postgresql(args.bin, csv, campaigns)
            else:
                done = subprocess.run(["node", "graph_peer.cjs", peer, str(csv), ",".join(map(str, campaigns))], cwd=args.modules, env=env,
                                      check=True, capture_output=True, text=True)
                found = json.loads(done.stdout.strip().splitlines()[-1])
            for what in ("associations", "jaccard"):
                ratio = found["cpu"][what] / ours[what]
                print(f"{what:14} {peer:12} {found['cpu'][what]:10.2f} ms (wall {found['wall'][what]:.2f})   Almanac {ours[what]:8.3f} ms   {ratio:7.1f} times   limit {LIMITS[what, peer]}"
                      f"{'' if ratio >= LIMITS[what, peer] else '   MISSED'}")
            print(f"{'':14} {peer:12} {found['pairs']} pairs")


if __name__ == "__main__":
    main()
