#!/usr/bin/env python3
"""Ratios against limits, each pair measured in one run on this machine.   script/bench [import] [large] [index] [history] [lists] [search] [graph] [graph-time] [relations] [cypher] [ranking]

import   rows/s of the import of a touchpoint CSV : rows/s of a loop that inserts the same rows as interned integers, 50 per
         statement, into one plain table without index (WAL, synchronous=FULL, 50,000 rows a commit)      at least 0.7
         millions of rows a CPU second, import and graph together                                         at least 0.6
         GB/s of the CSV stage alone: fields found; fields to columns of integers             at least 1; at least 0.15
         peak memory of the import of 2 million rows : 300 MB + 100 bytes a distinct key                   at most 1
large    the same memory for 20 million rows (5 GB of disk, some minutes), and for the same file again    at most 1
         seconds of `almanac import` of 200,000 further rows, index and graph included                     at most 3
index    10,000 campaigns with text from JSONL to archive and search index : what raw Xapian needs to index the same text   at most 1.5
history  what versions, change log and audit log add to the time of an import of 10,000 campaigns with text, and of 2 million
         touchpoints                                                                                  at most 0.33
lists    CPU ms of one campaign (99th percentile), of a page of 50 of 100,000 (median, worst)      at most 1, 5, 50
search   10,000 campaigns: size of the index : stock Xapian's; documents a CPU second : its; memory; totals counted by hand
                                                                        at most 1.3; at least 1.5; at most 200 MB; all right
search-large   all of search, and 100,000 campaigns (half an hour the first time, then kept beside the build): GET /api/v1/search : stock Xapian in process
         word, three words: median, p99                                                           at most 1.25, 1.5
         phrase; filter, facets and snippets: median                                                at most 0.5; 0.35
         FTS5 : GET /api/v1/search, word; filter, facets and snippets                              at least 3; 10
         exponent of growth from 10,000 less that of Xapian                                        at most 0.03
         suggestions while typing: ms, 99th percentile of each class                                at most 5
         eight clients : one, requests a second; p99 of eight : that of a bare server over Xapian     at least 1.4; at most 3
graph    2-hop neighbourhood through the product : a hand-written array walk over the same edges          at most 3
         neighbours, two hops, co-users, ten campaigns by shared users : by hand                             at most 1.3
         shortest path : by hand; PageRank, components, communities : by hand                            at most 1.2; 1.5
         Boost's search, igraph's path, igraph's Leiden : ours                                     at least 50, 150, 4
         time until a snapshot of 2 million touchpoints is open with all checks done, minus the bare read of
         its files                                                                                           at most 1 s
graph-time   as of a day : undated; a window of days : a scan by hand                                at most 1.5; 1.3
         an import of 1 % : the rebuild; an edit; opening a snapshot                              at most 0.1; 200 ms; 200 ms
graph-time-large   the same on 20 million touchpoints (minutes)
graph-large   the algorithms on 20 million touchpoints, without peers
relations   people by channel and product with lift : loops by hand                                    at most 1.5
relations-large   the same on 20 million touchpoints
cypher   openCypher on 2 million touchpoints in memory: simple queries a second on two threads                  at least 10,000
         two-hop aggregate, channel x product distinct users : hand-written walks of the same arrays         at most 3, 3
         the LSQB data's counts right, if ALMANAC_LSQB names its folder
ranking  only when named: nDCG@10 on collections with relevance judgements (bench/ranking.py), in ALMANAC_COLLECTIONS
"""
import argparse
import hashlib
import http.client
import json
import math
import os
import pathlib
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

TOUCHPOINTS = 2_000_000


def run(*command, **options):
    return subprocess.run([str(c) for c in command], check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def report(name, ratio, limit, better):
    good = ratio >= limit if better == "at least" else ratio <= limit
    print(f"{name:48} {ratio:8.2f}   {better} {limit}   {'ok' if good else 'MISSED'}", flush=True)
    return good


def figure(text, pattern):
    found = re.search(pattern, text)
    if not found:
        raise SystemExit("the benchmark printed no figure for " + pattern)
    return float(found[1])


class Server:
    def __init__(self, build, data):
        self.started = time.monotonic()
        self.process = subprocess.Popen([build / "almanac", "--data", data, "--json", "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("the server did not start (see above)")
        self.port = int(json.loads(line)["url"].rsplit(":", 1)[1])

    def wait_until_ready(self):
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            connection.request("GET", "/readyz")
            ready = connection.getresponse().status == 200
            connection.close()
            if ready:
                return time.monotonic() - self.started
            if time.monotonic() - self.started > 600:
                raise SystemExit("the server did not become ready")
            time.sleep(0.005)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def bench_import(build, work):
    out = run(build / "bench/import_bench", "compare", TOUCHPOINTS, 5, work / "import")
    print(out.rstrip())
    good = report("import: rows/s against plain inserts", figure(out, r"against plain inserts: ([0-9.]+)"), 0.7, "at least")
    good &= report("import and graph: million rows a CPU second", figure(out, r"a CPU second: ([0-9.]+)"), 0.6, "at least")
    out = run(build / "bench/import_bench", "csv", TOUCHPOINTS, work / "csv")
    good &= report("csv: GB/s, fields found", figure(out, r"split, GB/s: ([0-9.]+)"), 1, "at least")
    good &= report("csv: GB/s to interned columns", figure(out, r"columns, GB/s: ([0-9.]+)"), 0.15, "at least")
    return memory_of_import(build, work / "memory", TOUCHPOINTS) and good


def memory_of_import(build, stem, rows):
    """An import by itself, into an archive of campaigns; `stem`.data is that archive afterwards."""
    run(build / "bench/import_bench", "data", rows, rows // 100, stem)
    run(build / "almanac", "--data", f"{stem}.data", "import", "--kind", "campaigns", f"{stem}.campaigns.csv")
    return memory_of_one(build, stem, f"import of {rows // 1_000_000} million")


def memory_of_one(build, stem, name):
    out = run(build / "bench/import_bench", "once", f"{stem}.data", f"{stem}.csv")
    print(f"  {name}: {out.rstrip()}")
    allowed = 300 + 100e-6 * figure(out, r"distinct keys: ([0-9]+)")
    return report(f"memory: {name} against allowed", figure(out, r"MB: ([0-9]+)") / allowed, 1, "at most")


def bench_large(build, work):
    stem = work / "large"
    good = memory_of_import(build, stem, 10 * TOUCHPOINTS)
    run(build / "almanac", "--data", f"{stem}.data", "reindex")
    os.sync()  # what was written before is not this import's work
    began = time.monotonic()
    run(build / "almanac", "--data", f"{stem}.data", "import", f"{stem}.later.csv")
    good &= report("later: seconds for 1 % more of 20 million", time.monotonic() - began, 3, "at most")
    return memory_of_one(build, stem, "the same 20 million again") and good


def bench_index(build, work):
    out = run(build / "bench/index_bench", 10_000, 1, work / "index")
    print(out.rstrip())
    return report("index: JSONL to archive and index, against raw", figure(out, r"raw Xapian: ([0-9.]+)"), 1.5, "at most")


def bench_history(build, work):
    out = run(build / "bench/history_bench", 10_000, TOUCHPOINTS, 3, work / "history")
    print(out.rstrip())
    good = report("history: added to an import of campaigns", figure(out, r"campaigns: .* adds (-?[0-9.]+) of the time"), 0.33, "at most")
    return report("history: added to one of touchpoints", figure(out, r"touchpoints: .* adds (-?[0-9.]+) of the time"), 0.33, "at most") and good


def bench_lists(build, work):
    out = run(build / "bench/list_bench", 100_000, work / "lists")
    print(out.rstrip())
    good = report("lists: one campaign, ms", figure(out, r"99th percentile ([0-9.]+) ms"), 1, "at most")
    good &= report("lists: a page, median ms", figure(out, r"order: median ([0-9.]+) ms"), 5, "at most")
    return report("lists: a page, worst ms", figure(out, r"worst ([0-9.]+) ms"), 50, "at most") and good


def digest(*files):
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()


def search_data(build, campaigns):
    """Archive and indexes of synthetic campaigns, made once and kept beside the build; what building them took is kept with them."""
    bench, data = build / "bench/search_bench", build / "bench-data" / f"search-{campaigns}"
    if not (data / "queries.tsv").exists():
        data.parent.mkdir(exist_ok=True)
        run(bench, "prepare", data, campaigns)
    made = data / "built.json"
    figures = json.loads(made.read_text()) if made.exists() else {}
    # An index is made anew when what makes it has changed. Stock Xapian's too where that takes a minute: then both are built in turn.
    here = pathlib.Path(__file__).parent
    ours = digest(*here.parent.glob("search/*.cpp"), *here.parent.glob("search/*.h"))
    sources = {"product": ours, "xapian": ours if campaigns <= 10_000 else "stock", "fts5": digest(here / "fts5_peer.cpp")}
    for index, of in sources.items():
        if figures.get(index, {}).get("of") != of:
            print(f"  building the {index} index of {campaigns:,} campaigns", flush=True)
            figures[index] = json.loads(run(bench, "build", data, index)) | {"of": of}
            made.write_text(json.dumps(figures, indent=1))
    return data, figures


def search_latencies(build, data):
    bench = build / "bench/search_bench"
    server = Server(build, data)
    try:
        server.wait_until_ready()
        rows = {}
        for line in run(bench, "run", data, server.port).splitlines():
            row = json.loads(line)
            rows[row["class"]] = row
            print(f"  {row['class']:7} {row['mean_hits']:7} hits, median/p99 µs: " + ", ".join(
                f"{name} {row[name + '_us']}/{row[name + '_p99_us']}" for name in ("xapian", "fts5", "product", "http")), flush=True)
        return rows
    finally:
        server.stop()


def search_load(build, data):
    """Eight clients against one, and against a bare server over stock Xapian."""
    bench, floor_port = build / "bench/search_bench", 18_099
    paths = {name: data / f"paths.{name}" for name in ("product", "floor")}
    for name, file in paths.items():
        file.write_text(run(bench, "paths", data, "all", name))
    server = Server(build, data)
    floor = subprocess.Popen([bench, "floor", data, str(floor_port)], stdout=subprocess.PIPE, text=True)
    try:
        server.wait_until_ready()
        floor.stdout.readline()
        time.sleep(.2)
        seen = {}
        for name, port in (("product", server.port), ("floor", floor_port)):
            run(bench, "load", port, paths[name], 8, 5)
            for clients in (1, 8):
                seen[name, clients] = row = json.loads(run(bench, "load", port, paths[name], clients, 8))
                print(f"  {name:7} {clients} clients: {row['per_second']:.0f} a second, median {row['median_us']} µs, p99 {row['p99_us']} µs", flush=True)
        return seen
    finally:
        server.stop()
        floor.terminate()
        floor.wait(30)


def search_suggestions(build, data):
    """Milliseconds of GET /api/v1/suggest by what is typed, over one connection; the first request after a start apart."""
    random_of = random.Random(1)
    server = Server(build, data)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)

    def get(path):
        began = time.perf_counter()
        connection.request("GET", path)
        body = connection.getresponse().read()
        return (time.perf_counter() - began) * 1e3, json.loads(body)

    try:
        server.wait_until_ready()
        names = [one["name"] for one in get("/api/v1/campaigns?limit=200")[1]["items"]]
        syllables = "huo dong tui guang xin ke hu yong zeng zhang cu xiao pin pai lian ming qing cheng shi".split()
        typed = {"beginning": lambda: (n := random_of.choice(names))[:random_of.randint(1, 4)],
                 "inside": lambda: (n := random_of.choice(names))[(i := random_of.randrange(len(n) - 1)):i + 2],
                 "pinyin": lambda: "".join(random_of.choices(syllables, k=random_of.randint(1, 2))),
                 "initials": lambda: "".join(random_of.choices("bcdfghjlmnpqsxyz", k=random_of.randint(1, 3))),
                 "mistake": lambda: (n := random_of.choice(names))[:2] + random_of.choice("x营的") + n[3:6]}
        path = lambda text: "/api/v1/suggest?q=" + urllib.parse.quote(text)
        first = get(path(names[0][:2]))[0]
        print(f"  suggestions: the first after a start {first:.2f} ms", flush=True)
        good = True
        for name, text in typed.items():
            times = sorted(get(path(text().strip() or "a"))[0] for _ in range(300))
            print(f"  suggestions, {name:9}: median {times[150]:.2f}, p99 {times[296]:.2f}, worst {times[-1]:.2f} ms", flush=True)
            good &= report(f"suggestions, {name}: ms, p99", times[296], 5, "at most")
        return good
    finally:
        connection.close()
        server.stop()


def check_search(rows):
    good = True
    for name in ("word", "words"):
        row = rows[name]
        good &= report(f"search {name}: HTTP : Xapian, median", row["http_us"] / row["xapian_us"], 1.25, "at most")
        good &= report(f"search {name}: HTTP : Xapian, p99", row["http_p99_us"] / row["xapian_p99_us"], 1.5, "at most")
    good &= report("search word: FTS5 : HTTP, median", rows["word"]["fts5_us"] / rows["word"]["http_us"], 3, "at least")
    good &= report("search phrase: HTTP : Xapian, median", rows["phrase"]["http_us"] / rows["phrase"]["xapian_us"], 0.5, "at most")
    good &= report("search facet: HTTP : Xapian, median", rows["facet"]["http_us"] / rows["facet"]["xapian_us"], 0.35, "at most")
    good &= report("search facet: FTS5 : HTTP, median", rows["facet"]["fts5_us"] / rows["facet"]["http_us"], 10, "at least")
    return good


def check_search_build(figures, campaigns):
    product, xapian = figures["product"], figures["xapian"]
    print(f"  index of {campaigns:,} campaigns: product {product['cpu_seconds']} CPU-s, {product['peak_mb']} MB of memory, {product['megabytes']} MB; "
          f"Xapian {xapian['cpu_seconds']} CPU-s, {xapian['peak_mb']} MB, {xapian['megabytes']} MB")
    good = report(f"index of {campaigns:,}: its size : Xapian's", product["megabytes"] / xapian["megabytes"], 1.3, "at most")
    return good & report(f"index of {campaigns:,}: documents a CPU second : Xapian's", xapian["cpu_seconds"] / product["cpu_seconds"], 1.5, "at least")


def check_small_search(build, data, figures):
    good = check_search_build(figures, 10_000)
    good &= report("index of 10,000: MB of memory", figures["product"]["peak_mb"], 200, "at most")
    wrong = json.loads(run(build / "bench/search_bench", "count", data))
    return good & report(f"search: wrong totals of {wrong['queries']}", wrong["wrong"], 0, "at most")


def bench_search(build, work):
    data, figures = search_data(build, 10_000)
    search_latencies(build, data)
    return check_small_search(build, data, figures)


def bench_search_large(build, work):
    """The same on 100,000 campaigns, where the limits of latency hold, and how it grows from 10,000."""
    small, small_figures = search_data(build, 10_000)
    large, figures = search_data(build, 100_000)
    good = check_small_search(build, small, small_figures) & check_search_build(figures, 100_000)
    print("10,000 campaigns")
    before = search_latencies(build, small)
    print("100,000 campaigns")
    after = search_latencies(build, large)
    good &= check_search(after)
    for name in ("word", "words", "phrase", "facet"):
        growth = {who: math.log10(after[name][who + "_us"] / before[name][who + "_us"]) for who in ("http", "xapian")}
        good &= report(f"search {name}: exponent of growth less Xapian's", growth["http"] - growth["xapian"], 0.03, "at most")
    good &= search_suggestions(build, large)
    load = search_load(build, large)
    good &= report("search: eight clients : one, a second", load["product", 8]["per_second"] / load["product", 1]["per_second"], 1.4, "at least")
    good &= report("search: p99 of eight clients : bare server's", load["product", 8]["p99_us"] / load["floor", 8]["p99_us"], 3, "at most")
    return good


def bench_graph(build, work):
    out = run(build / "bench/graph_bench", "--touchpoints", TOUCHPOINTS, "--directory", work / "graph")
    print(out.rstrip())
    good = report("graph: 2-hop against a hand-written walk", figure(out, r"2 hops.*ratio +([0-9.]+)"), 3, "at most")
    good &= graph_algorithms(out)
    return graph_restart(out) and good


def graph_algorithms(out):
    """Each line of the benchmark that names its limit."""
    good = "DIFFERENT" not in out
    for name, ratio, limit in re.findall(r"^(.{36}).* ratio +([0-9.]+) +\(limit <= ([0-9.]+)\)", out, re.M):
        good &= report("graph: " + name.strip() + " : by hand", float(ratio), float(limit), "at most")
    for name, times, limit in re.findall(r"^(.{36}).* faster +([0-9.]+) +\(limit >= ([0-9]+)\)", out, re.M):
        good &= report("graph: " + name.strip() + " : ours", float(times), float(limit), "at least")
    for better in re.findall(r"igraph's.* better +(-?[0-9.]+)", out):
        good &= report("graph: modularity more than igraph's", float(better), -0.005, "at least")
    return good


def bench_graph_large(build, work):
    out = run(build / "bench/graph_bench", "--touchpoints", 10 * TOUCHPOINTS, "--users", 1_000_000, "--campaigns", 100_000, "--directory", work / "graph", "--peers", "no")
    print(out.rstrip())
    return graph_algorithms(out)


def graph_restart(out):
    return report("restart: seconds beyond the bare read", figure(out, r"difference +(-?[0-9.]+) s"), 1, "at most")


def graph_time(build, work, touchpoints):
    """The program compares with its limits itself."""
    done = subprocess.run([build / "bench/graph_time_bench", "--touchpoints", str(touchpoints), "--directory", work / "graph-time"],
                          stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout.rstrip())
    return done.returncode == 0


def bench_graph_time(build, work):
    return graph_time(build, work, TOUCHPOINTS)


def bench_graph_time_large(build, work):
    """The same on 20 million, for which the limit of opening is meant."""
    return graph_time(build, work, 20_000_000)


def relations(build, work, touchpoints):
    out = run(build / "bench/association_bench", work / "relations", touchpoints)
    print(out.rstrip())
    return report("relations: channel x product against loops by hand", figure(out, r"associations: .*ratio +([0-9.]+)"), 1.5, "at most")


def bench_relations(build, work):
    return relations(build, work, TOUCHPOINTS)


def bench_relations_large(build, work):
    return relations(build, work, 10 * TOUCHPOINTS)


def bench_cypher(build, work):
    lsqb = os.environ.get("ALMANAC_LSQB")
    out = run(build / "bench/cypher_bench", "--touchpoints", TOUCHPOINTS, *(["--lsqb", lsqb] if lsqb else []))
    print(out.rstrip())
    good = report("cypher: simple queries a second", figure(out, r"two threads: ([0-9.]+)"), 10_000, "at least")
    good &= report("cypher: two-hop aggregate against a walk", figure(out, r"two hops.*ratio +([0-9.]+)"), 3, "at most")
    good &= report("cypher: channel x product against a walk", figure(out, r"distinct users.*ratio +([0-9.]+)"), 3, "at most")
    return report("cypher: wrong answers", out.count("WRONG"), 0, "at most") and good


def bench_ranking(build, work):
    """Not of the default run: the collections are not part of the project."""
    directory = os.environ.get("ALMANAC_COLLECTIONS")
    if not directory:
        raise SystemExit("ranking: set ALMANAC_COLLECTIONS to the folder of the collections (bench/README.md)")
    import ranking
    work.mkdir(exist_ok=True)
    return ranking.run_all(build, work, pathlib.Path(directory))


ON_REQUEST = {"ranking": bench_ranking, "search-large": bench_search_large, "graph-large": bench_graph_large, "graph-time-large": bench_graph_time_large, "relations-large": bench_relations_large}
PARTS = {"import": bench_import, "large": bench_large, "index": bench_index, "history": bench_history, "lists": bench_lists, "search": bench_search, "graph": bench_graph, "graph-time": bench_graph_time, "relations": bench_relations, "cypher": bench_cypher}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS, *ON_REQUEST], default=[])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="almanac-bench-"))
    good = True
    try:
        for name in arguments.parts or PARTS:
            good &= {**PARTS, **ON_REQUEST}[name](arguments.build.resolve(), work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0 if good else 1


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    sys.exit(main())
