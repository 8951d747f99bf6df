"""Every bad input that the documents promise a clear message for. The archive is unchanged, or changed exactly as reported."""
import unittest

from program import ProgramTest

CAMPAIGN = "code,name,start,end\nA,Alpha,2024-01-01,2024-01-31\n"
HEADER = "user,campaign,channel,product,type,time,value\n"


class BadInput(ProgramTest):
    def refused(self, name, content, *arguments):
        """The one file of the report, which must be refused whole, by name and reason; nothing is stored."""
        result = self.almanac("--json", "import", *arguments, self.file(name, content))
        self.assertIn(result.code, (1, 3), result.out + result.err)
        if self.data.exists():
            self.assertEqual(self.almanac("show", "A").code, 1)
        return result.out + result.err

    def test_an_unknown_kind_of_file(self):
        self.assertIn("json", self.refused("notes.bin", b"\x00\x01\x02\x03" * 50).lower())

    def test_an_empty_file(self):
        self.assertIn("empty", self.refused("empty.csv", "").lower())

    def test_a_header_without_rows(self):
        result = self.almanac("--json", "import", self.file("header.csv", "code,name,start,end\n"))
        self.assertIn(result.code, (0, 3))
        self.assertIn("row", (result.out + result.err).lower())

    def test_a_missing_required_column(self):
        self.assertIn("name", self.refused("noname.csv", "code,start\nA,2024-01-01\n", "--kind", "campaigns"))

    def test_ragged_rows(self):
        report = self.imported(self.file("c.csv", CAMPAIGN + "B,Beta\nC,Gamma,2024-02-01,2024-02-02,extra,more\nD,Delta,2024-03-01,2024-03-02\n"), code=3)["files"][0]
        self.assertEqual((report["rows"], report["created"], report["rejected"]), (4, 2, 2))
        # The short row is read as one without dates, and rejected for these; the long one is broken.
        self.assertEqual({r["row"]: r["column"] for r in report["rejects"]}, {3: "start", 4: ""})

    def test_broken_utf8_names_row_and_column(self):
        report = self.imported(self.file("c.csv", CAMPAIGN.encode() + b"B,Be\xff\xfeta,2024-02-01,2024-02-02\n"), code=3)["files"][0]
        self.assertEqual((report["created"], report["rejected"]), (1, 1))
        self.assertEqual(report["rejects"][0]["row"], 3)

    def test_broken_json_names_the_line_and_the_rest_goes_in(self):
        lines = '{"code":"A","name":"a","start":"2024-01-01"}\n{"code":"B","name":\n{"code":"C","name":"c","start":"2024-01-01"}\n'
        report = self.imported(self.file("c.jsonl", lines), code=3)["files"][0]
        self.assertEqual((report["created"], report["rejected"]), (2, 1))
        self.assertEqual(report["rejects"][0]["row"], 2)

    def test_negative_and_absurd_numbers(self):
        text = "code,name,start,budget\nA,a,2024-01-01,-5\nB,b,2024-01-01,99999999999999999999999\nC,c,2024-01-01,twelve\nD,d,2024-01-01,5\n"
        report = self.imported(self.file("c.csv", text), code=3)["files"][0]
        self.assertEqual((report["created"], report["rejected"]), (1, 3))
        self.assertEqual([r["column"] for r in report["rejects"]], ["budget"] * 3)

    def test_negative_amounts_are_for_refunds_only(self):
        self.imported(self.file("c.csv", CAMPAIGN))
        report = self.imported(self.file("t.csv", HEADER + "u,A,x,P,purchase,2024-01-02,-5\nu,A,x,P,refund,2024-01-02,-5\n"), code=3)["files"][0]
        self.assertEqual((report["created"], report["rejected"]), (1, 1))

    def test_an_end_before_the_start(self):
        report = self.imported(self.file("c.csv", "code,name,start,end\nA,a,2024-02-01,2024-01-01\n"), code=3)["files"][0]
        self.assertEqual(report["rejected"], 1)
        self.assertIn("2024-02-01", report["rejects"][0]["reason"])

    def test_an_unknown_campaign_names_the_nearest_code(self):
        self.imported(self.file("c.csv", CAMPAIGN.replace("A,Alpha", "ALPHA-2024,Alpha")))
        touch = self.file("t.csv", HEADER + "u,ALPHA-2042,x,P,click,2024-01-02,\n")
        report = self.imported(touch, code=3)["files"][0]
        self.assertIn("ALPHA-2024", report["rejects"][0]["reason"])
        report = self.imported("--create-missing", touch)["files"]
        self.assertEqual(self.almanac("--json", "show", "ALPHA-2042").json["status"], "draft")

    def test_files_in_the_wrong_order_go_in_by_kind(self):
        report = self.imported(self.file("1.csv", HEADER + "u,A,x,P,click,2024-01-02,\n"), self.file("2.csv", CAMPAIGN))
        self.assertEqual(sum(f["created"] for f in report["files"]), 2)

    def test_an_ambiguous_date_asks_for_the_setting(self):
        report = self.imported(self.file("c.csv", "code,name,start\nA,a,03/04/2024\n"), code=3)["files"][0]
        self.assertEqual(report["rejects"][0]["value"], "03/04/2024")
        self.assertIn("date", report["rejects"][0]["reason"].lower())

    def test_two_rows_that_derive_one_code_are_both_rejected(self):
        report = self.imported(self.file("c.csv", "name,start,budget\nSale,2024-01-01,1\nSale,2024-01-01,2\n"), code=3)["files"][0]
        self.assertEqual(report["rejected"], 2)
        self.assertIn("code", report["rejects"][0]["reason"])

    def test_a_truncated_last_line_is_one_reject(self):
        report = self.imported(self.file("c.csv", CAMPAIGN + 'B,"Beta,2024-01'), code=3)["files"][0]
        self.assertEqual((report["created"], report["rejected"]), (1, 1))

    def test_a_gigantic_line_is_refused_in_bounded_memory(self):
        import resource
        path = self.directory / "huge.csv"
        with open(path, "wb") as file:
            file.write(CAMPAIGN.encode() + b"H,")
            for _ in range(1 << 10):
                file.write(b"x" * (1 << 20))
            file.write(b"\nB,Beta,2024-02-01,2024-02-02\n")
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        report = self.imported(path, code=3)["files"][0]
        self.assertEqual((report["created"], report["rejected"]), (2, 1))
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, max(before, 400_000))

    def test_a_missing_path_and_a_broken_mapping(self):
        result = self.almanac("import", self.directory / "nowhere.csv")
        self.assertEqual(result.code, 1)
        self.assertIn("nowhere.csv", result.err)
        mapping = self.file("m.toml", 'name = "m"\n[[file]]\npatern = "*.csv"\n')
        result = self.almanac("import", "--map", mapping, self.file("c.csv", CAMPAIGN))
        self.assertEqual(result.code, 1)
        self.assertIn("m.toml", result.err)
        self.assertIn("pattern", result.err)

    def test_on_conflict_fail_stores_nothing(self):
        self.imported(self.file("c.csv", CAMPAIGN))
        result = self.almanac("--json", "import", "--on-conflict", "fail", self.file("d.csv", CAMPAIGN.replace("Alpha", "Other") + "B,Beta,2024-02-01,2024-02-02\n"))
        self.assertEqual(result.code, 1)
        self.assertEqual(self.almanac("show", "B").code, 1)
        self.assertEqual(self.almanac("--json", "show", "A").json["name"], "Alpha")
        self.imported("--on-conflict", "skip", self.directory / "d.csv")
        self.assertEqual(self.almanac("--json", "show", "A").json["name"], "Alpha")
        self.assertEqual(self.almanac("--json", "show", "B").json["name"], "Beta")

    def test_naughty_strings_round_trip_as_names(self):
        import csv
        import io
        naughty = ["=cmd()", "<script>alert(1)</script>", "'; DROP TABLE node; --", "\u202etest", "👩‍👩‍👧", "Ω≈ç√∫", "%00%0a", "../../etc/passwd", "NULL", "0x1F", "a\nb", '"quoted"']
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["code", "name", "start"])
        for number, name in enumerate(naughty):
            writer.writerow([f"N{number}", name, "2024-01-01"])
        self.imported(self.file("n.csv", out.getvalue()))
        for number, name in enumerate(naughty):
            self.assertEqual(self.almanac("--json", "show", f"N{number}").json["name"], name)


if __name__ == "__main__":
    unittest.main()
