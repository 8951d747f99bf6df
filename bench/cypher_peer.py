#!/usr/bin/env python3
"""The query language against Kuzu on the same data, in one run on this machine.

    bench/cypher_peer.py --build build/release --modules DIR --lsqb DIR

DIR of --modules holds node_modules with kuzu (npm i kuzu); that of --lsqb the LSQB data (see its README). No part of script/bench or
script/test. Kuzu runs in memory with all cores, its statements prepared and its data loaded before the clock starts; Almanac on one
thread. Wall time of Kuzu's, CPU time of ours; medians of three (of 300 for simple queries).

    simple        the campaigns that a user touched, ten of them; the user is a parameter
    two hops      touchpoints counted by the channel of their campaign
    channel x product   distinct users for each pair
    Q3 Q6 Q9      the counts of the Labelled Subgraph Query Benchmark
"""
import argparse
import json
import pathlib
import re
import subprocess
import tempfile

NODE = r"""
const [data, lsqb] = process.argv.slice(2);
const kuzu = require('kuzu');
const median = v => v.sort((a, b) => a - b)[v.length >> 1];
const open = () => new kuzu.Connection(new kuzu.Database(':memory:', 4 * 2 ** 30));
const out = {};
(async () => {
  let c = open();
  const q = async s => { const r = await c.query(s); return r.getAll(); };
  const timed = async (name, s, times) => {
    const prepared = await c.prepare(s);
    const taken = [];
    let rows;
    for (let i = 0; i < times; ++i) {
      const begin = performance.now();
      rows = await (await c.execute(prepared, s.includes('$key') ? {key: 'U' + i * 37 % 100000} : {})).getAll();
      taken.push(performance.now() - begin);
    }
    out[name] = {ms: median(taken), sum: rows.reduce((a, r) => a + Number(Object.values(r).slice(-1)[0]) || 0, 0)};
  };
  for (const t of ['User', 'Campaign', 'Channel', 'Product']) {
    await q(`CREATE NODE TABLE ${t}(key STRING PRIMARY KEY)`);
    await q(`COPY ${t} FROM '${data}/${t}.csv'`);
  }
  for (const [t, a, b] of [['TOUCHED', 'User', 'Campaign'], ['REACHED_BY', 'User', 'Channel'], ['BOUGHT', 'User', 'Product'], ['ON', 'Campaign', 'Channel']]) {
    const name = t === 'ON' ? 'IS_ON' : t;
    await q(`CREATE REL TABLE ${name}(FROM ${a} TO ${b})`);
    await q(`COPY ${name} FROM '${data}/${t}.csv'`);
  }
  await timed('simple', 'MATCH (u:User {key: $key})-[:TOUCHED]->(c:Campaign) RETURN c.key LIMIT 10', 300);
  await timed('two hops', 'MATCH (u:User)-[:TOUCHED]->(c:Campaign)-[:IS_ON]->(h:Channel) RETURN h.key, count(*)', 3);
  await timed('channel x product', 'MATCH (h:Channel)<-[:REACHED_BY]-(u:User)-[:BOUGHT]->(p:Product) RETURN h.key, p.key, count(DISTINCT u)', 3);
  c = open();
  for (const t of ['City', 'Country', 'Person', 'Tag']) {
    await q(`CREATE NODE TABLE ${t}(id INT64 PRIMARY KEY)`);
    await q(`COPY ${t} FROM '${lsqb}/${t}.csv' (HEADER=true)`);
  }
  for (const [t, a, b] of [['City_isPartOf_Country', 'City', 'Country'], ['Person_isLocatedIn_City', 'Person', 'City'],
                           ['Person_knows_Person', 'Person', 'Person'], ['Person_hasInterest_Tag', 'Person', 'Tag']]) {
    await q(`CREATE REL TABLE ${t}(FROM ${a} TO ${b})`);
    await q(`COPY ${t} FROM '${lsqb}/${t}.csv' (HEADER=true, DELIM='|')`);
  }
  const live = n => `MATCH (person${n}:Person)-[:Person_isLocatedIn_City]->(city${n}:City)-[:City_isPartOf_Country]->(country) `;
  const knows = 'MATCH (person1:Person)-[:Person_knows_Person]-(person2:Person)-[:Person_knows_Person]-(person3:Person)';
  await timed('Q3', 'MATCH (country:Country) ' + live(1) + live(2) + live(3) +
    'MATCH (person1)-[:Person_knows_Person]-(person2)-[:Person_knows_Person]-(person3)-[:Person_knows_Person]-(person1) RETURN count(*)', 3);
  await timed('Q6', knows + '-[:Person_hasInterest_Tag]->(tag:Tag) WHERE person1.id <> person3.id RETURN count(*)', 3);
  await timed('Q9', knows + '-[:Person_hasInterest_Tag]->(tag:Tag) WHERE NOT exists { MATCH (person1)-[:Person_knows_Person]-(person3) } AND person1.id <> person3.id RETURN count(*)', 3);
  console.log(JSON.stringify(out));
  process.exit(0);
})();
"""

LIMITS = {"simple": 30, "two hops": 30, "channel x product": 30, "Q3": 1, "Q6": 1, "Q9": 1}


def ours_of(out):
    times = {"simple": float(re.search(r"one thread: ([0-9.]+) us", out).group(1)) / 1000}
    for name in ("two hops", "channel x product"):
        times[name] = float(re.search(rf"^{name}.*?query +([0-9.]+) ms", out, re.M).group(1))
    for name in ("Q3", "Q6", "Q9"):
        times[name] = float(re.search(rf"^LSQB data {name}: \d+ in ([0-9.]+) ms", out, re.M).group(1))
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--modules", type=pathlib.Path, required=True)
    parser.add_argument("--lsqb", type=pathlib.Path, required=True)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        out = subprocess.run([args.build / "bench/cypher_bench", "--lsqb", args.lsqb, "--export", data],
                             check=True, capture_output=True, text=True).stdout
        print(out)
        script = pathlib.Path(args.modules) / "cypher_peer.cjs"
        script.write_text(NODE)
        done = subprocess.run(["node", script.name, data, str(args.lsqb.resolve())], cwd=args.modules,
                              check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    ours = ours_of(out)
    for name, limit in LIMITS.items():
        ratio = found[name]["ms"] / ours[name]
        print(f"{name:18} Kuzu {found[name]['ms']:10.3f} ms   Almanac {ours[name]:9.4f} ms   {ratio:7.1f} times   limit {limit}"
              f"{'' if ratio >= limit else '   MISSED'}   sum {found[name]['sum']}")


if __name__ == "__main__":
    main()
