#!/usr/bin/env python3
"""The import of a touchpoint CSV against PostgreSQL's COPY of the same file, in turn, on this machine.

    bench/copy_peer.py --build build/release [--rows N] [--rounds N] [--bin /usr/lib/postgresql/15/bin]

Needs PostgreSQL's programs (Debian: postgresql); no part of script/bench or script/test. A cluster of its own in a temporary
directory, reached through a Unix socket only; fsync, full_page_writes and synchronous_commit as they come, since the archive
is synced as well; 1 GB of shared buffers, 8 GB of WAL before a checkpoint is forced.

    text   COPY into a table of seven text columns, and nothing else
    keys   COPY into such a table (unlogged), each kind of key numbered in a table with its unique index, and the rows
           inserted into a table of numbers: what the import does, without its validation and its search for duplicates
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

COLUMNS = "user_id text, campaign_code text, channel text, product_sku text, event text, time timestamp, value numeric"
KEYS = ["user_id", "campaign_code", "channel", "product_sku", "event"]


def text_sql(csv):
    return f"CREATE TABLE plain ({COLUMNS}); COPY plain FROM '{csv}' CSV HEADER;"


def keys_sql(csv):
    sql = f"CREATE UNLOGGED TABLE staged ({COLUMNS}); COPY staged FROM '{csv}' CSV HEADER; ANALYZE staged;"
    for key in KEYS:
        sql += f"CREATE TABLE {key}s (number int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text UNIQUE);"
        sql += f"INSERT INTO {key}s (key) SELECT DISTINCT {key} FROM staged; ANALYZE {key}s;"
    sql += "CREATE TABLE touchpoint (" + ", ".join(f"{key} int" for key in KEYS) + ", time timestamp, value numeric);"
    sql += "INSERT INTO touchpoint SELECT " + ", ".join(f"{key}s.number" for key in KEYS) + ", time, value FROM staged"
    for key in KEYS:
        sql += f" JOIN {key}s ON {key}s.key = staged.{key}"
    return sql + ";"


class Cluster:
    def __init__(self, programs, work):
        self.programs, self.directory, self.work = programs, work / "cluster", work
        # PostgreSQL refuses to run as root.
        self.prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        if self.prefix:
            shutil.chown(work, "postgres", "postgres")
        self.run("initdb", "-D", self.directory, "-A", "trust", "-U", "bench", "--locale=C.UTF-8", "-E", "UTF8")
        with open(self.directory / "postgresql.conf", "a") as conf:
            conf.write(f"listen_addresses=''\nunix_socket_directories='{work}'\nshared_buffers=1GB\nmax_wal_size=8GB\nclient_min_messages=warning\n")
        self.run("pg_ctl", "-D", self.directory, "-l", work / "log", "-w", "start")

    def run(self, program, *arguments):
        subprocess.run([*self.prefix, self.programs / program, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, cwd=self.work)

    def time(self, sql):
        self.run("psql", "-q", "-h", self.work, "-U", "bench", "-d", "postgres", "-c", "DROP SCHEMA public CASCADE; CREATE SCHEMA public; CHECKPOINT")
        began = time.monotonic()
        self.run("psql", "-q", "-h", self.work, "-U", "bench", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-1", "-c", sql)
        return time.monotonic() - began

    def stop(self):
        self.run("pg_ctl", "-D", self.directory, "-m", "fast", "-w", "stop")


def time_import(build, work, stem):
    data = work / "archive"
    shutil.rmtree(data, ignore_errors=True)
    subprocess.run([build / "almanac", "--data", data, "import", "--kind", "campaigns", f"{stem}.campaigns.csv"], check=True, capture_output=True)
    began = time.monotonic()
    subprocess.run([build / "bench/import_bench", "once", data, f"{stem}.csv"], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bin", type=pathlib.Path, default=pathlib.Path("/usr/lib/postgresql/15/bin"))
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    work = pathlib.Path(tempfile.mkdtemp(prefix="almanac-copy-"))
    work.chmod(0o755)
    seconds = {"import": [], "text": [], "keys": []}
    try:
        stem = work / "data"
        subprocess.run([build / "bench/import_bench", "data", str(arguments.rows), "1", stem], check=True)
        cluster = Cluster(arguments.bin, work)
        try:
            for _ in range(arguments.rounds):
                seconds["import"].append(time_import(build, work, stem))
                seconds["text"].append(cluster.time(text_sql(f"{stem}.csv")))
                seconds["keys"].append(cluster.time(keys_sql(f"{stem}.csv")))
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(work, ignore_errors=True)
    ours = statistics.median(seconds["import"])
    for name, values in seconds.items():
        middle = statistics.median(values)
        print(f"{name:8} {middle:8.2f} s   {arguments.rows / middle / 1e6:6.2f} M rows/s   against the import {middle / ours:5.2f}x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
