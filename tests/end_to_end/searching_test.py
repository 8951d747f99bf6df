"""What searching is given and keeps, through the real program: synonyms, saved searches, lists of searches; and that an answer is right
right after a write, while the index is written, killed, damaged or gone."""
import csv
import io
import json
import os
import random
import shutil
import signal
import subprocess
import threading
import time
import unittest

from program import BINARY, ProgramTest

CAMPAIGNS = "code,name,start,channels\nA,星愿计划活动,2024-01-01,短信\nB,会员日,2024-02-01,公众号\nC,双十一,2023-11-01,短信\n"


class Searching(ProgramTest):
    def codes(self, *words):
        return [hit["code"] for hit in self.almanac("--json", "search", "-f", "kind=campaign", *words).json["hits"]]

    def test_a_teams_synonyms_with_and_without_a_server(self):
        self.imported(self.file("c.csv", CAMPAIGNS))
        self.assertEqual(self.codes("光合行动"), [])
        added = self.almanac("--json", "synonyms", "add", "星愿计划", "光合行动")
        self.assertEqual(added.json["words"], ["星愿计划", "光合行动"], added.err)
        self.assertEqual(self.codes("光合行動"), ["A"])
        refused = self.almanac("synonyms", "add", "单独")
        self.assertEqual(refused.code, 1)
        self.assertIn("two words", refused.err)
        with self.server() as server:
            self.assertEqual(self.almanac("--json", "synonyms", "add", "会员日", "云朵节").json["words"], ["会员日", "云朵节"])
            self.assertEqual(server.get("/api/v1/search", q="云朵节", kind="campaign", wait=1)["total"], 1)
            self.assertEqual(self.codes("云朵节"), ["B"])
            self.assertEqual(self.almanac("synonyms").out, "会员日 = 云朵节\n星愿计划 = 光合行动\n")
            self.assertIn("\n双十一 = ", self.almanac("synonyms", "--all").out)
            self.assertEqual(self.almanac("synonyms", "remove", "云朵节").code, 0)
            self.assertEqual(server.get("/api/v1/search", q="云朵节", kind="campaign", wait=1)["total"], 0)
            text = self.file("more.txt", "# ours\n云朵节 ＝ 会员日\nKOC = 素人\n")
            self.assertEqual(self.almanac("--json", "synonyms", "import", text).json["total"], 3)
        wrong = self.almanac("synonyms", "import", self.file("wrong.txt", "a = b\n\nlonely\n"))
        self.assertEqual(wrong.code, 1)
        self.assertIn("line 3", wrong.err)
        exported = self.almanac("synonyms", "export").out
        self.assertEqual(exported, "KOC = 素人\n云朵节 = 会员日\n星愿计划 = 光合行动\n")
        self.assertEqual(self.almanac("--json", "synonyms", "import", "--replace", self.file("back.txt", exported)).json["total"], 3)
        self.assertEqual(self.almanac("synonyms", "export").out, exported)
        self.assertIn("double 11", self.almanac("synonyms", "show", "11.11").out)
        self.assertEqual(self.almanac("synonyms", "show", "没有这个词").code, 1)
        self.assertIn("synonyms", {entry["action"] for entry in self.almanac("--json", "audit").json["items"]})

    def test_fixed_words_are_said_in_the_callers_language_on_the_terminal_and_kept_in_json(self):
        self.imported(self.file("c.csv", "code,name,start,status,channels\nA,星愿计划,2024-01-01,finished,短信\n"))
        self.almanac("synonyms", "add", "星愿计划", "光合行动")
        chinese, english = (self.almanac("search", "-f", "kind=campaign", language=language).out for language in ("zh", "en"))
        self.assertIn("已结束", chinese)
        self.assertNotIn("finished", chinese)
        self.assertIn("finished", english)
        self.assertIn("自有", self.almanac("search", "-f", "kind=channel", language="zh").out)
        for query in ("产品:X", "商品:X", "product:X"):
            self.assertEqual(self.codes(query), [])
        audit = self.almanac("audit", language="zh").out
        self.assertIn("导入", audit)
        self.assertIn("同义词", audit)
        self.assertNotIn("synonyms", audit)
        self.assertIn("synonyms", self.almanac("audit", language="en").out)
        self.assertEqual(self.almanac("--json", "search", "-f", "kind=campaign", language="zh").json["hits"][0]["fields"]["status"], "finished")

    def test_a_saved_search_tells_what_is_new_with_and_without_a_server(self):
        self.imported(self.file("c.csv", CAMPAIGNS))
        self.assertEqual(self.almanac("saved", "save", "短信", "-f", "channel=短信", "-f", "kind=campaign", "--title", "短信活动").code, 0)
        first = self.almanac("--json", "saved", "run", "短信", "--seen").json
        self.assertEqual(first["total"], 2)
        self.assertNotIn("new", first)
        self.imported(self.file("d.csv", "code,name,start,channels\nD,周年庆,2024-05-01,短信\n"))
        self.assertEqual(self.almanac("--json", "saved", "run", "短信").json["new"], ["campaign:D"])
        with self.server() as server:
            status, _, answer = server.request("POST", "/api/v1/searches/%E7%9F%AD%E4%BF%A1/run?seen=1", {})
            self.assertEqual((status, answer["new"], answer["gone"]), (200, ["campaign:D"], []))
            self.assertEqual(server.request("DELETE", "/api/v1/campaigns/A")[0], 200)
            shown = self.almanac("--json", "saved", "run", "短信").json
            self.assertEqual((shown["new"], shown["gone"]), ([], ["campaign:A"]))
            self.assertIn("- campaign:A", self.almanac("saved", "run", "短信").out)
            self.assertEqual(server.get("/api/v1/searches")["items"][0]["title"], "短信活动")
            self.assertEqual(self.almanac("saved", "remove", "短信").code, 0)
        self.assertEqual(self.almanac("--json", "saved").json["items"], [])
        self.assertEqual(self.almanac("saved", "run", "短信").code, 1)
        self.assertEqual(self.almanac("saved", "save", "x", "-f", "colour=red").code, 1)
        self.assertEqual(self.almanac("saved", "run").code, 2)

    def test_undoing_an_import_takes_its_synonyms_and_saved_searches_back_with_and_without_a_server(self):
        self.imported(self.file("c.csv", CAMPAIGNS))
        self.almanac("synonyms", "add", "会员日", "云朵节")
        lines = self.file("s.jsonl", '{"record":"synonym","words":["云朵节","积分日"]}\n{"record":"synonym","words":["星愿计划","光合行动"]}\n'
                          '{"record":"saved_search","name":"大促","parameters":{"q":"双十一"}}\n')
        done = self.almanac("--json", "import", lines).json
        after = self.almanac("synonyms").out
        self.assertEqual(after, "会员日 = 云朵节 = 积分日\n星愿计划 = 光合行动\n")
        self.assertEqual(self.codes("光合行动"), ["A"])
        tried = self.almanac("undo", "--dry-run", str(done["import_id"]))
        self.assertIn("synonyms: 2 groups, saved searches: 1", tried.out)
        self.assertEqual(self.almanac("synonyms").out, after)
        undone = self.almanac("--json", "undo", str(done["import_id"])).json
        self.assertEqual((undone["synonyms"], undone["saved_searches"], undone["kept_count"]), (2, 1, 0))
        self.assertEqual(self.almanac("synonyms").out, "会员日 = 云朵节\n")
        self.assertEqual(self.codes("光合行动"), [])
        self.assertEqual(self.almanac("--json", "saved").json["items"], [])
        with self.server() as server:
            back = self.almanac("--json", "undo", str(undone["import_id"])).json
            self.assertEqual((back["synonyms"], back["saved_searches"]), (2, 1))
            self.assertEqual(self.almanac("synonyms").out, after)
            self.assertEqual(server.get("/api/v1/search", q="光合行动", kind="campaign", wait=1)["total"], 1)
            self.assertEqual(self.almanac("saved", "run", "大促").code, 0)

    def test_synonyms_and_saved_searches_come_through_export_import_and_backup_unchanged(self):
        self.imported(self.file("c.csv", CAMPAIGNS))
        self.almanac("synonyms", "import", self.file("s.txt", "光合行动 = 星愿计划\nKOC = 达人 = 素人\n"))
        self.almanac("saved", "save", "大促/年", "双十一", "-f", "year=2023", "-f", "year=2024", "--title", "大促")
        self.almanac("saved", "save", "a", "x")
        exported = self.almanac("export", "-").out
        self.assertEqual(sum(json.loads(line)["record"] in ("synonym", "saved_search") for line in exported.splitlines()), 4)
        other = self.directory / "other"
        report = self.almanac("--json", "import", self.file("all.jsonl", exported), data=other)
        self.assertEqual(report.code, 0, report.err)
        self.assertEqual({file["kind"]: file["created"] for file in report.json["files"]}["synonyms"], 2)
        self.assertEqual(self.almanac("export", "-", data=other).out, exported)
        again = self.almanac("--json", "import", self.directory / "all.jsonl", data=other).json
        self.assertEqual(again["revision"], report.json["revision"])
        self.assertEqual(self.almanac("--json", "search", "光合行动", data=other).json["total"], self.almanac("--json", "search", "光合行动").json["total"])
        self.assertEqual(self.almanac("backup", self.directory / "b.almanac").code, 0)
        self.assertEqual(self.almanac("restore", self.directory / "b.almanac", data=self.directory / "restored").code, 0)
        self.assertEqual(self.almanac("export", "-", data=self.directory / "restored").out, exported)
        tables = self.directory / "tables.zip"
        self.assertEqual(self.almanac("export", tables).code, 0)

    def test_a_list_of_searches_by_the_program_and_as_a_job_gives_the_same(self):
        self.imported(self.file("c.csv", CAMPAIGNS))
        queries = self.file("q.txt", "星愿计划\n会员日\n没有这个\n")
        lines = [json.loads(line) for line in self.almanac("search", "--batch", queries, "--as", "jsonl", "--limit", "3").out.splitlines()]
        self.assertEqual([line["q"] for line in lines], ["星愿计划", "会员日", "没有这个"])
        rows = list(csv.DictReader(io.StringIO(self.almanac("search", "--batch", queries).out.lstrip("\ufeff"))))
        self.assertEqual(rows[0]["code"], lines[0]["hits"][0]["code"])
        table = self.file("q.csv", "q,kind\n星愿计划,campaign\n")
        self.assertEqual(self.almanac("--json", "search", "--batch", table).json["items"][0]["total"], 1)
        wrong = self.almanac("search", "--batch", self.file("w.csv", "q,colour\nx,red\n"))
        self.assertEqual(wrong.code, 1)
        self.assertIn("search 1", wrong.err)
        with self.server() as server:
            status, _, job = server.request("POST", "/api/v1/searches/batch?limit=3&wait=1", [line["q"] for line in lines])
            self.assertEqual(status, 202)
            while server.get(f"/api/v1/searches/batch/{job['id']}")["state"] in ("queued", "running"):
                time.sleep(0.01)
            self.assertEqual(server.get(job["results"])["items"], lines)

    def test_a_list_of_searches_that_a_kill_cut_off_is_asked_again(self):
        self.imported(self.file("c.csv", CAMPAIGNS))
        process = subprocess.Popen([BINARY, "--data", str(self.data), "--json", "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        from program import Server
        server = Server(json.loads(process.stdout.readline())["url"], process)
        server.wait_until_ready()
        _, _, job = server.request("POST", "/api/v1/searches/batch", [f"会员日 {n}" for n in range(10_000)])
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        with self.server() as server:
            until = time.monotonic() + 60
            while time.monotonic() < until and server.get(f"/api/v1/searches/batch/{job['id']}")["state"] != "done":
                time.sleep(0.05)
            self.assertEqual(len(server.get(job["results"])["items"]), 10_000)


class AlwaysRight(ProgramTest):
    def put(self, server, code, name):
        status, _, body = server.request("PUT", f"/api/v1/campaigns/{code}", {"name": name, "start": "2024-05-01",
                                                                              "lessons": [{"statement": f"{code} 的经验"}]})
        self.assertIn(status, (200, 201), body)

    def everything(self, data=None):
        """Ids, order and scores of several searches, page by page."""
        answers = []
        for words in (["断电"], ["经验", "-f", "kind=lesson"], ["promo*"], ["C1", "OR", "C22"], []):
            cursor, pages = "", []
            while True:
                more = ["--cursor", cursor] if cursor else []
                page = self.almanac("--json", "search", "--limit", "50", *words, *more, data=data).json
                pages += [(hit["id"], hit["score"]) for hit in page["hits"]]
                cursor = page.get("next_cursor", "")
                if not cursor:
                    break
            answers.append((page["total"], pages))
        return answers

    def test_a_search_right_after_a_write_sees_it_and_readers_never_fail_while_the_writer_commits(self):
        commits, problems, searches = 200, [], [0] * 8
        with self.server() as server:
            self.put(server, "C0", "断电测试 0")
            stop = threading.Event()
            written = [1]

            def read(number):
                last = 0
                while not stop.is_set():
                    least = written[0]
                    status, _, body = server.request("GET", "/api/v1/search?q=%E6%96%AD%E7%94%B5&kind=campaign&facets=year&limit=5")
                    # Acknowledged writes may not be there yet, but a revision never goes back, and totals are those of one.
                    if status != 200 or body["revision"] < last or sum(year["count"] for year in body["facets"]["year"]) != body["total"]:
                        problems.append((status, body))
                        return
                    status, _, body = server.request("GET", "/api/v1/search?q=%E6%96%AD%E7%94%B5&kind=campaign&limit=1&wait=1")
                    if status != 200 or body["total"] < least:
                        problems.append((status, least, body))
                        return
                    last = body["revision"]
                    searches[number] += 1

            readers = [threading.Thread(target=read, args=(number,)) for number in range(8)]
            for reader in readers:
                reader.start()
            for number in range(1, commits):
                self.put(server, f"C{number}", f"断电测试 {number}")
                written[0] = number + 1
                if number % 10 == 0:
                    found = server.get("/api/v1/search", q=f"C{number}", kind="campaign", wait=1, limit=1)
                    self.assertEqual(found["hits"][0]["code"], f"C{number}")
            stop.set()
            for reader in readers:
                reader.join()
        self.assertEqual(problems[:1], [])
        self.assertGreater(min(searches), 5)

    def test_an_index_that_caught_up_and_was_killed_meanwhile_answers_as_one_built_anew(self):
        rng = random.Random(7)
        names = ["断电测试", "promotion test", "会员日 promo", "双十一"]
        kills = 0
        for round_ in range(6):
            rows = "code,name,start\n" + "".join(f"C{rng.randrange(400)},{rng.choice(names)} {rng.randrange(50)},2024-0{rng.randrange(1, 10)}-01\n"
                                                 for _ in range(150))
            unique = {line.split(",")[0]: line for line in rows.splitlines()}
            self.file("c.csv", "\n".join(unique.values()) + "\n")
            for command in (["import", str(self.directory / "c.csv")], ["reindex"]):
                process = subprocess.Popen([BINARY, "--data", str(self.data), *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(rng.uniform(0.0, 0.12))
                if process.poll() is None:
                    os.kill(process.pid, signal.SIGKILL)
                    kills += 1
                process.wait()
            self.imported(self.directory / "c.csv")
        caught_up = self.everything()
        self.assertGreater(caught_up[-1][0], 200)
        self.assertEqual(self.almanac("--json", "verify").json["differences"], [])
        self.assertEqual(self.almanac("reindex").code, 0)
        self.assertEqual(self.everything(), caught_up)
        shutil.rmtree(self.data / "index")
        self.assertEqual(self.almanac("reindex").code, 0)
        self.assertEqual(self.everything(), caught_up)
        self.assertGreater(kills, 0)

    def test_a_missing_or_damaged_index_is_reported_or_rebuilt_and_the_archive_is_read_meanwhile(self):
        self.imported(self.file("c.csv", CAMPAIGNS))
        before = self.almanac("--json", "search", "会员日").json["hits"]
        shutil.rmtree(self.data / "index")
        missing = self.almanac("search", "会员日")
        self.assertEqual(missing.code, 1)
        self.assertIn("almanac reindex", missing.err)
        self.assertEqual(self.almanac("show", "B").code, 0)
        self.assertEqual(self.almanac("reindex").code, 0)
        self.assertEqual(self.almanac("--json", "search", "会员日").json["hits"], before)
        # Damaged under a running server: what it answers is right or a clear 503, and the next write mends it.
        with self.server() as server:
            for path in (self.data / "index").rglob("*.glass"):
                with open(path, "r+b") as file:
                    size = path.stat().st_size
                    for offset in range(0, size, 64):
                        file.seek(offset)
                        file.write(b"\x5a" * 32)
            for _ in range(5):
                status, _, body = server.request("GET", "/api/v1/search?q=%E4%BC%9A%E5%91%98%E6%97%A5")
                self.assertIn(status, (200, 503), body)
                self.assertEqual(server.get("/api/v1/campaigns/B")["name"], "会员日")
            self.put(server, "E", "会员日二")
            until = time.monotonic() + 20
            while True:
                status, _, body = server.request("GET", "/api/v1/search?q=%E4%BC%9A%E5%91%98%E6%97%A5&kind=campaign&match=all&wait=1")
                if status == 200 and body["total"] == 2:
                    break
                self.assertIn(status, (200, 503), body)
                self.assertLess(time.monotonic(), until, body)
                time.sleep(0.1)
        self.assertEqual(self.almanac("--json", "verify").json["differences"], [])


if __name__ == "__main__":
    unittest.main()
