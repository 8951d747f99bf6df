#!/usr/bin/env python3
"""Writes the synthetic people of the Chinese sample: zh/users.csv, zh/segments.csv and zh/touchpoints.csv.

    samples/make_touchpoints.py [DIRECTORY]     default: the zh folder beside this script

A panel of 300 invented people walks through the campaigns of zh/campaigns.jsonl: they are sent messages or shown posts on the channels
that a campaign used, within its dates; some open, click, visit, put its products into the cart and buy at one of its stores. Purchases between
campaigns are the baseline. The panel is a sample, so its counts are not the campaigns' reported results.

Only the Python standard library. The same input gives the same bytes: the one source of chance is the generator below, whose sequence does not depend on
the version of Python.
"""
import csv
import datetime
import json
import pathlib
import sys

USERS = 300

# How a channel reaches someone: its first touchpoint, how often the next step follows, cost of the first one.
MESSAGE = {"短信": ("send", None, 0.12, 0.05), "EDM": ("send", 0.18, 0.2, 0.003), "企业微信": ("send", 0.5, 0.42, 0.01),
           "公众号": ("send", 0.3, 0.35, 0), "App推送": ("send", 0.14, 0.5, 0), "私域社群": ("send", 0.45, 0.4, 0)}
POST = ("impression", None, 0.13, 0.04)
STORES = ["天猫", "京东", "门店", "小程序商城"]

CITIES = [("上海", "一线"), ("北京", "一线"), ("深圳", "一线"), ("杭州", "新一线"), ("成都", "新一线"), ("南京", "新一线"), ("武汉", "新一线"),
          ("苏州", "新一线"), ("宁波", "二线"), ("合肥", "二线"), ("福州", "二线"), ("绍兴", "三线"), ("芜湖", "三线"), ("赣州", "三线")]
AGES = ["18-24", "25-30", "31-40", "41-50", "51+"]
LEVELS = ["普通会员", "银卡", "金卡", "黑金卡"]
SEGMENTS = {"全量会员": 0.85, "加购未买": 0.3, "新客": 0.25, "沉睡会员": 0.25, "礼盒老客": 0.2, "企业采购联系人": 0.08, "高频会员": 0.15,
            "咖啡重度用户": 0.25, "坚果老客": 0.2, "健身人群": 0.15, "大学生": 0.15, "25-40岁女性": 0.35, "门店周边3公里": 0.2}


class Chance:
    """SplitMix64 (Steele, Lea, Flood 2014): a counter and a mixing function."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return z ^ (z >> 31)

    def below(self, n):
        return self.bits() % n

    def happens(self, share):
        return self.below(1_000_000) < share * 1_000_000

    def pick(self, items):
        return items[self.below(len(items))]


def make_users(chance):
    users = []
    for number in range(1, USERS + 1):
        city, tier = chance.pick(CITIES)
        joined = datetime.date(2021, 3, 1) + datetime.timedelta(days=chance.below(1500))
        users.append({"user": f"qh{chance.bits() % 0x100000000:08x}", "gender": "女" if chance.happens(0.66) else "男",
                      "age_band": AGES[min(chance.below(5), chance.below(6))], "city": city, "city_tier": tier,
                      "member_level": LEVELS[min(chance.below(4), chance.below(5))], "joined": joined.isoformat(), "tags": "示例"})
    return users


def make_segments(chance, users):
    """Who is in which segment. Those that name an attribute follow it; the others are drawn."""
    members = {}
    for name, share in SEGMENTS.items():
        if name == "大学生":
            chosen = [u for u in users if u["age_band"] == "18-24"]
        elif name == "25-40岁女性":
            chosen = [u for u in users if u["gender"] == "女" and u["age_band"] in ("25-30", "31-40")]
        else:
            chosen = [u for u in users if chance.happens(share)]
        members[name] = [u["user"] for u in chosen]
    return members


def moment(chance, start, end):
    """A time of the campaign: more in its last third, most between 19 and 23 o'clock."""
    days = (end - start).days + 1
    day = max(chance.below(days), chance.below(days)) if chance.happens(0.5) else chance.below(days)
    hour = chance.pick([8, 9, 12, 12, 13, 18, 19, 20, 20, 20, 21, 21, 21, 22, 22, 23])
    return datetime.datetime(start.year, start.month, start.day, hour, chance.below(60), chance.below(60)) + datetime.timedelta(days=day)


class Writer:
    def __init__(self, price):
        self.rows = []
        self.price = price

    def add(self, user, campaign, channel, product, kind, time, value="", quantity="", cost=""):
        self.rows.append({"user": user, "campaign": campaign, "channel": channel, "product": product, "type": kind,
                          "time": time.strftime("%Y-%m-%d %H:%M:%S"), "value": value, "quantity": quantity, "cost": cost})

    def purchase(self, chance, user, campaign, store, product, time, discount):
        quantity = 1 + chance.happens(0.25) + chance.happens(0.08)
        value = f"{self.price[product] * quantity * discount / 100:.2f}"
        self.add(user, campaign, store, product, "purchase", time, value, quantity)
        if chance.happens(0.05):
            self.add(user, campaign, store, product, "refund", time + datetime.timedelta(days=3 + chance.below(9)), value, quantity)


def walk(chance, out, campaign, user, start, end):
    """One person through one campaign."""
    reach = [c for c in campaign["channels"] if c not in STORES and c not in ("线下活动", "老带新")]
    stores = [c for c in campaign["channels"] if c in STORES] or ["小程序商城"]
    code = campaign["code"]
    latest = datetime.datetime(end.year, end.month, end.day, 23, 59, 59)
    for channel in reach if chance.happens(0.35) else reach[:1] if chance.happens(0.4) else [chance.pick(reach)] if reach else []:
        first, opens, clicks, cost = MESSAGE.get(channel, POST)
        time = moment(chance, start, end)
        out.add(user, code, channel, "", first, time, cost=cost or "")
        if opens is not None:
            if not chance.happens(opens):
                continue
            time += datetime.timedelta(minutes=1 + chance.below(240))
            out.add(user, code, channel, "", "open", min(time, latest))
        if not chance.happens(clicks):
            continue
        product = chance.pick(campaign["products"])
        store = chance.pick(stores)
        time = min(time + datetime.timedelta(seconds=20 + chance.below(600)), latest)
        out.add(user, code, channel, product, "click", time)
        time = min(time + datetime.timedelta(seconds=5), latest)
        out.add(user, code, store, product, "visit", time)
        if chance.happens(0.45):
            out.add(user, code, store, product, "add_to_cart", min(time + datetime.timedelta(seconds=90), latest))
        if chance.happens(0.34):
            time = min(time + datetime.timedelta(seconds=240 + chance.below(3000)), latest)
            if campaign.get("benefits") and chance.happens(0.5):
                out.add(user, code, store, product, "redeem", time)
            out.purchase(chance, user, code, store, product, time, 82)
        elif chance.happens(0.06):
            out.add(user, code, channel, product, "share", time)


def make_touchpoints(chance, users, members, campaigns, price):
    out = Writer(price)
    for campaign in campaigns:
        if campaign["status"] not in ("finished", "reviewed"):
            continue
        start, end = (datetime.date.fromisoformat(campaign[k]) for k in ("start", "end"))
        targeted = {u for s in campaign.get("segments", []) for u in members.get(s, [])}
        for user in users:
            if user["user"] in targeted and user["joined"] <= campaign["end"] and chance.happens(0.42):
                walk(chance, out, campaign, user["user"], start, end)
    products = sorted(price)
    for user in users:  # ordinary purchases, the baseline
        for _ in range(chance.below(7)):
            joined = datetime.date.fromisoformat(user["joined"])
            first = max(joined, datetime.date(2022, 1, 1))
            time = moment(chance, first, datetime.date(2025, 11, 30))
            out.purchase(chance, user["user"], "", chance.pick(STORES), chance.pick(products), time, 95)
    out.rows.sort(key=lambda r: (r["time"], r["user"], r["campaign"], r["channel"], r["type"]))
    return out.rows


def write(path, columns, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent / "zh"
    campaigns = [json.loads(line) for line in (folder / "campaigns.jsonl").read_text(encoding="utf-8").splitlines()]
    with open(folder / "products.csv", newline="", encoding="utf-8") as file:
        price = {row["sku"]: int(row["price"]) for row in csv.DictReader(file)}
    chance = Chance(20251111)
    users = make_users(chance)
    members = make_segments(chance, users)
    rows = make_touchpoints(chance, users, members, campaigns, price)
    for number, row in enumerate(rows, 1):
        row["event_id"] = f"qh-{number:06d}"
    write(folder / "users.csv", list(users[0]), users)
    write(folder / "segments.csv", ["segment", "name", "size", "users"],
          [{"segment": s, "name": s, "size": len(u), "users": ";".join(u)} for s, u in members.items()])
    write(folder / "touchpoints.csv", ["event_id", "user", "campaign", "channel", "product", "type", "time", "value", "quantity", "cost"], rows)
    print(f"{len(users)} users, {len(members)} segments, {len(rows)} touchpoints", file=sys.stderr)


if __name__ == "__main__":
    main()
