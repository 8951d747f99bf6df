"""Counts how much of the labelled campaign folder was read correctly: the section "Counting" of tests/data/ops_folder/README.md, in code.

Labels and what was stored become the same form, (campaign, field, channel, value); a file's records are assigned to its label campaigns,
then every label is looked for among the values read, and every value read among the labels. Nothing here runs the program.
"""
import collections
import csv
import dataclasses
import decimal
import json
import pathlib
import re
import tomllib
import unicodedata
from decimal import Decimal

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "tests/data/ops_folder"
DOCUMENTS = {".docx", ".pptx", ".pdf", ".md", ".html"}
REVIEW_WORDS = ("复盘", "总结", "post-mortem", "review", "retrospective")
SINGLE_FIELDS = ("name", "code", "start", "end", "budget", "spend", "currency", "owner", "status", "objective", "theme", "occasion",
                 "summary")
LIST_FIELDS = ("channels", "products", "segments")
# Spellings of one occasion, for "an occasion that is part of the name": the name may say 双11 where the occasion is 双十一.
OCCASION_SPELLINGS = [["双十一", "双11", "11.11"], ["双十二", "双12", "12.12"], ["618", "6.18"], ["春节", "新春"], ["中秋", "中秋节"],
                      ["七夕", "七夕节"], ["妇女节", "女神节", "三八", "38节"], ["圣诞节", "圣诞"], ["周年庆", "店庆"]]


# ---- folding and agreement -------------------------------------------------------------------------------------------


def folded(text):
    """Without width, case, spaces and quotes."""
    text = unicodedata.normalize("NFKC", str(text)).casefold()
    return re.sub("[\\s\"'`“”„‘’‚「」『』《》〈〉«»]", "", text)


def name_forms(text):
    """The folded name without a leading year and trailing 大促, 活动, 复盘. 2024年货节 may begin with 2024 or with 2024年: both count."""
    text = folded(text)
    forms = set()
    for year in ("", r"^20\d\d[-_.]?", r"^20\d\d年度?", r"^\d\d年"):
        form = re.sub(year, "", text)
        forms.add(re.sub("(大促|活动|复盘)+$", "", form) or form)
    with_year = re.sub("(大促|活动|复盘)+$", "", text)
    if len(forms) > 1:
        forms.discard(with_year)
    return forms - {""}


def names_agree(one, other):
    return not name_forms(one).isdisjoint(name_forms(other))


def lesson_letters(text):
    """Letters and digits alone, without numbering in front."""
    text = re.sub(r"^\s*[①-⑳➀-➓]", "", str(text))
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"^\s*(?:[-*•·●▪]\s*)?(?:\d{1,2}\.(?!\d)|\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)、])", "", text)
    return "".join(letter for letter in text if unicodedata.category(letter)[0] in "LN")


def lessons_agree(one, other):
    short, long = sorted((lesson_letters(one), lesson_letters(other)), key=len)
    return bool(short) and short in long and len(long) <= 2 * len(short)


def number(text):
    try:
        found = Decimal(str(text))
        return found if found.is_finite() else None
    except decimal.InvalidOperation:
        return None


def numbers_agree(expected, read):
    """Within 0.01 %; a range agrees with a range."""
    expected, read = str(expected).split(".."), str(read).split("..")
    if len(expected) != len(read):
        return False
    for one, other in zip(expected, read):
        one, other = number(one), number(other)
        if one is None or other is None or abs(one - other) > abs(one) * Decimal("0.0001"):
            return False
    return True


class Channels:
    """Names of channels, alike by their folding or by archive/data/channels.toml."""

    def __init__(self):
        self.keys = {}
        for entry in tomllib.loads((ROOT / "archive/data/channels.toml").read_text("utf-8"))["channel"]:
            for name in [entry["channel"], entry["name"]] + entry.get("aliases", []):
                self.keys.setdefault(folded(name), entry["channel"])

    def agree(self, one, other):
        one, other = folded(one), folded(other)
        return one == other or self.keys.get(one, one) == self.keys.get(other, other)


CHANNELS = Channels()


# ---- labels and readings in one form ---------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Label:
    half: str
    file: str
    campaign: str
    written: str  # the field as labels.tsv has it
    field: str  # without its channel: "result.gmv", "cost.planned"
    channel: str  # or empty
    value: str
    certain: bool


@dataclasses.dataclass(frozen=True)
class Read:
    """One value that was stored. `values` and `channels` are spellings of the one thing: a product's number and name."""
    field: str
    values: tuple
    channels: tuple = ()
    part: bool = False  # of a single day, session, phase, product or segment

    @property
    def written(self):
        return self.field + ("@" + "/".join(self.channels) if self.channels else "")

    @property
    def value(self):
        return str(self.values[0])


def label_of(half, file, campaign, written, value, certain):
    cost = re.fullmatch(r"cost\.(.+)\.(planned|actual)", written)
    field, _, channel = written.partition("@")
    if cost:
        field, channel = "cost." + cost[2], cost[1]
    return Label(half, file, campaign, written, field, channel, value, certain == "yes")


def load_labels():
    with open(FOLDER / "labels.tsv", encoding="utf-8", newline="") as source:
        rows = csv.reader(source, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [label_of(*row) for row in rows]


def is_document(file):
    return pathlib.PurePath(file).suffix.lower() in DOCUMENTS


def is_review(file):
    return is_document(file) or any(word in file.casefold() for word in REVIEW_WORDS)


def ratio(entry, key):
    """12.5 with the unit % is 0.125."""
    value = number(entry[key])
    return value / 100 if value is not None and entry.get("unit") == "%" else entry[key]


def goal_reads(goal):
    metric = goal.get("metric") or goal.get("text") or ""
    low, high = ("low" in goal), ("high" in goal)
    if "target" in goal:
        value = ratio(goal, "target")
    elif low and high:
        value = f"{ratio(goal, 'low')}..{ratio(goal, 'high')}"
    elif low or high:
        value = ratio(goal, "low" if low else "high")
    else:
        return
    yield Read(f"goal.{metric}.target", (value,), part="phase" in goal)


def result_reads(results):
    # A dated figure is that of a day or session only beside others of the same metric; alone it is the campaign's, dated.
    beside = collections.Counter((result.get("metric"), result.get("channel")) for result in results)
    for result in results:
        if "value" not in result:
            continue
        dated = "date" in result or "from" in result or "to" in result
        part = any(key in result for key in ("segment", "product", "phase", "variant"))
        part = part or (dated and beside[result.get("metric"), result.get("channel")] > 1)
        channels = (result["channel"],) if result.get("channel") else ()
        yield Read("result." + (result.get("metric") or result.get("text") or ""), (ratio(result, "value"),), channels, part)


def cost_reads(cost):
    named = [cost[key] for key in ("channel", "kind", "text") if cost.get(key)]
    if cost.get("channel") and cost.get("kind"):
        named.append(cost["channel"] + cost["kind"])
    for key in ("planned", "actual"):
        if key in cost:
            yield Read("cost." + key, (cost[key],), tuple(named) or ("",))


def lesson_read(lesson):
    if isinstance(lesson, str):
        return Read("lesson", (lesson,))
    texts = [lesson[key] for key in ("statement", "advice") if lesson.get(key)]
    return Read("lesson", tuple(texts + (["".join(texts)] if len(texts) > 1 else [])) or ("",))


def reads_of(campaign, names=None):
    """The values of a campaign in the record format that the README counts. `names`: {("products", key): full name}."""
    found = [Read(field, (campaign[field],)) for field in SINGLE_FIELDS if campaign.get(field) not in (None, "")]
    for field in LIST_FIELDS:
        for item in campaign.get(field, []):
            full = (names or {}).get((field, item))
            found.append(Read(field, (item, full) if full else (item,)))
    for goal in campaign.get("goals", []):
        found.extend(goal_reads(goal))
    found.extend(result_reads(campaign.get("results", [])))
    for cost in campaign.get("costs", []):
        found.extend(cost_reads(cost))
    return found + [lesson_read(lesson) for lesson in campaign.get("lessons", [])]


@dataclasses.dataclass
class Reading:
    """What the program stored of one file."""
    campaigns: list = dataclasses.field(default_factory=list)  # in the record format, with their lessons
    names: dict = dataclasses.field(default_factory=dict)
    offered: list = dataclasses.field(default_factory=list)  # (campaign's code, Read): values that wait for confirmation
    derived_codes: set = dataclasses.field(default_factory=set)


def reading_of(export, unconfirmed=(), report=None):
    """From the lines of an export, the items of GET /api/v1/unconfirmed and the report of the import."""
    reading = Reading()
    lessons = collections.defaultdict(list)
    keys = {"channel": ("channels", "channel"), "product": ("products", "sku"), "segment": ("segments", "segment")}
    for line in export.splitlines():
        record = json.loads(line, parse_float=Decimal)
        kind = record.get("record")
        if kind == "campaign":
            reading.campaigns.append(record)
        elif kind == "lesson":
            lessons[record["campaign"]].append(record)
        elif kind in keys and record.get("name"):
            field, key = keys[kind]
            reading.names[field, record[key]] = record["name"]
    for campaign in reading.campaigns:
        campaign["lessons"] = campaign.get("lessons", []) + lessons[campaign["code"]]
    for item in unconfirmed:
        field, value = item["field"], item["value"]
        if field not in SINGLE_FIELDS and not isinstance(value, list):
            value = [value]
        reading.offered.extend((item["key"], read) for read in reads_of({field: value}, reading.names))
    for file in (report or {}).get("files", []):
        reading.derived_codes.update(entry["code"] for entry in file.get("derived_codes", []))
    return reading


# ---- counting --------------------------------------------------------------------------------------------------------


def agrees(label, read):
    if folded(label.field) != folded(read.field) or bool(label.channel) != bool(read.channels):
        return False
    if label.channel and not any(CHANNELS.agree(label.channel, channel) for channel in read.channels):
        return False
    if label.field in ("budget", "spend") or label.field.startswith(("goal.", "result.", "cost.")):
        same = numbers_agree
    elif label.field in ("start", "end"):
        same = lambda expected, value: expected == str(value)
    else:
        alike = {"name": names_agree, "channels": CHANNELS.agree, "lesson": lessons_agree}
        same = alike.get(label.field, lambda expected, value: folded(expected) == folded(value))
    return any(same(label.value, value) for value in read.values)


def in_name(occasion, name):
    spellings = next((group for group in OCCASION_SPELLINGS if occasion in group), [occasion])
    return any(folded(spelling) in folded(name) for spelling in spellings)


def is_neutral(read, labels, campaign, file, derived_codes):
    """Neither right nor wrong; `labels` are those of the campaign in this file, none of which agrees."""
    if read.part or read.field == "result.attainment":
        return True
    if read.field == "channels":
        return any(label.channel and CHANNELS.agree(label.channel, value) and label.field.startswith(("cost.", "result."))
                   for label in labels for value in read.values)
    if any(label.field == read.field for label in labels):
        return False
    name = str(campaign.get("name", ""))
    names = [name] + [label.value for label in labels if label.field == "name"]
    return ((read.field == "currency" and read.value == "CNY") or
            (read.field == "status" and read.value in ("finished", "reviewed") and is_review(file)) or
            (read.field == "occasion" and any(in_name(read.value, one) for one in names)) or
            (read.field == "code" and (read.value in derived_codes or any(form in folded(read.value) for form in name_forms(name)))))


def assigned(campaigns, labels):
    """For each campaign read the label campaign it belongs to, or None; `labels` are all those of the file."""
    known = list(dict.fromkeys(label.campaign for label in labels))
    said = collections.defaultdict(list)
    for label in labels:
        said[label.campaign, label.field].append(label.value)
    taken = set()

    def choose(candidates, campaign):
        """Of several with one name the one of the same start, else of the same year, else the first that nothing belongs to yet."""
        start = str(campaign.get("start", ""))
        year = start[:4] or (re.findall(r"20\d\d", str(campaign.get("name", ""))) or [""])[0]
        for fits in (lambda one: start in said[one, "start"], lambda one: year and one.startswith(year),
                     lambda one: one not in taken):
            candidates = [one for one in candidates if fits(one)] or candidates
        return candidates[0]

    found = []
    for campaign in campaigns:
        name, start = campaign.get("name", ""), str(campaign.get("start", ""))
        candidates = [one for one in known if any(names_agree(name, value) for value in said[one, "name"])]
        candidates = candidates or [one for one in known if start in said[one, "start"]]
        if not candidates and len(known) == 1:
            candidates = known
        found.append(choose(candidates, campaign) if candidates else None)
        taken.add(found[-1])
    return found


@dataclasses.dataclass
class Outcome:
    """Of a certain label: `found` or `offered`. Of a value read: right, neutral or wrong; `question` if it was only offered."""
    file: str
    campaign: str
    field: str
    expected: str = ""
    read: str = ""
    label: bool = False
    found: bool = False
    offered: bool = False
    right: bool = False
    neutral: bool = False
    question: bool = False

    @property
    def family(self):
        base = self.field.split("@")[0]
        if base.startswith("cost."):
            return "cost." + base.rsplit(".", 1)[1] if self.label else base
        return base.split(".")[0] + ("@channel" if "@" in self.field else "")


def compared(labels, reading):
    """The outcomes of one file; `labels` are all those of the file."""
    file = labels[0].file
    if labels[0].field == "none":
        return [Outcome(file, "", read.written, read=read.value)
                for campaign in reading.campaigns for read in reads_of(campaign, reading.names)]
    by_campaign = collections.defaultdict(list)
    for label in labels:
        by_campaign[label.campaign].append(label)
    facts, questions = collections.defaultdict(list), collections.defaultdict(list)
    outcomes = []

    def judge(read, campaign, owner, question):
        there = by_campaign.get(owner, [])
        right = any(agrees(label, read) for label in there)
        neutral = not right and is_neutral(read, there, campaign, file, reading.derived_codes)
        expected = " | ".join(label.value for label in there if label.field == read.field)
        outcomes.append(Outcome(file, owner or f"({campaign.get('name', '')})", read.written, expected, read.value,
                                right=right, neutral=neutral, question=question))

    by_code = {}
    for campaign, owner in zip(reading.campaigns, assigned(reading.campaigns, labels)):
        by_code[campaign.get("code", "")] = (campaign, owner)
        for read in reads_of(campaign, reading.names):
            facts[owner].append(read)
            judge(read, campaign, owner, False)
    for code, read in reading.offered:
        campaign, owner = by_code.get(code, ({}, None))
        questions[owner].append(read)
        judge(read, campaign, owner, True)
    for label in labels:
        if label.certain:
            outcomes.append(Outcome(file, label.campaign, label.written, label.value,
                                    " | ".join(read.value for read in facts[label.campaign] if read.field == label.field), label=True,
                                    found=any(agrees(label, read) for read in facts[label.campaign]),
                                    offered=any(agrees(label, read) for read in questions[label.campaign])))
    return outcomes


@dataclasses.dataclass
class Tally:
    labels: int = 0
    found: int = 0
    confirmable: int = 0  # found, or offered as a question
    right: int = 0
    wrong: int = 0
    neutral: int = 0
    questions: int = 0
    wrong_questions: int = 0

    @classmethod
    def of(cls, outcomes):
        facts = [one for one in outcomes if not one.label and not one.question]
        asked = [one for one in outcomes if one.question]
        labels = [one for one in outcomes if one.label]
        return cls(len(labels), sum(one.found for one in labels), sum(one.found or one.offered for one in labels),
                   sum(one.right for one in facts), sum(not one.right and not one.neutral for one in facts),
                   sum(one.neutral for one in facts), len(asked), sum(not one.right and not one.neutral for one in asked))

    @property
    def precision(self):
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self):
        return self.found / self.labels if self.labels else None

    @property
    def recall_with_confirmation(self):
        return self.confirmable / self.labels if self.labels else None
