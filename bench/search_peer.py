#!/usr/bin/env python3
"""The questions of search_bench asked of the product, of stock Xapian, of SQLite's FTS5 and of PostgreSQL, on the same documents.

    bench/search_peer.py --build build/release [--campaigns N] [--bin /usr/lib/postgresql/15/bin]

Needs PostgreSQL's programs (Debian: postgresql); no part of script/bench or script/test. Its documents have a tsvector of words and
pairs of Chinese characters ('simple', with positions) under a GIN index, ranked by ts_rank; a word of three characters is two
pairs side by side. Times of PostgreSQL are those of the server as psql tells them, without a client; medians in microseconds.
"""
import argparse
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.parse

from copy_peer import Cluster
from run import search_data, search_latencies

TABLE = """CREATE TABLE doc (title text, start date, theme text, year text, channels text[], words text);
COPY doc FROM '{file}';
ALTER TABLE doc ADD COLUMN vector tsvector;
UPDATE doc SET vector = to_tsvector('simple', words);
ALTER TABLE doc DROP COLUMN words;
CREATE INDEX ON doc USING gin (vector); CREATE INDEX ON doc (start);
VACUUM FULL ANALYZE doc;"""
HITS = "SELECT title FROM doc WHERE vector @@ q{more} ORDER BY ts_rank(vector, q) DESC LIMIT 10"


def term(word):
    """A word as a tsquery: pairs side by side, a Latin word as it is."""
    if word.isascii():
        return "'" + word.lower() + "'"
    pairs = [word[i:i + 2] for i in range(max(1, len(word) - 1))]
    return " <-> ".join("'" + pair + "'" for pair in pairs)


def statement(kind, parameters):
    """One statement that gives what the product gives: hits, and for facets their counts."""
    text = parameters["q"].replace('"', "")
    joint = " <-> " if kind == "phrase" else " & "
    query = joint.join("(" + term(word) + ")" for word in text.split())
    source = "to_tsquery('simple', '" + query.replace("'", "''") + "')"
    more = ""
    if kind == "facet":
        more = f" AND channels @> ARRAY['{parameters['channel']}'] AND start BETWEEN '{parameters['start_from']}' AND '{parameters['start_to']}'"
        counts = "".join(f" UNION ALL SELECT '{field}', {field}, count(*) FROM hit GROUP BY {field}" for field in ("theme", "year"))
        return (f"WITH q AS (SELECT {source} q), hit AS MATERIALIZED (SELECT title, theme, year, ts_rank(vector, q) r FROM doc, q WHERE vector @@ q{more}) "
                f"(SELECT 'hit', title, 0 FROM hit ORDER BY r DESC LIMIT 10){counts};")
    return HITS.format(more=more).replace("FROM doc", f"FROM doc, (SELECT {source} q) x") + ";"


def ask_postgres(cluster, data, work):
    file = work / "doc.tsv"
    cluster_file = work / "ask.sql"
    subprocess.run([arguments.build / "bench/search_bench", "table", data, file], check=True)
    file.chmod(0o644)
    psql = ["psql", "-q", "-h", cluster.work, "-U", "bench", "-d", "postgres", "-v", "ON_ERROR_STOP=1"]
    for sql in TABLE.format(file=file).split(";"):
        if sql.strip():
            cluster.run(*psql, "-c", sql)
    asked = [line.rstrip("\n").split("\t") for line in open(data / "queries.tsv", encoding="utf-8")]
    lines = ["\\timing on", "\\o /dev/null"]
    for _ in range(2):
        for kind, parameters, _q in asked:
            lines.append(statement(kind, dict(urllib.parse.parse_qsl(parameters))))
    cluster_file.write_text("\n".join(lines), "utf-8")
    cluster_file.chmod(0o644)
    out = subprocess.run([*cluster.prefix, cluster.programs / psql[0], *map(str, psql[1:]), "-f", cluster_file], check=True, capture_output=True, text=True, cwd=work).stdout
    times = [float(one) * 1000 for one in re.findall(r"Time: ([0-9.]+) ms", out)][len(asked):]
    by_class = {}
    for (kind, _parameters, _q), time in zip(asked, times, strict=True):
        by_class.setdefault(kind, []).append(time)
    return {kind: statistics.median(list_) for kind, list_ in by_class.items()}


def main():
    work = pathlib.Path(tempfile.mkdtemp(prefix="almanac-peer-"))
    work.chmod(0o755)
    try:
        data, _ = search_data(arguments.build, arguments.campaigns)
        rows = search_latencies(arguments.build, data)
        cluster = Cluster(arguments.bin, work)
        try:
            postgres = ask_postgres(cluster, data, work)
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"{'median µs':10} {'http':>8} {'xapian':>8} {'fts5':>8} {'postgres':>9}")
    for kind, time in postgres.items():
        row = rows[kind]
        print(f"{kind:10} {row['http_us']:8} {row['xapian_us']:8} {row['fts5_us']:8} {time:9.0f}")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--campaigns", type=int, default=10_000)
    parser.add_argument("--bin", type=pathlib.Path, default=pathlib.Path("/usr/lib/postgresql/15/bin"))
    arguments = parser.parse_args()
    arguments.build = arguments.build.resolve()
    sys.exit(main())
