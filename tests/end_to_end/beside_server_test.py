"""Commands beside a running server, and two owners of one directory."""
import unittest

from program import ProgramTest

CAMPAIGN = "code,name,start,end\nA,Alpha,2024-01-01,2024-01-31\n"


class BesideServer(ProgramTest):
    def test_import_goes_through_the_server_with_the_same_output(self):
        with self.server() as server:
            report = self.imported(self.file("c.csv", CAMPAIGN))
            self.assertEqual(report["files"][0]["created"], 1)
            self.assertEqual(server.get("/api/v1/search", q="Alpha", wait=1)["total"], 1)
            again = self.imported(self.file("c.csv", CAMPAIGN))
            self.assertEqual(again["files"][0]["unchanged"], 1)
            self.assertEqual(again["revision"], report["revision"])
            text = self.almanac("import", self.file("c.csv", CAMPAIGN)).out
            self.assertIn("1 unchanged", text)

    def test_search_and_show_read_beside_it(self):
        self.imported(self.file("c.csv", CAMPAIGN))
        with self.server():
            self.assertEqual(self.almanac("--json", "search", "Alpha").json["total"], 1)
            self.assertEqual(self.almanac("--json", "show", "A").json["name"], "Alpha")

    def test_reindex_and_tokens_go_through_it(self):
        self.imported(self.file("c.csv", CAMPAIGN))
        with self.server():
            self.assertEqual(self.almanac("reindex").code, 0)
            made = self.almanac("--json", "token", "create", "dashboard").json
            self.assertTrue(made["token"].startswith("alm_"))
            self.assertEqual([t["name"] for t in self.almanac("--json", "token", "list").json["items"]], ["dashboard"])
            self.assertEqual(self.almanac("token", "revoke", made["id"]).code, 0)

    def test_duplicates_are_listed_and_decided_with_and_without_it(self):
        rows = "code,name,start\nA,双十一大促,2024-11-01\nB,双十一大促,2024-11-01\nC,周年庆,2024-05-01\nD,周年庆,2024-05-01\n"
        self.imported(self.file("c.csv", rows))
        listed = self.almanac("--json", "duplicates").json["items"]
        self.assertEqual([(pair["a"], pair["b"]) for pair in listed], [("A", "B"), ("C", "D")])
        self.assertEqual(self.almanac("--json", "duplicates", "same", "B", "A").json["leader"], "B")
        with self.server():
            self.assertEqual(len(self.almanac("--json", "duplicates").json["items"]), 1)
            self.assertEqual(self.almanac("--json", "duplicates", "different", "D", "C").json["state"], "different")
            self.assertEqual(self.almanac("duplicates", "same", "A", "Z").code, 1)
        self.assertEqual(len(self.almanac("--json", "duplicates", "list", "--all").json["items"]), 2)
        self.assertEqual(self.almanac("duplicates", "same", "A").code, 2)

    def test_uncertain_values_are_confirmed_and_rejected(self):
        self.imported(self.file("复盘.md", "# 2024双十一大促复盘\n\n活动时间：2024-11-01至2024-11-11\n\nGMV约200万。\n"))
        waiting = self.almanac("--json", "unconfirmed").json["items"]
        gmv = next(value for value in waiting if value["field"] == "results")
        others = [value for value in waiting if value["id"] != gmv["id"]]
        with self.server():
            self.assertEqual(self.almanac("--json", "unconfirmed", "confirm", str(gmv["id"])).json["state"], "confirmed")
        for value in others:
            self.assertEqual(self.almanac("--json", "unconfirmed", "reject", str(value["id"])).json["state"], "dismissed")
        self.assertEqual(self.almanac("--json", "unconfirmed").json["items"], [])
        self.assertEqual(self.almanac("--json", "show", gmv["key"]).json["results"][0]["value"], 2000000)

    def test_a_second_server_is_refused_and_told_where_the_first_is(self):
        with self.server() as server:
            result = self.almanac("serve", "--listen", "127.0.0.1:0", timeout=20)
            self.assertEqual(result.code, 1)
            self.assertIn(server.url.split("//")[1], result.err)

    def test_a_taken_port_says_so(self):
        with self.server() as server:
            result = self.almanac("serve", "--listen", server.url.split("//")[1], data=self.directory / "other", timeout=20)
            self.assertEqual(result.code, 1)
            self.assertIn(server.url.split(":")[-1], result.err)

    def test_another_address_than_loopback_needs_a_token(self):
        result = self.almanac("serve", "--listen", "0.0.0.0:0", timeout=20)
        self.assertEqual(result.code, 1)
        self.assertIn("token create", result.err)

    def test_a_write_over_http_is_there_after_kill_9(self):
        import os
        import signal
        with self.server() as server:
            for number in range(20):
                status, _, body = server.request("PUT", f"/api/v1/campaigns/K{number}", {"name": f"kept {number}", "start": "2024-01-01"})
                self.assertIn(status, (200, 201), body)
            os.kill(server.process.pid, signal.SIGKILL)
            server.process.wait()
        with self.server() as server:
            for number in range(20):
                self.assertEqual(server.get(f"/api/v1/campaigns/K{number}")["name"], f"kept {number}")
            self.assertEqual(server.get("/api/v1/search", q="kept", kind="campaign", wait=1)["total"], 20)

    def test_an_upload_is_a_job_with_a_report_and_rejects(self):
        import time
        with self.server() as server:
            body = (CAMPAIGN + "B,Beta,2024-02-01,2023-01-01\n").encode()
            status, headers, job = server.request("POST", "/api/v1/imports?name=c.csv", body, {"Content-Type": "text/csv"})
            self.assertEqual(status, 202)
            for _ in range(200):
                job = server.get(f"/api/v1/imports/{job['id']}")
                if job["state"] in ("done", "failed"):
                    break
                time.sleep(0.05)
            self.assertEqual(job["state"], "done")
            self.assertEqual((job["report"]["files"][0]["created"], job["report"]["files"][0]["rejected"]), (1, 1))
            status, headers, rejects = server.request("GET", f"/api/v1/imports/{job['id']}/rejects")
            self.assertEqual(status, 200)
            self.assertIn("end", rejects.decode())


if __name__ == "__main__":
    unittest.main()
