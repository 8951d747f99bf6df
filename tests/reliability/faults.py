"""A disk that fails: the n-th write or sync below the data directory ends in EIO, once or from then on. The server lives and answers reads, refuses
writes with a clear error, acknowledges nothing after a failed sync of the archive, and what it acknowledged is there when it is started anew.

    python3 faults.py --binary build/release/almanac [--runs 200] [--seed 1]

Needs a C compiler for fail_writes.c. Prints one line of counts; exit 1 if anything was lost, damaged, unclear or crashed.
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
import urllib.error
import urllib.request

from ready import is_ready

HERE = pathlib.Path(__file__).resolve().parent


class Run:
    def __init__(self, binary, directory, library):
        self.binary, self.directory, self.library = binary, directory, library
        self.counts = dict(runs=0, failed_starts=0, acked=0, refused=0, unclear=0, reads_failed=0, crashed=0, lost=0, bad=0)

    def start(self, data, fault=None):
        environment = dict(os.environ)
        if fault:
            environment.update(LD_PRELOAD=str(self.library), FAIL_ROOT=str(data), **fault)
        process = subprocess.Popen([self.binary, "--data", str(data), "--json", "serve", "--listen", "127.0.0.1:0"], env=environment,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = process.stdout.readline()
        started = json.loads(line) if line else {}
        if "url" not in started:
            process.wait(60)
            if process.returncode < 0:
                self.tell("crashed", f"at start, signal {-process.returncode}")
            return None, started.get("error", {}).get("message", "")
        return process, started["url"]

    def tell(self, what, detail):
        self.counts[what] += 1
        print(f"{what}: {self.name}: {detail}", file=sys.stderr)

    def put(self, url, code):
        body = json.dumps({"name": "活动 " + code, "start": "2024-05-01", "summary": "说明 " * 200}).encode()
        request = urllib.request.Request(f"{url}/api/v1/campaigns/{code}", body, method="PUT", headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30):
                self.counts["acked"] += 1
                return True
        except urllib.error.HTTPError as error:
            problem = json.loads(error.read())
            self.counts["refused"] += 1
            if error.code not in (503, 507) or problem.get("code") not in ("sync_failed", "io_error", "disk_full"):
                self.tell("unclear", f"{error.code} {problem}")
        except OSError as error:
            self.tell("unclear", str(error))
        return False

    def one(self, what, at, how):
        self.name = f"{what} {at} {how}"
        self.counts["runs"] += 1
        data = self.directory / "data"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.directory / "good", data)
        process, url = self.start(data, dict(FAIL_WHAT=what, FAIL_AT=str(at), FAIL_FOR=how))
        acknowledged = []
        if process is None:
            self.counts["failed_starts"] += 1
            if not url:
                self.tell("unclear", "no message at start")
        else:
            for number in range(25):
                if self.put(url, f"F{number}"):
                    acknowledged.append(f"F{number}")
                try:
                    urllib.request.urlopen(f"{url}/api/v1/campaigns/C1", timeout=30).close()
                except OSError as error:
                    self.tell("reads_failed", str(error))
            process.send_signal(signal.SIGKILL if at % 2 else signal.SIGTERM)
            code = process.wait(60)
            process.stdout.close()
            if code < 0 and code != -signal.SIGKILL:
                self.tell("crashed", f"signal {-code}")
        self.check(data, acknowledged)

    def check(self, data, acknowledged):
        process, url = self.start(data)
        if process is None:
            return self.tell("bad", f"does not start afterwards: {url}")
        is_ready(url)
        for code in acknowledged:
            try:
                urllib.request.urlopen(f"{url}/api/v1/campaigns/{code}", timeout=30).close()
            except OSError:
                self.tell("lost", code)
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        process.stdout.close()
        found = subprocess.run([self.binary, "--data", str(data), "verify"], capture_output=True, timeout=120)
        if found.returncode != 0:
            self.tell("bad", found.stdout.decode()[:600])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("ALMANAC_BINARY", "build/release/almanac"))
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    dice = random.Random(asked.seed)
    directory = pathlib.Path(tempfile.mkdtemp(prefix="almanac-faults-"))
    try:
        library = directory / "fail_writes.so"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, HERE / "fail_writes.c", "-ldl"], check=True)
        (directory / "c.jsonl").write_text("".join(json.dumps({"code": f"C{n}", "name": f"活动 {n}", "start": "2024-01-01"}) + "\n" for n in range(50)))
        subprocess.run([asked.binary, "--data", directory / "good", "import", directory / "c.jsonl"], check=True, capture_output=True)
        run = Run(os.path.abspath(asked.binary), directory, library)
        for number in range(asked.runs):
            what = ("sync", "write")[number % 2]
            run.one(what, dice.randrange(1, 120 if what == "sync" else 700), ("once", "ever")[number // 2 % 2])
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    print(" ".join(f"{name}={value}" for name, value in run.counts.items()))
    return 1 if any(run.counts[name] for name in ("unclear", "reads_failed", "crashed", "lost", "bad")) or not run.counts["refused"] else 0


if __name__ == "__main__":
    sys.exit(main())
