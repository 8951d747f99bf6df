"""Simulated power cuts: every acknowledged write is there, the database is whole, index and graph open or are built anew.

    python3 power.py --binary build/release/almanac [--images 1000] [--seed 1]

A server writes while record_writes.so logs what reaches its files. Then for random moments of that log the disk is rebuilt as a power cut would leave
it: what was synced is there; of what was not, by turns, nothing, a random half, or a half with one write torn at 512 bytes. A rename or a new
name that no later sync of its directory made safe is lost with probability one half. Prints one line of counts; exit 1 if anything was lost.
"""
import argparse
import bisect
import json
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import urllib.request

from ready import is_ready

HERE = pathlib.Path(__file__).resolve().parent


def entries(log):
    """(end position in the log, op, path, offset, data)"""
    at = 0
    while at + 3 <= len(log):
        op, length = struct.unpack_from("<cH", log, at)
        path = log[at + 3:at + 3 + length].decode()
        offset, size = struct.unpack_from("<QQ", log, at + 3 + length)
        begin = at + 19 + length
        at = begin + size
        if at > len(log):
            return
        yield at, op.decode(), path, offset, log[begin:at]


class Disk:
    """Files as they are for sure, and what waits for a sync. A file is an object of its own; names point to it."""

    def __init__(self):
        self.names, self.safe_names = {}, {}  # path: file; as the process sees them, and as they surely are
        self.waiting_names = []  # (path, undo) not yet made safe

    def file(self, path):
        return self.names.setdefault(path, {"bytes": bytearray(), "waiting": []})

    @staticmethod
    def put(content, op, offset, data):
        if op == "t":
            if offset < len(content):
                del content[offset:]
            else:
                content.extend(bytes(offset - len(content)))
            return
        if offset > len(content):
            content.extend(bytes(offset - len(content)))
        content[offset:offset + len(data)] = data

    def apply(self, op, path, offset, data):
        if op in "wt":
            self.file(path)["waiting"].append((op, offset, data))
        elif op == "c":
            self.names[path] = {"bytes": bytearray(), "waiting": []}
            self.waiting_names.append(path)
        elif op == "r":
            target = data.decode()
            if path in self.names:  # a file; directories are few and counted as safe
                self.names[target] = self.names.pop(path)
                self.waiting_names += [path, target]
            else:
                for name in [name for name in self.names if name.startswith(path + "/")]:
                    moved = target + name[len(path):]
                    self.names[moved] = self.names.pop(name)
                    self.waiting_names += [name, moved]
        elif op == "u":
            self.names.pop(path, None)
            self.waiting_names.append(path)
        elif op == "s":
            if path in self.names:  # a file: its content, and (as ext4 does) its own name
                file = self.names[path]
                for one in file["waiting"]:
                    self.put(file["bytes"], *one)
                file["waiting"] = []
                self.settle([path])
            else:  # a directory: the names in it
                self.settle([name for name in self.waiting_names if (os.path.dirname(name) or ".") == path])

    def settle(self, paths):
        for path in paths:
            if path in self.names:
                self.safe_names[path] = self.names[path]
            else:
                self.safe_names.pop(path, None)
        gone = set(paths)
        self.waiting_names = [name for name in self.waiting_names if name not in gone]

    def image(self, mode, rng):
        names = dict(self.safe_names)
        for path in dict.fromkeys(self.waiting_names):
            if rng.random() < 0.5:
                if path in self.names:
                    names[path] = self.names[path]
                else:
                    names.pop(path, None)
        for path, file in names.items():
            content = bytearray(file["bytes"])
            if mode != "none":
                chosen = [one for one in file["waiting"] if rng.random() < 0.5]
                torn = rng.randrange(len(chosen)) if chosen and mode == "torn" else -1
                for number, (op, offset, data) in enumerate(chosen):
                    if number == torn and op == "w":
                        data = data[:rng.randrange(len(data) // 512 + 1) * 512]
                    self.put(content, op, offset, data)
            yield path, content


class Run:
    def __init__(self, binary, seed):
        self.binary, self.random = binary, random.Random(seed)
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="almanac-power-"))
        self.data, self.log = self.directory / "data", self.directory / "log"
        self.acknowledged = []  # (position in the log when the answer was there, code)

    def record(self, seconds):
        library = self.directory / "record_writes.so"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, HERE / "record_writes.c", "-ldl"], check=True)
        environment = dict(os.environ, LD_PRELOAD=str(library), RECORD_ROOT=str(self.data), RECORD_LOG=str(self.log))
        process = subprocess.Popen([self.binary, "--data", str(self.data), "--json", "serve", "--listen", "127.0.0.1:0"],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
        url = json.loads(process.stdout.readline())["url"]
        stop, lock = threading.Event(), threading.Lock()

        def write(writer):
            number = 0
            while not stop.is_set():
                code = f"P{writer}-{number}"
                number += 1
                body = json.dumps({"name": "断电 " + code, "start": "2024-05-01", "channels": ["短信"], "lessons": [{"statement": code + " 的经验"}],
                                   "summary": code * 60}).encode()
                request = urllib.request.Request(f"{url}/api/v1/campaigns/{code}", body, method="PUT", headers={"Content-Type": "application/json"})
                with urllib.request.urlopen(request, timeout=60) as answer:
                    if answer.status in (200, 201):
                        with lock:
                            self.acknowledged.append((self.log.stat().st_size, code))
                stop.wait(0.02)

        writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
        for writer in writers:
            writer.start()
        stop.wait(seconds)
        stop.set()
        for writer in writers:
            writer.join()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        self.acknowledged.sort()

    def run(self, data, *arguments):
        return subprocess.run([self.binary, "--data", str(data), *map(str, arguments)], capture_output=True, timeout=300)

    def check(self, data, cut, counts):
        if not (data / "archive.db").exists():
            counts["lost"] += bisect.bisect_right(self.acknowledged, (cut, "\uffff"))
            return
        exported = self.run(data, "export", "--kind", "campaign", "-")
        expected = {code for position, code in self.acknowledged if position <= cut}
        if exported.returncode != 0 and (expected or b"no archive" not in exported.stderr):
            counts["damaged"] += 1
            print(exported.stderr.decode()[:300], file=sys.stderr)
            return
        there = {json.loads(line)["code"] for line in exported.stdout.decode().splitlines()}
        counts["lost"] += len(expected - there)
        if expected:
            search = self.run(data, "--json", "search", "断电")  # read-only: an index that is not there says so
            counts["index_behind"] += search.returncode != 0 or json.loads(search.stdout).get("total", 0) < len(there)
            server = subprocess.Popen([self.binary, "--data", str(data), "--json", "serve", "--listen", "127.0.0.1:0"],
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            line = server.stdout.readline()
            ready = bool(line) and is_ready(json.loads(line)["url"])
            server.send_signal(signal.SIGTERM)
            server.wait(60)
            server.stdout.close()
            counts["not_ready"] += not ready
        found = self.run(data, "verify")
        if expected and found.returncode != 0:
            counts["bad"] += 1
            print(found.stdout.decode()[:1500], found.stderr.decode()[:300], file=sys.stderr)

    def go(self, images, seconds):
        self.record(seconds)
        log = self.log.read_bytes()
        ends = [end for end, *_ in entries(log)]
        cuts = sorted(self.random.choice(ends) for _ in range(images))
        counts = dict(images=0, writes=len(ends), acked=len(self.acknowledged), lost=0, damaged=0, index_behind=0, not_ready=0, bad=0)
        disk, at = Disk(), 0
        image = self.directory / "image"
        for end, *entry in entries(log):
            disk.apply(*entry)
            while at < len(cuts) and cuts[at] == end:
                shutil.rmtree(image, ignore_errors=True)
                image.mkdir(mode=0o700)
                for path, content in disk.image(("none", "half", "torn")[at % 3], self.random):
                    (image / path).parent.mkdir(parents=True, exist_ok=True)
                    (image / path).write_bytes(content)
                self.check(image, end, counts)
                counts["images"] += 1
                at += 1
                if at % 100 == 0:
                    print(" ".join(f"{name}={value}" for name, value in counts.items()), file=sys.stderr, flush=True)
        shutil.rmtree(self.directory, ignore_errors=True)
        return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("ALMANAC_BINARY", "build/release/almanac"))
    parser.add_argument("--images", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    counts = Run(os.path.abspath(asked.binary), asked.seed).go(asked.images, asked.seconds)
    print(" ".join(f"{name}={value}" for name, value in counts.items()))
    return 1 if any(counts[name] for name in ("lost", "damaged", "not_ready", "bad")) else 0


if __name__ == "__main__":
    sys.exit(main())
