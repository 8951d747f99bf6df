"""kill -9 in the middle of an import: nothing half-visible, and the same command resumes it."""
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import time
import unittest

from program import BINARY, ProgramTest


def touchpoints(rows):
    rng = random.Random(11)
    lines = ["user,campaign,channel,product,type,time,value"]
    for row in range(rows):
        lines.append(f"u{rng.randrange(5000)},C{rng.randrange(40)},ch{rng.randrange(8)},P{rng.randrange(300)},"
                     f"{rng.choice(['send', 'click', 'purchase'])},2024-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02} "
                     f"{rng.randrange(24):02}:{rng.randrange(60):02}:{row % 60:02},{rng.randrange(1000)}.{rng.randrange(100):02}")
    return "\n".join(lines) + "\n"


CAMPAIGNS = "code,name,start\n" + "".join(f"C{n},Campaign {n},2024-01-01\n" for n in range(40))
ROWS = 400_000
KILLS = 50


class Durability(ProgramTest):
    def answers(self):
        """What the archive says, without anything that depends on how often the import was begun."""
        with self.server() as server:
            summary = [server.get("/api/v1/archive")["counts"]]
            for number in (0, 7, 39):
                summary.append(server.get("/api/v1/graph/node", id=f"campaign:C{number}")["counts"])
                summary.append(server.get("/api/v1/graph/neighbors", node=f"campaign:C{number}", kind="user", limit=100))
            return json.dumps(summary, sort_keys=True)

    def test_a_killed_import_is_resumed_and_ends_like_an_undisturbed_one(self):
        self.file("files/c.csv", CAMPAIGNS)
        self.file("files/t.csv", touchpoints(ROWS))
        undisturbed = self.directory / "undisturbed"
        done = self.almanac("--json", "import", self.directory / "files", data=undisturbed)
        self.assertEqual(done.code, 0, done.err)
        self.data, expected_data = undisturbed, self.data
        expected = self.answers()
        self.data = expected_data

        expected_export = self.export(undisturbed)
        rng = random.Random(5)
        kills = finished = 0
        while kills < KILLS:
            process = subprocess.Popen([BINARY, "--data", str(self.data), "--json", "import", str(self.directory / "files")],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(rng.uniform(0.01, 0.7))
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                kills += 1
            elif process.returncode == 0:  # resumed to its end: once more from nothing
                finished += 1
                self.assertEqual(self.export(self.data), expected_export)
                shutil.rmtree(self.data)
            process.wait()
        final = self.almanac("--json", "import", self.directory / "files")
        self.assertEqual(final.code, 0, final.err)
        self.assertEqual(self.export(self.data), expected_export)
        self.assertEqual(self.answers(), expected)

    def export(self, data):
        """A hash of the archive's content; the order of the lines depends on keys alone."""
        target = self.directory / "export.jsonl"
        done = self.almanac("export", target, data=data)
        self.assertEqual(done.code, 0, done.err)
        return hashlib.sha256(target.read_bytes()).hexdigest()

    def test_a_damaged_foreign_or_newer_archive_is_refused_with_what_to_do(self):
        self.imported(self.file("c.csv", CAMPAIGNS))
        database = self.data / "archive.db"
        good = database.read_bytes()
        for name, damage, word in (("newer", lambda b: b[:60] + (99).to_bytes(4, "big") + b[64:], "newer"),
                                   ("foreign", lambda b: b"not a database" + b[14:], "not an Almanac archive"),
                                   ("truncated", lambda b: b[: len(b) // 2], "restore")):
            with self.subTest(name):
                database.write_bytes(damage(good))
                result = self.almanac("search", "Campaign")
                shown = self.almanac("--json", "show", "C39")
                text = result.err + shown.err
                self.assertEqual(1, max(result.code, shown.code), text)
                self.assertIn(word, text)
        database.write_bytes(good)
        self.assertEqual(self.almanac("show", "C39").code, 0)

    def test_damaged_derived_files_are_rebuilt(self):
        self.imported(self.file("c.csv", CAMPAIGNS), self.file("t.csv", touchpoints(2000)))
        before = self.answers()
        for path in list((self.data / "graph").iterdir()) + [p for p in (self.data / "index").rglob("*") if p.is_file()]:
            raw = bytearray(path.read_bytes())
            for offset in range(0, len(raw), max(1, len(raw) // 50)):
                raw[offset] ^= 0x5A
            path.write_bytes(bytes(raw))
        self.assertEqual(self.answers(), before)
        shutil.rmtree(self.data / "graph")
        shutil.rmtree(self.data / "index")
        self.assertEqual(self.answers(), before)


if __name__ == "__main__":
    unittest.main()
