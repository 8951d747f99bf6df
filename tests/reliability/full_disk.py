"""A full disk: writes fail with a clear error, reads go on, space freed means writes go on, nothing acknowledged is lost.

    sudo python3 full_disk.py --binary build/release/almanac [--megabytes 48]

Mounts a small tmpfs of its own (needs root). Prints one line of counts; exit 1 if a check failed.
"""
import argparse
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from ready import is_ready


class Run:
    def __init__(self, binary, megabytes):
        self.binary = binary
        self.mount = pathlib.Path(tempfile.mkdtemp(prefix="almanac-disk-"))
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", self.mount], check=True)
        self.data = self.mount / "data"
        self.acknowledged, self.number, self.process = [], 0, None
        self.counts = dict(acked=0, refused=0, unclear=0, reads_failed=0, lost=0, resumed_s=-1.0, started_full=0, bad=0)

    def start(self):
        self.process = process = subprocess.Popen([self.binary, "--data", str(self.data), "--json", "serve", "--listen", "127.0.0.1:0"],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = process.stdout.readline()
        if not line:
            process.wait()
            return process, None
        url = json.loads(line)["url"]
        is_ready(url)
        return process, url

    def write(self, url):
        """The status, and counts what it means."""
        code = f"F{self.number}"
        self.number += 1
        body = json.dumps({"name": "满盘测试 " + code, "start": "2024-05-01", "summary": os.urandom(6000).hex()}).encode()
        request = urllib.request.Request(f"{url}/api/v1/campaigns/{code}", body, method="PUT", headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                self.acknowledged.append(code)
                self.counts["acked"] += 1
                return answer.status
        except urllib.error.HTTPError as error:
            problem = error.read().decode()
            self.counts["refused"] += 1
            if error.code not in (503, 507) or "disk" not in problem:
                self.counts["unclear"] += 1
                print("unclear:", error.code, problem[:300], file=sys.stderr)
            return error.code
        except OSError:
            self.counts["unclear"] += 1
            return 0

    def read(self, url):
        try:
            for path in ("/healthz", f"/api/v1/campaigns/{self.acknowledged[0]}", "/api/v1/campaigns?limit=5"):
                if urllib.request.urlopen(url + path, timeout=30).status != 200:
                    self.counts["reads_failed"] += 1
        except OSError as error:
            self.counts["reads_failed"] += 1
            print("read failed:", error, file=sys.stderr)

    def stop(self, process):
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        process.stdout.close()

    def go(self):
        process, url = self.start()
        for _ in range(50):
            self.write(url)
        filler = self.mount / "filler"
        with open(filler, "wb", buffering=0) as out:
            try:
                while out.write(bytes(1 << 12)):
                    pass
            except OSError:
                pass
        refused = 0
        for _ in range(600):
            refused += self.write(url) in (503, 507)
            self.read(url)
            if refused >= 40:
                break
        self.stop(process)
        process, url = self.start()  # on the full disk
        if url:
            self.counts["started_full"] = 1
            self.read(url)
        filler.unlink()
        freed = time.monotonic()
        if url is None:
            process, url = self.start()
        while time.monotonic() - freed < 30:
            if self.write(url) in (200, 201):
                self.counts["resumed_s"] = round(time.monotonic() - freed, 2)
                break
            time.sleep(0.1)
        for code in self.acknowledged:
            try:
                urllib.request.urlopen(f"{url}/api/v1/campaigns/{code}", timeout=30)
            except OSError:
                self.counts["lost"] += 1
        time.sleep(2)
        self.stop(process)
        process, url = self.start()
        self.stop(process)
        found = subprocess.run([self.binary, "--data", str(self.data), "verify"], capture_output=True, timeout=120)
        if found.returncode != 0:
            self.counts["bad"] += 1
            print(found.stdout.decode()[:2000], file=sys.stderr)
        return self.counts

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        subprocess.run(["umount", self.mount], check=False)
        self.mount.rmdir()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("ALMANAC_BINARY", "build/release/almanac"))
    parser.add_argument("--megabytes", type=int, default=48)
    asked = parser.parse_args()
    run = Run(os.path.abspath(asked.binary), asked.megabytes)
    try:
        counts = run.go()
    finally:
        run.end()
    print(" ".join(f"{name}={value}" for name, value in counts.items()))
    good = counts["refused"] > 0 and 0 <= counts["resumed_s"] <= 5 and counts["started_full"]
    return 0 if good and not any(counts[name] for name in ("unclear", "reads_failed", "lost", "bad")) else 1


if __name__ == "__main__":
    sys.exit(main())
