#!/usr/bin/env python3
"""Cuts the sample in complete-journey/ out of The Complete Journey's full files (CC0).

    samples/make_complete_journey.py FULL_DIRECTORY [OUTPUT_DIRECTORY]

Files, columns and rows keep their names, order and spelling; rows are only left out. Kept are: all campaigns; every third household that a campaign was sent to
(by numeric id), with its mailings, redemptions, demographics and transactions; of the coupons that these households redeemed, the first twelve products and those
that they bought, and of every other campaign's coupons the first products of one coupon, so that no campaign is without products; the products so mentioned.
"""
import collections
import csv
import pathlib
import sys

EVERY = 3
PRODUCTS_PER_COUPON = 12


def rows_of(folder, pattern):
    path = sorted(folder.glob(pattern))[0]
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        return reader.fieldnames, list(reader), path.name


def main():
    full = pathlib.Path(sys.argv[1])
    out = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else pathlib.Path(__file__).resolve().parent / "complete-journey"
    out.mkdir(parents=True, exist_ok=True)
    tables = {name: rows_of(full, name + "*.csv") for name in
              ("campaign_descriptions", "campaigns", "coupon_redemptions", "coupons", "demographics", "products", "transactions")}

    def rows(name):
        return tables[name][1]

    households = sorted({r["household_id"] for r in rows("campaigns")}, key=int)[::EVERY]
    chosen = set(households)

    def of_chosen(name):
        return [r for r in rows(name) if r["household_id"] in chosen]

    kept = {name: of_chosen(name) for name in ("campaigns", "coupon_redemptions", "demographics", "transactions")}
    kept["campaign_descriptions"] = rows("campaign_descriptions")
    bought = {r["product_id"] for r in kept["transactions"]}
    redeemed = {(r["coupon_upc"], r["campaign_id"]) for r in kept["coupon_redemptions"]}
    first_coupon = {}
    for r in rows("coupons"):
        first_coupon.setdefault(r["campaign_id"], r["coupon_upc"])
    count = collections.Counter()
    kept["coupons"] = []
    for r in rows("coupons"):
        key = (r["coupon_upc"], r["campaign_id"])
        if key not in redeemed and first_coupon[r["campaign_id"]] != r["coupon_upc"]:
            continue
        count[key] += 1
        if count[key] <= PRODUCTS_PER_COUPON or (key in redeemed and r["product_id"] in bought):
            kept["coupons"].append(r)
    wanted = bought | {r["product_id"] for r in kept["coupons"]}
    kept["products"] = [r for r in rows("products") if r["product_id"] in wanted]

    for name, (columns, _, file_name) in tables.items():
        with open(out / (name + ".csv"), "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept[name])
        print(f"{name}.csv: {len(kept[name])} of {len(rows(name))} rows of {file_name}", file=sys.stderr)


if __name__ == "__main__":
    main()
