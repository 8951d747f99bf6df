#!/usr/bin/env python3
"""Checks that the shipped samples agree with themselves: samples_test.py SAMPLES_DIRECTORY

Independent of Almanac: only Python's standard library and exact decimals.
"""
import collections
import csv
import datetime
import decimal
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SAMPLES = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2] / "samples"
D = decimal.Decimal
SUMMED = {"orders", "paid_amount"}  # given for every channel that sold, so the channels are the whole


def jsonl(name):
    return [json.loads(line, parse_float=D) for line in (SAMPLES / "zh" / name).read_text(encoding="utf-8").splitlines()]


def table(name):
    with open(SAMPLES / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def day(text):
    return datetime.date.fromisoformat(text)


class Samples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.campaigns = jsonl("campaigns.jsonl")
        cls.by_code = {c["code"]: c for c in cls.campaigns}

    def each(self):
        for campaign in self.campaigns:
            with self.subTest(campaign=campaign["code"]):
                yield campaign

    @staticmethod
    def whole(campaign, metric):
        values = [D(r["value"]) for r in campaign.get("results", []) if r["metric"] == metric and "channel" not in r]
        return values[0] if values else None

    def test_codes_are_unique_and_every_campaign_is_marked_illustrative(self):
        self.assertEqual(len(self.by_code), len(self.campaigns))
        for c in self.each():
            self.assertIs(c["attributes"]["illustrative"], True)

    def test_dates_are_in_order(self):
        for c in self.each():
            self.assertLessEqual(day(c["start"]), day(c["end"]))
            first = min(day(c.get("planned_start", c["start"])), day(c["start"]))
            for phase in c.get("phases", []):
                self.assertLessEqual(day(phase["start"]), day(phase["end"]))
                self.assertGreaterEqual(day(phase["start"]), first, phase["name"])
                self.assertLessEqual(day(phase["end"]), day(c["end"]), phase["name"])
            if "review" in c:
                self.assertGreater(day(c["review"]["date"]), day(c["end"]))

    def test_status_fits_what_is_recorded(self):
        for c in self.each():
            done = c["status"] in ("finished", "reviewed")
            self.assertEqual(done, bool(c.get("results")))
            self.assertEqual(c["status"] == "reviewed", "review" in c)
            self.assertEqual(done, "spend" in c)

    def test_budget_and_spend_are_the_sums_of_the_cost_lines(self):
        for c in self.each():
            self.assertEqual(c.get("budget", 0), sum(line["planned"] for line in c["costs"]))
            if "spend" in c:
                self.assertEqual(c["spend"], sum(line["actual"] for line in c["costs"]))

    def test_benefit_costs_are_in_the_cost_lines(self):
        for c in self.each():
            for benefit in c.get("benefits", []):
                self.assertEqual(benefit["cost"], benefit["face_value"] * benefit["redeemed"])
                self.assertLessEqual(benefit["redeemed"], benefit["claimed"])
                self.assertLessEqual(benefit["claimed"], benefit["issued"])
            cost = sum(b["cost"] for b in c.get("benefits", []))
            lines = [line["actual"] for line in c["costs"] if line["kind"] == "benefit" and "actual" in line]
            if cost:
                self.assertIn(cost, lines)

    def test_channels_add_up_to_the_whole(self):
        for c in self.each():
            sums = collections.Counter()
            for r in c.get("results", []):
                if "channel" in r:
                    self.assertIn(r["channel"], c["channels"])
                    sums[r["metric"]] += r["value"]
            for metric in SUMMED & set(sums):
                self.assertEqual(sums[metric], self.whole(c, metric), metric)
            for line in c["costs"]:
                if "channel" in line:
                    self.assertIn(line["channel"], c["channels"])

    def ratio(self, c, metric, top, bottom, factor=1):
        stated = self.whole(c, metric)
        if stated is None:
            return
        exact = D(top) * factor / D(bottom)
        self.assertLessEqual(abs(stated - exact), D("0.005"), f"{metric} {stated} but {exact}")

    def test_rates_and_averages_follow_from_their_parts(self):
        for c in self.each():
            if not c.get("results"):
                continue
            paid, orders = self.whole(c, "paid_amount"), self.whole(c, "orders")
            self.ratio(c, "aov", paid, orders)
            self.ratio(c, "roas", paid, c["spend"])
            self.ratio(c, "cost_ratio", c["spend"], paid, 100)
            if self.whole(c, "visitors"):
                self.ratio(c, "cvr", orders, self.whole(c, "visitors"), 100)
            self.assertEqual(self.whole(c, "revenue"), paid - self.whole(c, "refund_amount"))
            self.assertGreaterEqual(self.whole(c, "gmv"), paid)

    def test_baselines_and_lineage_point_back(self):
        for c in self.each():
            for code in c.get("based_on", []):
                self.assertIn(code, self.by_code)
                self.assertLess(day(self.by_code[code]["start"]), day(c["start"]))

    def test_experiments_have_one_control_and_counts_that_fit(self):
        for c in self.each():
            for experiment in c.get("experiments", []):
                self.assertEqual(sum(1 for v in experiment["variants"] if v.get("control")), 1)
                for variant in experiment["variants"]:
                    self.assertLessEqual(variant["events"], variant["n"])

    def test_every_kind_of_page_has_something_to_show(self):
        statuses = collections.Counter(c["status"] for c in self.campaigns)
        self.assertGreaterEqual(len(self.campaigns), 30)
        for status in ("planned", "finished", "reviewed", "cancelled"):
            self.assertGreater(statuses[status], 0, status)
        self.assertTrue(any(c.get("spend", 0) > c.get("budget", 0) for c in self.campaigns))
        self.assertTrue(any(c["name"].isascii() for c in self.campaigns))
        lessons = [lesson for c in self.campaigns for lesson in c.get("lessons", [])] + jsonl("lessons.jsonl")
        kinds = {lesson["kind"] for lesson in lessons}
        self.assertLessEqual({"success", "failure", "suggestion", "risk"}, kinds)
        stages = {lesson["stage"] for lesson in lessons}
        self.assertEqual(stages, {"plan", "prepare", "execute", "review"})

    def test_products_segments_users_and_lessons_fit_together(self):
        skus = {row["sku"] for row in table("zh/products.csv")}
        users = {row["user"] for row in table("zh/users.csv")}
        segments = {row["segment"]: row for row in table("zh/segments.csv")}
        for c in self.each():
            self.assertLessEqual(set(c["products"]), skus)
            self.assertLessEqual(set(c["segments"]), set(segments))
        for row in segments.values():
            members = row["users"].split(";")
            self.assertEqual(int(row["size"]), len(members))
            self.assertLessEqual(set(members), users)
        for lesson in jsonl("lessons.jsonl"):
            # Lessons of one campaign come from one file: a list in a campaign's record stands for all of that file's.
            self.assertNotIn("lessons", self.by_code[lesson["campaign"]])

    def test_touchpoints_fit_users_products_and_the_dates_of_their_campaigns(self):
        skus = {row["sku"] for row in table("zh/products.csv")}
        users = {row["user"]: row for row in table("zh/users.csv")}
        rows = table("zh/touchpoints.csv")
        self.assertEqual(len({row["event_id"] for row in rows}), len(rows))
        for row in rows:
            when = day(row["time"][:10])
            self.assertIn(row["user"], users)
            self.assertTrue(not row["product"] or row["product"] in skus)
            if row["type"] != "refund" and row["campaign"]:
                campaign = self.by_code[row["campaign"]]
                self.assertTrue(day(campaign["start"]) <= when <= day(campaign["end"]), row)
                self.assertTrue(row["channel"] in campaign["channels"] or row["channel"] == "小程序商城", row)
                if row["product"]:
                    self.assertIn(row["product"], campaign["products"])
            self.assertEqual(bool(row["value"]), row["type"] in ("purchase", "refund"))
        bought = collections.Counter((r["user"], r["campaign"], r["product"], r["value"]) for r in rows if r["type"] == "purchase")
        returned = collections.Counter((r["user"], r["campaign"], r["product"], r["value"]) for r in rows if r["type"] == "refund")
        self.assertFalse(returned - bought)

    def test_the_synthetic_files_are_what_the_script_makes(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("campaigns.jsonl", "products.csv"):
                (pathlib.Path(folder) / name).write_bytes((SAMPLES / "zh" / name).read_bytes())
            subprocess.run([sys.executable, SAMPLES / "make_touchpoints.py", folder], check=True, stderr=subprocess.DEVNULL)
            for name in ("users.csv", "segments.csv", "touchpoints.csv"):
                self.assertEqual((pathlib.Path(folder) / name).read_bytes(), (SAMPLES / "zh" / name).read_bytes(), name)

    def test_the_part_of_the_complete_journey_hangs_together(self):
        rows = {name: table(f"complete-journey/{name}.csv") for name in
                ("campaign_descriptions", "campaigns", "coupon_redemptions", "coupons", "demographics", "products", "transactions")}
        campaigns = {r["campaign_id"] for r in rows["campaign_descriptions"]}
        self.assertEqual(len(campaigns), 27)
        sent = {(r["campaign_id"], r["household_id"]) for r in rows["campaigns"]}
        households = {household for _, household in sent}
        for r in rows["coupon_redemptions"]:
            self.assertIn((r["campaign_id"], r["household_id"]), sent)
        for name in ("demographics", "transactions"):
            self.assertLessEqual({r["household_id"] for r in rows[name]}, households)
        self.assertEqual({r["campaign_id"] for r in rows["coupons"]}, campaigns)
        coupons = {(r["coupon_upc"], r["campaign_id"]) for r in rows["coupons"]}
        self.assertLessEqual({(r["coupon_upc"], r["campaign_id"]) for r in rows["coupon_redemptions"]}, coupons)

    def test_all_samples_together_are_small(self):
        total = sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file())
        self.assertLessEqual(total, 5_000_000)


if __name__ == "__main__":
    unittest.main()
