#!/usr/bin/env python3
"""Ratios against limits, each pair measured in one run on this machine.   script/bench [import] [large] [index] [history] [lists] [search] [graph] [ranking]

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
search   median latency of GET /api/v1/search : median of raw Xapian in process on the same index         at most 2
graph    2-hop neighbourhood through the product : a hand-written array walk over the same edges          at most 3
         time until a snapshot of 2 million touchpoints is open with all checks done, minus the bare read of
         its files                                                                                           at most 1 s
ranking  only when named: nDCG@10 on collections with relevance judgements (bench/ranking.py), in ALMANAC_COLLECTIONS
"""
import argparse
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

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


def bench_search(build, work):
    data = work / "search"
    run(build / "bench/search_bench", "prepare", data)
    server = Server(build, data)
    good = False
    try:
        server.wait_until_ready()
        for line in run(build / "bench/search_bench", "run", data, server.port).splitlines():
            row = json.loads(line)
            print(f"  search {row['class']:10} raw Xapian {row['raw_us']:6} µs, in process {row['product_us']:6} µs, over HTTP {row['http_us']:6} µs")
            if row["class"] == "all":
                good = report("search: HTTP against raw Xapian, median of all", row["http_us"] / row["raw_us"], 2, "at most")
            else:
                print(f"  search {row['class']:10} HTTP against raw Xapian {row['http_us'] / row['raw_us']:.2f}")
    finally:
        server.stop()
    return good


def bench_graph(build, work):
    out = run(build / "bench/graph_bench", "--touchpoints", TOUCHPOINTS, "--directory", work / "graph")
    print(out.rstrip())
    good = report("graph: 2-hop against a hand-written walk", figure(out, r"2 hops.*ratio +([0-9.]+)"), 3, "at most")
    return report("restart: seconds beyond the bare read", figure(out, r"difference +(-?[0-9.]+) s"), 1, "at most") and good


def bench_ranking(build, work):
    """Not of the default run: the collections are not part of the project."""
    directory = os.environ.get("ALMANAC_COLLECTIONS")
    if not directory:
        raise SystemExit("ranking: set ALMANAC_COLLECTIONS to the folder of the collections (bench/README.md)")
    import ranking
    work.mkdir(exist_ok=True)
    return ranking.run_all(build, work, pathlib.Path(directory))


ON_REQUEST = {"ranking": bench_ranking}
PARTS = {"import": bench_import, "large": bench_large, "index": bench_index, "history": bench_history, "lists": bench_lists, "search": bench_search, "graph": bench_graph}


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
