"""What a person takes out, checked cell by cell against the JSON lines by another reader; and that the lines go in again."""
import csv
import datetime
import io
import json
import pathlib
import unittest
import zipfile

import openpyxl

from program import ProgramTest

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples" / "zh"
LISTS = {"goals": "goal", "results": "result", "costs": "cost", "benefits": "benefit", "phases": "phase",
         "milestones": "milestone", "experiments": "experiment", "competitors": "competitor"}


def cell(value):
    """A value of the JSON lines as a cell of a table has it."""
    if isinstance(value, list):
        return "; ".join("{" + cell(part) + "}" if isinstance(part, dict) else cell(part) for part in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}=" + ("{" + cell(part) + "}" if isinstance(part, dict) else cell(part)) for name, part in value.items())
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def neutral(text):
    """A cell that a spreadsheet would run."""
    if text[:1] in "=+-@\t\r" and text:
        try:
            float(text)
        except ValueError:
            return "'" + text
    return text


class ExportTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.imported(SAMPLES)
        self.file("rates.csv", "date,from,to,rate\n2024-11-01,USD,CNY,7.1135\n")
        self.imported("--kind", "rates", self.directory / "rates.csv")
        self.file("odd.jsonl", json.dumps({"code": "ODD", "name": "=1+1", "start": "2024-11", "budget": 1234567890123456.78,
                                           "summary": "引号\" 逗号, 换行\n第二行"}, ensure_ascii=False) + "\n")
        self.imported("--kind", "campaigns", self.directory / "odd.jsonl")
        self.lines = [json.loads(line, parse_float=str, parse_int=str) for line in self.almanac("export", "-").out.splitlines()]

    def rows(self, kind):
        """What the table of a kind must hold: {column: text} of each row, in order."""
        rows = []
        for line in self.lines:
            record = dict(line)
            name = record.pop("record")
            if name == "campaign" and kind in LISTS.values():
                part = next(field for field, one in LISTS.items() if one == kind)
                rows += [{"campaign": record["code"], **entry} for entry in record.get(part, [])]
            if name != kind:
                continue
            for field in LISTS if kind == "campaign" else ():
                record.pop(field, None)
            record.update({f"review_{field}": value for field, value in record.pop("review", {}).items()})
            record.update(record.pop("attributes", {}))
            rows.append(record)
        return [{name: cell(value) for name, value in row.items() if cell(value)} for row in rows]

    def test_every_cell_of_the_csv_files_is_what_the_lines_say(self):
        target = self.directory / "all.zip"
        self.assertEqual(self.almanac("export", target).code, 0)
        cells = 0
        with zipfile.ZipFile(target) as files:
            for name in files.namelist():
                kind = name.removesuffix("s.csv")
                read = list(csv.DictReader(io.StringIO(files.read(name).decode("utf-8-sig"), newline="")))
                expected = [{column: neutral(text) for column, text in row.items()} for row in self.rows(kind)]
                self.assertEqual([{column: text for column, text in row.items() if text} for row in read], expected, name)
                cells += sum(map(len, expected))
        self.assertEqual({line["record"] for line in self.lines} - {"campaign"},
                         {name.removesuffix("s.csv") for name in files.namelist()} - {"campaign", *LISTS.values()})
        self.assertGreater(cells, 20_000)

    def test_every_cell_of_the_workbook_is_what_the_lines_say(self):
        target = self.directory / "all.xlsx"
        self.assertEqual(self.almanac("--language", "en", "export", target).code, 0)
        book = openpyxl.load_workbook(target)
        self.assertEqual(book.sheetnames[0], "campaigns")
        for sheet in book:
            head, *rows = sheet.iter_rows()
            for row, expected in zip(rows, self.rows(sheet.title.removesuffix("s")), strict=True):
                found = {}
                for heading, one in zip(head, row):
                    self.assertNotEqual(one.data_type, "f")
                    if isinstance(one.value, datetime.datetime):
                        found[heading.value] = one.value.date().isoformat()
                    elif one.value is not None:
                        found[heading.value] = one.value
                self.assertEqual(set(found), set(expected))
                for name, text in expected.items():
                    number = isinstance(found[name], (int, float))
                    self.assertEqual(float(text) if number else text.replace("\r", ""), found[name], f"{sheet.title} {name}")

    def test_the_lines_go_in_again_and_come_out_with_the_same_bytes(self):
        first, second = self.directory / "first.jsonl", self.directory / "second.jsonl"
        self.assertEqual(self.almanac("export", first).code, 0)
        other = self.directory / "other"
        self.assertEqual(self.almanac("import", first, data=other).code, 0)
        self.assertEqual(self.almanac("export", second, data=other).code, 0)
        self.assertEqual(first.read_bytes(), second.read_bytes())

    def test_an_export_with_history_gives_an_empty_archive_the_same_versions_and_sources(self):
        code = "D11-2024"
        self.file("later.jsonl", json.dumps({"code": code, "budget": 900000}) + "\n")
        self.imported("--kind", "campaigns", self.directory / "later.jsonl")
        self.assertEqual(self.almanac("history", code, "--restore", "1").code, 0)
        first, second = self.directory / "first.jsonl", self.directory / "second.jsonl"
        self.assertEqual(self.almanac("export", "--history", first).code, 0)
        other = self.directory / "other"
        self.assertEqual(self.almanac("import", first, data=other).code, 0)
        self.assertEqual(self.almanac("export", "--history", second, data=other).code, 0)
        had, has = first.read_text("utf-8").splitlines(), second.read_text("utf-8").splitlines()
        self.assertEqual(set(had) - set(has), set())
        for line in map(json.loads, set(has) - set(had)):  # beside them, what this import itself said
            self.assertEqual((line["record"], line["name"]), ("source", str(first)))
        self.assertEqual(self.almanac("history", code, data=other).out.count("\n"), 3)
        self.assertEqual(self.almanac("verify", data=other).code, 0)
        again = self.almanac("import", first, data=other)
        self.assertIn("0 created, 0 updated", again.out)
        undone = self.almanac("undo", "1", data=other)
        self.assertEqual(undone.code, 0, undone.out + undone.err)
        self.assertEqual(self.almanac("export", "-", data=other).out.count("\n"), 0)

    def test_filters_choose_campaigns_and_a_csv_file_holds_one_table(self):
        target = self.directory / "some.csv"
        self.assertEqual(self.almanac("export", "--occasion", "双十一", "--sort", "-budget", target).code, 0)
        read = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"), newline="")))
        expected = sorted((line for line in self.lines if line["record"] == "campaign" and line.get("occasion") == "双十一"),
                          key=lambda line: float(line.get("budget", "-1")), reverse=True)
        self.assertEqual([row["code"] for row in read], [line["code"] for line in expected])
        refused = self.almanac("export", self.directory / "all.csv")
        self.assertEqual(refused.code, 1)
        self.assertIn("--kind", refused.err)
        self.assertFalse((self.directory / "all.csv").exists())

    def test_exports_of_people_are_in_the_audit_log(self):
        before = self.almanac("audit", "--action", "export").out.count("export")
        self.almanac("export", "--kind", "campaign", self.directory / "c.jsonl")
        self.assertEqual(self.almanac("audit", "--action", "export").out.count("export"), before)
        self.almanac("export", "--kind", "user", self.directory / "u.csv")
        self.assertEqual(self.almanac("audit", "--action", "export").out.count("export"), before + 1)
    def test_a_search_is_written_whole_and_in_its_order(self):
        """What --export writes is what the pages of the search show, in each form."""
        listed, cursor = [], []
        while True:
            page = json.loads(self.almanac("search", "大促", "--sort", "-budget", "--limit", "4", *cursor, "--json").out)
            listed += [hit["id"] for hit in page["hits"]]
            if "next_cursor" not in page:
                break
            cursor = ["--cursor", page["next_cursor"]]
        self.assertEqual(len(listed), page["total"])
        lines = self.almanac("search", "大促", "--sort", "-budget", "--export", "-").out.splitlines()
        self.assertEqual([json.loads(line)["id"] for line in lines], listed)
        table, book = self.directory / "hits.csv", self.directory / "hits.xlsx"
        for file in (table, book):
            self.almanac("search", "大促", "--sort", "-budget", "--export", file)
        rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
        self.assertEqual([f"{kind}:{code}" for kind, code, *_ in rows[1:]], [neutral(id) for id in listed])
        sheet = openpyxl.load_workbook(book, read_only=True).worksheets[0]
        self.assertEqual([f"{row[0]}:{row[1]}" for row in sheet.iter_rows(min_row=2, values_only=True)], listed)

    def test_similar_campaigns_say_why(self):
        """Shares add up to the score, and a brief is read for what it names."""
        self.file("brief.txt", "双11大促，11月1日-11日，预算50万，投放短信和公众号")
        answer = json.loads(self.almanac("similar", "--text", self.directory / "brief.txt", "--json").out)
        self.assertEqual(answer["understood"]["budget"], 500000)
        self.assertIn("短信", answer["understood"]["channel"])
        self.assertTrue(answer["items"][0]["code"].startswith("D11-"))
        for item in answer["items"]:
            self.assertAlmostEqual(sum(part["share"] for part in item["parts"]), 1, places=4)
        code = answer["items"][0]["code"]
        self.assertNotIn(code, [item["code"] for item in json.loads(self.almanac("similar", code, "--json").out)["items"]])
        self.assertEqual(self.almanac("similar", "nobody").code, 1)


if __name__ == "__main__":
    unittest.main()
