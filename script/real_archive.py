"""A set of public data in an archive of its own and a server to ask, for check_real_data, check_questions and check_queries; and what they
read the original files with: Python's own csv and json, no code of ours."""
import contextlib
import csv
import glob
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = os.environ.get("ALMANAC_BINARY", str(ROOT / "build/release/almanac"))
failures = 0  # checks that differed


def check(what, got, expected):
    global failures
    same = got == expected
    failures += not same
    shown = str(got) if len(str(got)) < 90 else str(got)[:87] + "..."
    print(f"  {'ok  ' if same else 'FAIL'} {what}: {shown}" + ("" if same else f"   expected {str(expected)[:400]}"), flush=True)


def table(folder, pattern):
    for path in sorted(glob.glob(str(folder / pattern))):
        with open(path, encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def lines(folder, pattern):
    for path in sorted(glob.glob(str(folder / pattern))):
        with open(path, encoding="utf-8") as file:
            for line in file:
                try:
                    yield json.loads(line)
                except ValueError:
                    pass  # a last line that is cut off


class Archive:
    """One data directory, one set imported into it, and a server to ask."""

    def __init__(self, mapping, folder):
        self.directory = tempfile.mkdtemp(prefix="almanac-check-")
        self.mapping = str(ROOT / "samples/mappings" / (mapping + ".toml"))
        self.folder = str(folder)

    def __enter__(self):
        self.report = self.run_import()
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.directory, ignore_errors=True)

    def run_import(self):
        began = time.time()
        done = subprocess.run([BINARY, "--data", self.directory + "/data", "--json", "import", "--map", self.mapping, self.folder],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if done.returncode not in (0, 3):
            sys.exit(f"the import failed with {done.returncode}: {done.stdout.decode()[:2000]}")
        report = json.loads(done.stdout)
        for file in report["files"]:
            total = file["created"] + file["updated"] + file["unchanged"] + file["rejected"]
            check(f"{pathlib.Path(file['path']).name} as {file['kind']}: rows add up", total, file["rows"])
        print(f"       {time.time() - began:.1f} s")
        return report

    def rows(self, kind, ending=""):
        return sum(f["rows"] for f in self.report["files"] if f["kind"] == kind and ending in pathlib.Path(f["path"]).name)

    def rejected(self, kind):
        return sum(f["rejected"] for f in self.report["files"] if f["kind"] == kind)

    def check_again(self):
        again = self.run_import()
        check("again: revision does not move", again["revision"], self.report["revision"])
        check("again: nothing created or updated", sum(f["created"] + f["updated"] for f in again["files"]), 0)

    @contextlib.contextmanager
    def server(self):
        process = subprocess.Popen([BINARY, "--data", self.directory + "/data", "--json", "serve", "--listen", "127.0.0.1:0"],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            self.url = json.loads(process.stdout.readline())["url"]
            for _ in range(600):
                with contextlib.suppress(OSError):
                    with urllib.request.urlopen(self.url + "/readyz", timeout=5):
                        break
                time.sleep(0.1)
            yield self
        finally:
            process.terminate()
            process.wait(30)

    def get(self, path, **parameters):
        target = self.url + "/api/v1/" + path + ("?" + urllib.parse.urlencode(parameters, doseq=True) if parameters else "")
        with urllib.request.urlopen(target, timeout=300) as answer:
            return json.load(answer)

    def query(self, statement, **parameters):
        """Rows of a statement of the query language, asked as Neo4j's clients do."""
        body = json.dumps({"statement": statement, "parameters": parameters}).encode()
        request = urllib.request.Request(self.url + "/db/almanac/query/v2", body, {"Content-Type": "application/json", "Accept": "application/json"})
        with urllib.request.urlopen(request, timeout=300) as answer:
            answered = json.load(answer)
        if answered.get("errors"):
            sys.exit(f"{statement}\n{answered['errors']}")
        return answered["data"]["values"]

    def all(self, path, **parameters):
        """Every item of a list, page by page."""
        cursor = None
        while True:
            page = self.get(path, **parameters, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page.get("next_cursor")
            if not cursor:
                return

    def touchpoints(self, **parameters):
        return list(self.all("touchpoints", limit=1000, **parameters))

    def campaign(self, code):
        return self.get("campaigns/" + urllib.parse.quote(code, safe=""))


def require_program():
    if not os.access(BINARY, os.X_OK):
        sys.exit(f"{BINARY} is not there; build it with script/build, or set ALMANAC_BINARY")
