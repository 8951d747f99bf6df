"""People's data from outside: pseudonyms, what is held on a person, erasure proved on the bytes of every file, retention."""
import json
import os
import pathlib
import unittest

from program import ProgramTest

PEOPLE, ERASED = 30, 20


def canary(person):
    return f"CANARY-{100 + person}"


class PrivacyTest(ProgramTest):
    def fill(self):
        everybody = range(PEOPLE)
        self.file("in/campaigns.jsonl", json.dumps({"code": "D11", "name": "双十一", "start": "2024-11-01", "end": "2024-11-11"}) + "\n")
        self.file("in/users.csv", "user,name,phone,tags\n" + "".join(
            f"{canary(p)},{canary(p)}-name,{canary(p)}-phone,vip;{canary(p)}-tag\n" for p in everybody))
        self.file("in/segments.jsonl", json.dumps({"segment": "沉睡会员", "name": "沉睡会员", "users": [canary(p) for p in everybody]}) + "\n")
        self.file("in/touchpoints.csv", "event_id,user,campaign,channel,type,time,device,region\n" + "".join(
            f"{canary(p)}-e{i},{canary(p)},D11,短信,click,2024-11-0{1 + i} 10:00:00,{canary(p)}-device,{canary(p)}-region\n"
            for p in everybody for i in range(5)) + "".join(
            f"{canary(p)}-bad,{canary(p)},D11,短信,click,{canary(p)}-no-time,,\n" for p in everybody))
        self.imported("--kind", "campaigns", self.directory / "in/campaigns.jsonl")
        self.imported("--kind", "users", self.directory / "in/users.csv")
        self.imported("--kind", "segments", self.directory / "in/segments.jsonl")
        self.imported("--kind", "touchpoints", self.directory / "in/touchpoints.csv", code=3)

    def traces(self, directory=None):
        """Where in the directory an erased person is named: "file: bytes"."""
        found = []
        for path in sorted(pathlib.Path(directory or self.data).rglob("*")):
            if not path.is_file():
                continue
            content = path.read_bytes()
            for person in range(ERASED):
                at = content.find(canary(person).encode())
                if at >= 0:
                    found.append(f"{path.name}: {content[at:at + 40]!r}")
        return found

    def counts(self):
        lines = [json.loads(line) for line in self.almanac("export", "-").out.splitlines()]
        kinds = {}
        for line in lines:
            kinds[line["record"]] = kinds.get(line["record"], 0) + 1
            if line["record"] == "segment":
                kinds["members"] = len(line["users"])
        return kinds

    def check_verified(self, data=None):
        result = self.almanac("verify", data=data)
        self.assertEqual(result.code, 0, result.out)

    def check_dropped_again(self):
        before = self.counts()
        users = self.imported("--kind", "users", self.directory / "in/users.csv")
        self.assertEqual(users["files"][0]["rows"], PEOPLE - ERASED)
        self.assertIn(f"{ERASED} rows are about people", " ".join(users["files"][0]["warnings"]))
        report = self.imported("--kind", "touchpoints", self.directory / "in/touchpoints.csv", code=3)
        self.assertEqual(report["files"][0]["created"], 0)
        self.imported("--kind", "segments", "--on-conflict", "skip", self.directory / "in/segments.jsonl")
        self.assertEqual(self.counts(), before)
        self.assertEqual(self.traces(), [])

    def test_of_erased_people_no_byte_is_left_and_every_count_stays(self):
        self.fill()
        older = self.directory / "older.almanac"
        self.assertEqual(self.almanac("backup", older).code, 0)
        (self.data / "backups").mkdir(exist_ok=True)
        self.assertEqual(self.almanac("backup", self.data / "backups" / "daily.almanac").code, 0)
        before = self.counts()
        self.assertGreater(len(self.traces()), 20)
        refused = self.almanac("erase-user", canary(0))
        self.assertEqual(refused.code, 1)
        self.assertIn("--yes", refused.err)
        for person in range(ERASED):
            result = self.almanac("erase-user", canary(person), "--yes")
            self.assertEqual(result.code, 0, result.err)
        self.assertEqual(self.traces(), [])
        self.assertEqual(self.counts(), before)
        self.check_verified()
        self.check_dropped_again()
        restored = self.directory / "restored"
        self.assertEqual(self.almanac("restore", older, data=restored).code, 0)
        self.assertEqual(self.traces(restored), [])
        self.assertEqual(self.almanac("reindex", data=restored).code, 0)
        self.check_verified(restored)
        self.assertEqual(os.stat(str(self.data) + ".privacy/key").st_mode & 0o777, 0o600)

    def test_a_running_server_erases_through_its_api(self):
        self.fill()
        before = self.counts()
        with self.server() as server:
            status, _, held = server.request("GET", f"/api/v1/users/{canary(3)}/export")
            self.assertEqual(status, 200)
            self.assertEqual(len(held["touchpoints"]), 5)
            self.assertTrue(held["touchpoints"][0]["origin"]["file"].endswith("touchpoints.csv"))
            self.assertEqual(held["memberships"], ["沉睡会员"])
            self.assertEqual(len(held["rejected_rows"]), 1)
            for person in range(ERASED - 1):
                status, _, report = server.request("DELETE", f"/api/v1/users/{canary(person)}", headers={"Idempotency-Key": f"e{person}"})
                self.assertEqual(status, 200, report)
                self.assertEqual(report["touchpoints"], 5)
            self.assertEqual(self.almanac("erase-user", canary(ERASED - 1), "--yes").code, 0)
            self.assertEqual(server.request("GET", f"/api/v1/users/{canary(0)}")[0], 404)
            self.assertEqual(server.request("DELETE", "/api/v1/users/nobody")[0], 404)
            self.assertEqual(self.traces(), [])
        self.assertEqual(self.traces(), [])
        self.assertEqual(self.counts(), before)
        self.check_verified()
        self.check_dropped_again()

    def test_everything_held_on_a_user_is_written_to_a_file(self):
        self.fill()
        out = self.directory / "held.json"
        self.assertEqual(self.almanac("export-user", canary(1), out).code, 0)
        held = json.loads(out.read_text())
        self.assertEqual(held["record"]["attributes"]["phone"] if "attributes" in held["record"] else held["record"]["phone"], f"{canary(1)}-phone")
        self.assertEqual(len(held["touchpoints"]), 5)
        self.assertEqual(len(held["versions"]), 1)
        self.assertEqual(self.almanac("export-user", "nobody", "-").code, 1)

    def test_pseudonyms_are_stored_in_place_of_ids_and_stay_the_same(self):
        self.file("campaigns.jsonl", json.dumps({"code": "D11", "name": "双十一", "start": "2024-11-01"}) + "\n")
        users = self.file("users.csv", "user,city\nCANARY-100,上海\nCANARY-101,北京\n")
        touchpoints = self.file("touchpoints.csv", "event_id,user,campaign,type,time\nCANARY-100-1,CANARY-100,D11,click,2024-11-01 10:00:00\n"
                                "2,CANARY-101,D11,click,never\n3,CANARY-102,NOTHING,click,2024-11-01 10:00:00\n")
        self.imported("--kind", "campaigns", self.directory / "campaigns.jsonl")
        self.imported("--pseudonymise", "--kind", "users", users)
        self.imported("--pseudonymise", "--kind", "touchpoints", touchpoints, code=3)
        self.assertEqual(self.traces(), [])
        lines = [json.loads(line) for line in self.almanac("export", "-").out.splitlines()]
        keys = sorted(line["user"] for line in lines if line["record"] == "user")
        self.assertEqual([len(key) for key in keys], [28, 28])
        touched = [line for line in lines if line["record"] == "touchpoint"]
        self.assertEqual(len(touched), 1)
        self.assertIn(touched[0]["user"], keys)
        again = self.imported("--pseudonymise", "--kind", "touchpoints", touchpoints, code=3)
        self.assertEqual(again["files"][0]["unchanged"], 1)
        self.assertEqual(self.almanac("erase-user", "CANARY-100", "--yes").code, 0)
        plain = self.imported("--kind", "users", users)
        self.assertEqual(plain["files"][0]["rows"], 1)

    def test_rules_of_retention_drop_what_is_old(self):
        self.file("campaigns.jsonl", json.dumps({"code": "D11", "name": "双十一", "start": "2020-11-01"}) + "\n")
        touchpoints = self.file("touchpoints.csv", "user,campaign,type,time\nold,D11,impression,2020-11-01 10:00:00\n"
                                "old,D11,purchase,2020-11-01 10:00:00\nnew,D11,impression,2099-11-01 10:00:00\n")
        self.imported("--kind", "campaigns", self.directory / "campaigns.jsonl")
        self.imported("--kind", "touchpoints", touchpoints)
        self.assertIn("no rules", self.almanac("retention", "--dry-run").out)
        (self.data / "retention.toml").write_text('[[touchpoints]]\nolder_than_days = 365\ntypes = ["impression"]\n')
        planned = self.almanac("--json", "retention", "--dry-run").json
        self.assertEqual(planned["touchpoints"], 1)
        self.assertEqual(self.counts()["touchpoint"], 3)
        self.assertEqual(self.almanac("--json", "retention").json["touchpoints"], 1)
        self.assertEqual(self.counts()["touchpoint"], 2)
        self.check_verified()
        (self.data / "retention.toml").write_text('[[touchpoints]]\nolder_than_days = "x"\n')
        bad = self.almanac("retention")
        self.assertEqual(bad.code, 1)
        self.assertIn("retention.toml, line", bad.err)


if __name__ == "__main__":
    unittest.main()
