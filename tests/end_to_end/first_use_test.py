"""What a newcomer does first: import, search, show, plan, serve."""
import json
import unittest

from program import ProgramTest

CAMPAIGNS = """活动代码,活动名称,节点,开始时间,结束时间,状态,预算（万）,渠道,活动目标,经验教训
D11-2024,双十一大促,双十一,2024-11-01,2024-11-11,finished,50,公众号;短信,GMV 200万,1、预热要早
SPRING-2025,春节团圆季,春节,2025-01-15,2025-02-05,finished,30,短信,拉新5000人，GMV 80万,短信晚上八点点击最高
"""
TOUCHPOINTS = """用户,活动代码,渠道,商品,事件,时间,金额
u1,D11-2024,短信,SKU1,click,2024-11-02 10:00:00,
u1,D11-2024,短信,SKU1,purchase,2024-11-02 10:05:00,199.00
u2,D11-2024,公众号,SKU2,click,2024-11-03 09:00:00,
u2,,,SKU1,purchase,2024-12-01 09:00:00,35.50
"""


class FirstUse(ProgramTest):
    def setUp(self):
        super().setUp()
        self.folder = self.directory / "files"
        self.file("files/活动.csv", CAMPAIGNS)
        self.file("files/触点.csv", TOUCHPOINTS)

    def test_a_folder_goes_in_and_is_found_again(self):
        report = self.imported(self.folder)
        counts = {(f["kind"], f["rows"], f["created"], f["rejected"]) for f in report["files"]}
        self.assertEqual(counts, {("campaigns", 2, 2, 0), ("touchpoints", 4, 4, 0)})
        hits = self.almanac("--json", "search", "团圆").json["hits"]
        self.assertEqual([h["id"] for h in hits if h["kind"] == "campaign"], ["campaign:SPRING-2025"])
        record = self.almanac("--json", "show", "D11-2024").json
        self.assertEqual(record["budget"], 500000)
        self.assertEqual(sorted(record["channels"]), ["公众号", "短信"])
        self.assertEqual(record["goals"][0]["metric"], "gmv")
        self.assertEqual(record["goals"][0]["target"], 2000000)
        self.assertEqual(record["lessons"][0]["statement"], "预热要早")

    def test_the_same_files_again_change_nothing_and_say_so(self):
        first = self.imported(self.folder)
        second = self.imported(self.folder)
        self.assertEqual(second["revision"], first["revision"])
        for file in second["files"]:
            self.assertEqual((file["created"], file["updated"], file["rejected"]), (0, 0, 0), file)
            self.assertEqual(file["unchanged"], file["rows"])

    def test_a_dry_run_stores_nothing(self):
        report = self.imported("--dry-run", self.folder)
        self.assertEqual(sum(f["created"] for f in report["files"]), 6)
        self.assertNotEqual(self.almanac("show", "D11-2024").code, 0)

    def test_a_changed_file_updates_and_keeps_the_history(self):
        self.imported(self.folder)
        self.file("files/活动.csv", CAMPAIGNS.replace(",50,", ",60,"))
        report = self.imported(self.folder / "活动.csv")
        self.assertEqual((report["files"][0]["updated"], report["files"][0]["unchanged"]), (1, 1))
        record = self.almanac("--json", "show", "D11-2024").json
        self.assertEqual((record["budget"], record["version"]), (600000, 2))

    def test_rejected_rows_are_kept_with_row_column_value_and_reason_and_the_exit_code_is_3(self):
        self.imported(self.folder)
        bad = self.file("more.csv", TOUCHPOINTS + "u3,D11-2025,短信,SKU1,click,2024-11-02 10:00:00,\nu3,D11-2024,短信,SKU1,click,gestern,\n")
        rejects = self.directory / "rejects.csv"
        report = self.imported("--rejects", rejects, bad, code=3)
        file = report["files"][0]
        self.assertEqual((file["rows"], file["unchanged"], file["rejected"]), (6, 4, 2))
        first, second = file["rejects"]
        self.assertEqual((first["row"], first["value"]), (6, "D11-2025"))
        self.assertIn("D11-2024", first["reason"])
        self.assertEqual((second["row"], second["value"]), (7, "gestern"))
        self.assertEqual(len(rejects.read_text(encoding="utf-8-sig").strip().splitlines()), 3)

    def test_a_plan_is_drafted_and_cites_its_campaigns(self):
        self.imported(self.folder)
        markdown = self.almanac("plan", "--template", "campaign-brief", "-c", "D11-2024", "--in", "zh").out
        self.assertIn("D11-2024", markdown)
        self.assertIn("预热要早", markdown)
        target = self.directory / "plan.docx"
        self.assertEqual(self.almanac("plan", "-c", "D11-2024", "--format", "docx", "-o", target).code, 0)
        self.assertEqual(target.read_bytes()[:2], b"PK")

    def test_the_program_speaks_both_languages(self):
        self.assertIn("import", self.almanac("--help").out)
        self.assertIn("导入", self.almanac("--help", language="zh").out)
        self.assertIn("没有命令", self.almanac("serach", "x", language="zh").err)
        self.assertIn("档案", self.almanac("search", "x", language="zh").err)

    def test_wrong_usage_is_exit_code_2_and_names_the_nearest(self):
        result = self.almanac("serach", "x")
        self.assertEqual(result.code, 2)
        self.assertIn("search", result.err)
        result = self.almanac("import", "--kindd", "users", "x.csv")
        self.assertEqual(result.code, 2)
        self.assertIn("--kind", result.err)
        self.assertEqual(self.almanac("import").code, 2)
        self.assertEqual(self.almanac("import", "--kind", "planets", "x").code, 2)

    def test_reindex_brings_back_what_is_derived(self):
        import shutil
        self.imported(self.folder)
        before = self.almanac("--json", "search", "双十一").json
        shutil.rmtree(self.data / "index")
        shutil.rmtree(self.data / "graph")
        self.assertEqual(self.almanac("search", "双十一").code, 1)
        self.assertEqual(self.almanac("reindex").code, 0)
        self.assertEqual(self.almanac("--json", "search", "双十一").json, before)

    def test_from_search_to_campaign_to_channel_to_user_over_http(self):
        self.imported(self.folder)
        with self.server() as server:
            answer = server.get("/api/v1/search", q="双十一", kind="campaign", facets="channel,year,status")
            self.assertEqual(answer["hits"][0]["id"], "campaign:D11-2024")
            self.assertIn({"value": "短信", "count": 1}, answer["facets"]["channel"])
            node = server.get("/api/v1/graph/node", id="campaign:D11-2024")
            counts = {(c["relationship"], c["direction"], c["kind"]): c["count"] for c in node["counts"]}
            self.assertEqual(counts[("USED", "out", "channel")], 2)
            self.assertEqual(counts[("TOUCHED", "in", "user")], 2)
            near = server.get("/api/v1/graph/neighbors", node="campaign:D11-2024", kind="user")
            self.assertEqual({n["node"]["id"] for n in near["neighbors"]}, {"user:u1", "user:u2"})
            paths = server.get("/api/v1/graph/paths", **{"from": "user:u1", "to": "user:u2"})["paths"]
            self.assertGreaterEqual(paths[0]["length"], 2)
            for step in paths[0]["steps"]:
                self.assertIn("evidence", step)
            bought = server.get("/api/v1/touchpoints", user="u1", type="purchase")
            self.assertEqual(len(bought["items"]), 1)


if __name__ == "__main__":
    unittest.main()
