"""kill -9 at random moments under concurrent writers: every acknowledged write is there whole, no other is there in part, and index and
graph catch up.

    python3 kill.py --binary build/release/almanac [--kills 500] [--seed 1] [--verify-every 10]

A tenth of the kills each hit an import, a reindex, a backup and a migration; the others hit a server with four writers and one upload.
Prints one line of counts; exit 1 if anything was lost, partial, damaged or left behind.
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from ready import is_ready

LESSONS = 3


class Run:
    def __init__(self, binary, seed):
        self.binary, self.random = binary, random.Random(seed)
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="almanac-kill-"))
        self.data = self.directory / "data"
        self.acknowledged, self.sent, self.next = {}, set(), 0
        self.lock = threading.Lock()
        self.counts = dict(kills=0, acked=0, lost=0, partial=0, bad=0, diverged=0)
        rng = random.Random(3)
        rows = "".join(f"u{rng.randrange(500)},短信,click,2024-05-{rng.randrange(1, 29):02} 10:{row // 60 % 60:02}:{row % 60:02},e{row}\n"
                       for row in range(60_000))
        self.touchpoints = self.directory / "t.csv"
        self.touchpoints.write_text("user,channel,type,time,event_id\n" + rows, "utf-8")

    def start(self, *arguments, data=None, **options):
        return subprocess.Popen([self.binary, "--data", str(data or self.data), *map(str, arguments)], stderr=subprocess.DEVNULL,
                                **{"stdout": subprocess.DEVNULL, **options})

    def finished(self, *arguments, data=None):
        return subprocess.run([self.binary, "--data", str(data or self.data), *map(str, arguments)], capture_output=True, timeout=300)

    # ---- what is killed ----

    def write(self, url, stop):
        while not stop.is_set():
            with self.lock:
                code = f"K{self.next}"
                self.next += 1
                self.sent.add(code)
            body = {"name": "断电测试 " + code, "start": "2024-05-01", "channels": ["短信"], "summary": code * 20,
                    "lessons": [{"statement": f"{code} 的第 {n} 条"} for n in range(LESSONS)]}
            request = urllib.request.Request(f"{url}/api/v1/campaigns/{code}", json.dumps(body).encode(), method="PUT",
                                             headers={"Content-Type": "application/json"})
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    if answer.status in (200, 201):
                        with self.lock:
                            self.acknowledged[code] = True
            except (OSError, urllib.error.HTTPError):
                if not stop.is_set():
                    time.sleep(0.01)

    def kill_server(self):
        process = self.start("--json", "serve", "--listen", "127.0.0.1:0", stdout=subprocess.PIPE)
        line = process.stdout.readline()
        if not line:
            self.counts["bad"] += 1
            return
        url = json.loads(line)["url"]
        stop = threading.Event()
        writers = [threading.Thread(target=self.write, args=(url, stop)) for _ in range(4)]
        for writer in writers:
            writer.start()
        try:
            upload = urllib.request.Request(f"{url}/api/v1/imports?name=t.csv", self.touchpoints.read_bytes(), method="POST",
                                            headers={"Content-Type": "application/octet-stream"})
            if self.random.random() < 0.3:
                urllib.request.urlopen(upload, timeout=10).read()
        except (OSError, urllib.error.HTTPError):
            pass
        time.sleep(self.random.uniform(0.005, 1.0))
        stop.set()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        for writer in writers:
            writer.join()

    def kill_command(self, *arguments, data=None, longest=0.5):
        process = self.start(*arguments, data=data)
        time.sleep(self.random.uniform(0.002, longest))
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()

    def kill_backup(self):
        target = self.directory / "b.almanac"
        target.unlink(missing_ok=True)
        self.kill_command("backup", target, longest=0.3)
        if target.exists() and self.finished("verify", target).returncode != 0:
            self.counts["bad"] += 1  # a half-made file under the final name
        target.unlink(missing_ok=True)

    def kill_migration(self):
        """An archive of format 2: after the kill it opens, and exports what it did before."""
        import sqlite3
        fixtures = pathlib.Path(__file__).resolve().parent.parent / "data/archive"
        old = self.directory / "old"
        shutil.rmtree(old, ignore_errors=True)
        old.mkdir()
        database = sqlite3.connect(old / "archive.db", isolation_level=None)
        database.executescript((fixtures / "version-2.sql").read_text("utf-8"))
        database.execute("PRAGMA user_version=2")
        database.execute(f"PRAGMA application_id={0x416C6D31}")
        database.close()
        self.kill_command("reindex", data=old, longest=0.03)
        if self.finished("reindex", data=old).returncode != 0 or self.finished("verify", data=old).returncode != 0:
            self.counts["bad"] += 1
        if self.finished("export", "-", data=old).stdout != (fixtures / "version-2.jsonl").read_bytes():
            self.counts["lost"] += 1

    # ---- what must be true afterwards ----

    def check(self, whole):
        exported = self.finished("export", "--kind", "campaign", "--kind", "lesson", "-")
        if exported.returncode != 0:
            self.counts["bad"] += 1
            return
        campaigns, lessons = set(), {}
        for line in exported.stdout.decode().splitlines():
            record = json.loads(line)
            if record["record"] == "campaign":
                campaigns.add(record["code"])
            else:
                lessons[record["campaign"]] = lessons.get(record["campaign"], 0) + 1
        self.counts["lost"] += len(set(self.acknowledged) - campaigns)
        self.counts["partial"] += sum(1 for code in campaigns if lessons.get(code) != LESSONS)
        self.counts["acked"] = len(self.acknowledged)
        if whole:
            with_server = self.start("--json", "serve", "--listen", "127.0.0.1:0", stdout=subprocess.PIPE)  # resumes and catches up
            line = with_server.stdout.readline()
            if line:
                is_ready(json.loads(line)["url"], tries=600)
            with_server.send_signal(signal.SIGTERM)
            with_server.wait(60)
            with_server.stdout.close()
            found = self.finished("--json", "verify")
            try:
                parts = {one["part"] for one in json.loads(found.stdout)["differences"]}
            except (json.JSONDecodeError, KeyError):
                parts = {"database"}
            if parts & {"index", "graph"}:
                self.counts["diverged"] += 1
            if parts - {"index", "graph"}:
                self.counts["bad"] += 1
            if parts:
                print("verify:", found.stdout.decode()[:2000], file=sys.stderr)

    def go(self, kills, verify_every):
        print(f"seed data below {self.directory}", file=sys.stderr)
        self.finished("import", self.touchpoints)
        for number in range(kills):
            kind = number % 10
            if kind == 1:
                self.kill_command("import", self.touchpoints)
            elif kind == 3:
                self.kill_command("reindex")
            elif kind == 5:
                self.kill_backup()
            elif kind == 7:
                self.kill_migration()
            else:
                self.kill_server()
            self.counts["kills"] += 1
            self.check(whole=(number + 1) % verify_every == 0 or number + 1 == kills)
            if (number + 1) % 50 == 0:
                print(" ".join(f"{name}={value}" for name, value in self.counts.items()), file=sys.stderr, flush=True)
        shutil.rmtree(self.directory, ignore_errors=True)
        return self.counts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("ALMANAC_BINARY", "build/release/almanac"))
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verify-every", type=int, default=10)
    asked = parser.parse_args()
    counts = Run(os.path.abspath(asked.binary), asked.seed).go(asked.kills, asked.verify_every)
    print(" ".join(f"{name}={value}" for name, value in counts.items()))
    return 1 if any(counts[name] for name in ("lost", "partial", "bad", "diverged")) else 0


if __name__ == "__main__":
    sys.exit(main())
