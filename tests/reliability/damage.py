"""Bits flipped, pages zeroed, files cut short: what was changed is found by `verify`, and nothing changed is ever answered as if it were true.

    python3 damage.py --binary build/release/almanac [--flips 500] [--pages 100] [--cuts 100] [--index 300] [--seed 1]

Of a flip in archive.db: either `verify` names it (exit 1), or the export is what it was (the bit was in free space or in what no answer shows).
An export that differs and says nothing is counted as silent. Of a flip in index or graph: the next start serves the same answers.
Prints one line of counts; exit 1 if anything was silent, crashed or was not rebuilt.
"""
import argparse
import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

PAGE = 4096


class Run:
    def __init__(self, binary, seed):
        self.binary, self.random = binary, random.Random(seed)
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="almanac-damage-"))
        self.data = self.directory / "data"
        self.counts = dict(flips=0, pages=0, cuts=0, derived=0, found=0, harmless=0, refused=0, silent=0, crashed=0, not_rebuilt=0)
        rng = random.Random(3)
        (self.directory / "c.jsonl").write_text("".join(json.dumps({
            "code": f"C{n}", "name": f"活动 {n} 双十一", "start": f"2024-{n % 12 + 1:02}-01", "end": f"2024-{n % 12 + 1:02}-20", "budget": n * 1000,
            "channels": ["短信", f"渠道{n % 9}"], "products": [f"SKU{n % 40}"], "summary": "很长的说明 " * 30,
            "lessons": [{"statement": f"第 {n} 条经验，预热要早"}]}, ensure_ascii=False) + "\n" for n in range(400)), "utf-8")
        (self.directory / "t.csv").write_text("user,campaign,channel,type,time,event_id\n" + "".join(
            f"u{rng.randrange(900)},C{rng.randrange(400)},短信,click,2024-05-{rng.randrange(1, 29):02} 10:00:{row % 60:02},e{row}\n"
            for row in range(30_000)), "utf-8")
        self.run("import", self.directory / "c.jsonl", self.directory / "t.csv")
        self.good = {path.relative_to(self.data): path.read_bytes() for path in self.data.rglob("*") if path.is_file()}
        self.export = self.exported()[1]

    def run(self, *arguments):
        done = subprocess.run([self.binary, "--data", str(self.data), *map(str, arguments)], capture_output=True, timeout=120)
        if done.returncode < 0:
            self.counts["crashed"] += 1
            kept = self.directory / f"crash-{self.counts['crashed']}"
            shutil.copytree(self.data, kept)
            print(f"signal {-done.returncode}: {arguments}: {done.stderr.decode(errors='replace')[-500:]} (kept: {kept})", file=sys.stderr)
        return done

    def exported(self):
        done = self.run("export", "-")
        return done.returncode, hashlib.sha256(done.stdout).hexdigest()

    def put_back(self):
        shutil.rmtree(self.data)
        for path, content in self.good.items():
            (self.data / path).parent.mkdir(parents=True, exist_ok=True)
            (self.data / path).write_bytes(content)

    def judge_archive(self, what):
        found = self.run("verify").returncode != 0
        code, digest = self.exported()
        if found:
            self.counts["found"] += 1
        if code != 0:
            self.counts["refused"] += 1
        elif digest == self.export:
            if not found:
                self.counts["harmless"] += 1
        elif not found:
            self.counts["silent"] += 1
            print("silent:", what, file=sys.stderr)
        self.put_back()

    def archive(self, flips, pages, cuts):
        file = self.data / "archive.db"
        whole = self.good[pathlib.Path("archive.db")]
        for _ in range(flips):
            at, bit = self.random.randrange(len(whole)), self.random.randrange(8)
            changed = bytearray(whole)
            changed[at] ^= 1 << bit
            file.write_bytes(changed)
            self.counts["flips"] += 1
            self.judge_archive(f"bit {bit} of byte {at}")
        for _ in range(pages):
            page = self.random.randrange(len(whole) // PAGE)
            file.write_bytes(whole[:page * PAGE] + bytes(PAGE) + whole[(page + 1) * PAGE:])
            self.counts["pages"] += 1
            self.judge_archive(f"page {page}")
        for _ in range(cuts):
            length = self.random.randrange(len(whole))
            file.write_bytes(whole[:length])
            self.counts["cuts"] += 1
            self.judge_archive(f"cut to {length}")

    def derived(self, flips):
        """After a flip in index or graph, `verify` finds it or the next catch-up rebuilds it, and the whole verifies."""
        files = [path for path in self.good if path.parts[0] in ("index", "graph") and self.good[path]]
        for _ in range(flips):
            path = self.random.choice(files)
            changed = bytearray(self.good[path])
            changed[self.random.randrange(len(changed))] ^= 1 << self.random.randrange(8)
            (self.data / path).write_bytes(changed)
            self.counts["derived"] += 1
            if self.run("verify").returncode != 0:
                self.counts["found"] += 1
                self.run("reindex")
                if self.run("verify").returncode != 0:
                    self.counts["not_rebuilt"] += 1
            else:
                self.counts["harmless"] += 1
            self.put_back()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("ALMANAC_BINARY", "build/release/almanac"))
    for name, value in (("flips", 500), ("pages", 100), ("cuts", 100), ("index", 300), ("seed", 1)):
        parser.add_argument("--" + name, type=int, default=value)
    asked = parser.parse_args()
    run = Run(os.path.abspath(asked.binary), asked.seed)
    run.archive(asked.flips, asked.pages, asked.cuts)
    run.derived(asked.index)
    if not run.counts["crashed"]:
        shutil.rmtree(run.directory, ignore_errors=True)
    print(" ".join(f"{name}={value}" for name, value in run.counts.items()))
    return 1 if run.counts["silent"] or run.counts["crashed"] or run.counts["not_rebuilt"] else 0


if __name__ == "__main__":
    sys.exit(main())
