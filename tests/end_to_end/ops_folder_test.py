"""How much of a folder as an operations team keeps it is read correctly, by the real program: tests/data/ops_folder.

Each file goes alone into a fresh archive; what was stored is counted against labels.tsv by ops_folder_score.py.

    python3 ops_folder_test.py                  the figures of either half
    python3 ops_folder_test.py --details A      and every wrong and missed value of half A; half B is for counting only
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

os.environ.setdefault("ALMANAC_BINARY", str(pathlib.Path(__file__).resolve().parent.parent.parent / "build/release/almanac"))

from ops_folder_score import (FOLDER, LIST_FIELDS, Tally, agrees, compared, folded, is_document, label_of, lessons_agree, load_labels,
                              names_agree, reading_of, reads_of)
from program import BINARY, Server

LEAST_PRECISION = 0.95
# The goal is 0.85 for either half. B, which nobody looks at while building, is not there yet: it may only rise.
LEAST_RECALL = {"A": 0.94, "B": 0.85}
WORKERS = 2


# ---- the program on one file -----------------------------------------------------------------------------------------


def run(data, *arguments):
    environment = dict(os.environ, LC_ALL="C.UTF-8")
    environment.pop("ALMANAC_DATA", None)
    done = subprocess.run([BINARY, "--data", data, *arguments], cwd=FOLDER / "files", capture_output=True, timeout=60, env=environment)
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"almanac {' '.join(arguments)}: exit {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode("utf-8")


def unconfirmed(data):
    """All values that wait for confirmation."""
    process = subprocess.Popen([BINARY, "--data", data, "--json", "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    try:
        server = Server(json.loads(process.stdout.readline())["url"], process)
        server.wait_until_ready()
        items, more = [], {}
        while True:
            page = server.get("/api/v1/unconfirmed", limit=200, **more)
            items += page["items"]
            if "next_cursor" not in page:
                return items
            more = {"cursor": page["next_cursor"]}
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def read_file(file):
    """What the program stores of one file of the folder, named by its path in it."""
    directory = tempfile.mkdtemp(prefix="almanac-ops-")
    try:
        data = os.path.join(directory, "data")
        report = json.loads(run(data, "--json", "import", file))
        return reading_of(run(data, "export", "-"), unconfirmed(data), report)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def measured():
    """{half: outcomes of all its files}"""
    labels = collections.defaultdict(list)
    for label in load_labels():
        labels[label.file].append(label)
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        readings = list(pool.map(read_file, labels))
    outcomes = collections.defaultdict(list)
    for (file, of_file), reading in zip(labels.items(), readings):
        outcomes[of_file[0].half] += compared(of_file, reading)
    return outcomes


# ---- tables ----------------------------------------------------------------------------------------------------------


def percent(value):
    return "–" if value is None else f"{value:.1%}"


def table(half, outcomes):
    heads = ["", "labels", "found", "recall", "with conf.", "right", "wrong", "neutral", "precision", "questions", "wrong q."]
    rows = [("all", outcomes), ("workbooks", [one for one in outcomes if not is_document(one.file)]),
            ("documents", [one for one in outcomes if is_document(one.file)])]
    families = collections.defaultdict(list)
    for one in outcomes:
        families[one.family].append(one)
    rows += sorted(families.items())
    lines = [f"Half {half}", f"{heads[0]:16}" + "".join(f"{head:>11}" for head in heads[1:])]
    for name, part in rows:
        tally = Tally.of(part)
        cells = [tally.labels, tally.found, percent(tally.recall), percent(tally.recall_with_confirmation), tally.right, tally.wrong,
                 tally.neutral, percent(tally.precision), tally.questions, tally.wrong_questions]
        lines.append(f"{name:16}" + "".join(f"{cell:>11}" for cell in cells))
    return "\n".join(lines)


def details(outcomes):
    """Tab separated: what is the matter, file, campaign, field, expected, read."""
    lines = []
    for one in outcomes:
        if one.label and not one.found:
            what = "missed, offered as unconfirmed" if one.offered else "missed"
        elif not one.label and not one.right and not one.neutral:
            what = "wrong, as a question" if one.question else "wrong"
        else:
            continue
        lines.append("\t".join([what, one.file, one.campaign, one.field, one.expected, one.read]))
    return "\n".join(sorted(lines))


# ---- tests -----------------------------------------------------------------------------------------------------------


def label(field, value, certain="yes", campaign="2024年618", file="618.xlsx"):
    return label_of("A", file, campaign, field, value, certain)


def export(*records):
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records)


def read_without_fault(labels):
    """The export of a program that reads from one file all that is certain, and the names of its campaigns."""
    campaigns, lessons = {}, []
    for one in labels:
        code = folded(one.campaign) + "-1"
        campaign = campaigns.setdefault(one.campaign, {"record": "campaign", "code": code})
        base, _, metric = one.field.partition(".")
        if not (one.certain or one.field == "name"):
            continue
        if base == "lesson":
            lessons.append({"record": "lesson", "campaign": code, "statement": one.value})
        elif base == "goal":
            campaign.setdefault("goals", []).append({"metric": metric.removesuffix(".target"), "target": one.value})
        elif base == "result":
            channel = {"channel": one.channel} if one.channel else {}
            campaign.setdefault("results", []).append({"metric": metric, "value": one.value, **channel})
        elif base == "cost":
            campaign.setdefault("costs", []).append({"channel": one.channel, metric: one.value})
        elif base in LIST_FIELDS:
            campaign.setdefault(base, []).append(one.value)
        else:
            campaign[base] = one.value
    return export(*campaigns.values(), *lessons)


class Counting(unittest.TestCase):
    """The rules of the README on records made by hand."""

    def agree(self, field, value, record):
        return any(agrees(label(field, value), read) for read in reads_of(record))

    def test_names_agree_without_year_and_trailing_words(self):
        for one, other in [("2024年618大促", "618"), ("“她的下午茶” 女神节", "她的下午茶女神节活动复盘"), ("2024年货节", "年货节"),
                           ("24年 双11 活动", "双11"), ("（第一波）", "(第一波)"), ("2024年年货节", "年货节")]:
            self.assertTrue(names_agree(one, other), (one, other))
        for one, other in [("双十一", "双11"), ("618", "618社群裂变"), ("2024年货节", "货节大赏"), ("大促", "活动")]:
            self.assertFalse(names_agree(one, other), (one, other))

    def test_a_lesson_may_be_twice_as_long_but_not_more(self):
        self.assertTrue(lessons_agree("1、礼盒外箱太薄，破损率2.3%", "礼盒外箱太薄 破损率 2.3%。"))
        self.assertTrue(lessons_agree("① 短信太早", "短信太早，没再触达"))
        self.assertTrue(lessons_agree("9.9元试喝装", "9.9元试喝装"))
        self.assertFalse(lessons_agree("短信太早", "短信太早，尾款日也没有再触达一次"))
        self.assertFalse(lessons_agree("", "短信"))

    def test_numbers_dates_and_units(self):
        self.assertTrue(self.agree("budget", "1200000", {"budget": 1200100}))
        self.assertFalse(self.agree("budget", "1200000", {"budget": 1200200}))
        self.assertFalse(self.agree("budget", "250000..300000", {"budget": 250000}))
        self.assertTrue(self.agree("result.cvr", "0.031", {"results": [{"metric": "cvr", "value": 3.1, "unit": "%"}]}))
        self.assertTrue(self.agree("goal.gmv.target", "2000000", {"goals": [{"metric": "gmv", "low": 2000000}]}))
        self.assertTrue(self.agree("goal.gmv.target", "1..2", {"goals": [{"metric": "gmv", "low": 1, "high": 2}]}))
        self.assertFalse(self.agree("start", "2025-03-01", {"start": "2025-03"}))
        self.assertFalse(reads_of({"results": [{"metric": "gmv", "value": 5, "date": "2024-06-18"}]})[0].part)

    def test_channels_agree_by_the_dictionary(self):
        self.assertTrue(self.agree("channels", "企微", {"channels": ["企业微信"]}))
        self.assertTrue(self.agree("cost.短信.actual", "20", {"costs": [{"channel": "SMS", "actual": 20, "planned": 10}]}))
        self.assertTrue(self.agree("result.gmv@短信", "20", {"results": [{"metric": "gmv", "channel": "短信", "value": 20}]}))
        self.assertFalse(self.agree("result.gmv", "20", {"results": [{"metric": "gmv", "channel": "短信", "value": 20}]}))
        self.assertFalse(self.agree("result.gmv@抖音", "20", {"results": [{"metric": "gmv", "channel": "短信", "value": 20}]}))

    def test_precision_and_recall_of_a_known_example(self):
        labels = [label("name", "618大促"), label("start", "2024-05-20"), label("budget", "1200000"), label("spend", "1315000"),
                  label("owner", "周以宁", "no"), label("cost.千川.actual", "300"), label("lesson", "千川超投"), label("lesson", "破损多")]
        reading = reading_of(
            export({"record": "campaign", "code": "618-20240520", "name": "2024年618", "start": "2024-05-20", "budget": 120, "owner": "周以宁",
                    "currency": "CNY", "status": "reviewed", "occasion": "618", "channels": ["千川", "短信"],
                    "costs": [{"channel": "巨量千川", "actual": 300}],
                    "results": [{"metric": "attainment", "value": 1.1}, {"metric": "gmv", "value": 5, "date": "2024-05-20"},
                                {"metric": "gmv", "value": 6, "date": "2024-05-21"}]},
                   {"record": "lesson", "code": "l", "campaign": "618-20240520", "statement": "一、千川超投"}),
            [{"key": "618-20240520", "field": "spend", "value": 1315000},
             {"key": "618-20240520", "field": "goals", "value": {"metric": "gmv", "target": 1}}])
        tally = Tally.of(compared(labels, reading))
        # Wrong: the budget, the status (a plain workbook is no review), the channel 短信. Neutral: code, currency, occasion, the channel
        # with a cost line, the attainment and two days.
        self.assertEqual((tally.labels, tally.found, tally.confirmable), (7, 4, 5))
        self.assertEqual((tally.right, tally.wrong, tally.neutral), (5, 3, 7))
        self.assertEqual((tally.questions, tally.wrong_questions), (2, 1))
        self.assertEqual((tally.precision, tally.recall), (5 / 8, 4 / 7))

    def test_records_belong_by_name_then_start_then_alone(self):
        labels = [label("name", "双十一", campaign="2023双十一"), label("start", "2023-10-24", campaign="2023双十一"),
                  label("name", "双十一", campaign="2024双十一"), label("start", "2024-10-14", campaign="2024双十一")]
        reading = reading_of(export({"record": "campaign", "code": "a", "name": "双十一", "start": "2024-10-14"},
                                    {"record": "campaign", "code": "b", "name": "天猫大促", "start": "2023-10-24"},
                                    {"record": "campaign", "code": "c", "name": "中秋"}))
        tally = Tally.of(compared(labels, reading))
        self.assertEqual((tally.labels, tally.found), (4, 3))  # the name of 2023 is another one
        self.assertEqual((tally.right, tally.wrong), (3, 5))  # three codes and two names are wrong
        alone = reading_of(export({"record": "campaign", "code": "c", "name": "中秋", "start": "2023-10-24"}))
        self.assertEqual(Tally.of(compared(labels[:2], alone)).found, 1)

    def test_a_record_of_a_file_that_is_none_is_wrong_in_every_field(self):
        reading = reading_of(export({"record": "campaign", "code": "中秋-2024", "name": "中秋", "start": "2024-09", "currency": "CNY"}))
        tally = Tally.of(compared([label("none", "")], reading))
        self.assertEqual((tally.labels, tally.right, tally.wrong), (0, 0, 4))

    def test_reading_all_that_is_certain_counts_as_all_right(self):
        files = collections.defaultdict(list)
        for one in load_labels():
            files[one.file].append(one)
        for of_file in files.values():
            if of_file[0].field != "none":
                codes = [{"code": folded(one.campaign) + "-1"} for one in of_file]
                reading = reading_of(read_without_fault(of_file), report={"files": [{"derived_codes": codes}]})
                tally = Tally.of(compared(of_file, reading))
                self.assertEqual((tally.labels - tally.found, tally.wrong), (0, 0), of_file[0].file)

    def test_every_file_of_the_folder_has_labels_of_one_half(self):
        halves = collections.defaultdict(set)
        for one in load_labels():
            halves[one.file].add(one.half)
        on_disk = {path.relative_to(FOLDER / "files").as_posix() for path in (FOLDER / "files").rglob("*") if path.is_file()}
        self.assertEqual(set(halves), on_disk)
        self.assertTrue(all(len(of) == 1 for of in halves.values()))


class OpsFolder(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.outcomes = measured()

    def check(self, half):
        print("\n" + table(half, self.outcomes[half]), flush=True)
        tally = Tally.of(self.outcomes[half])
        with self.subTest("precision"):
            self.assertGreaterEqual(tally.precision or 0, LEAST_PRECISION)
        with self.subTest("recall"):
            self.assertGreaterEqual(tally.recall or 0, LEAST_RECALL[half])

    def test_half_a_is_read_well(self):
        self.check("A")

    def test_half_b_is_read_well(self):
        self.check("B")


def main():
    parser = argparse.ArgumentParser(description="How much of tests/data/ops_folder is read correctly.")
    parser.add_argument("--details", choices=["A"], help="every wrong and missed value of half A (half B is for counting only)")
    asked = parser.parse_args()
    outcomes = measured()
    if asked.details:
        print(details(outcomes[asked.details]))
    print("\n\n".join(table(half, outcomes[half]) for half in sorted(outcomes)))


if __name__ == "__main__":
    sys.exit(main())
