#!/usr/bin/python3
"""Finds the evidence of every label of labels.tsv in the file it names, and lists the labels without any.

Reads the files by other means than they were written: openpyxl, python-docx, the XML inside PPTX, pdftotext, and LibreOffice for
XLS and ODS. A number must stand in the file in some unit (2000000 as 200万, 200w, 200 under 万元, 2M); where a campaign has a row or
column of its own, it must stand there. Exit 1 when a label has no evidence. --places counts where the evidence was found.
"""
import collections
import csv
import datetime
import html
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib
import unicodedata
import zipfile

import docx
import openpyxl

HERE = pathlib.Path(__file__).resolve().parent
FILES = HERE / "files"
METRICS = {entry["metric"]: [entry["metric"], entry["en"], entry["zh"]] + entry["aliases"]
           for entry in tomllib.loads((HERE.parents[2] / "archive/data/metrics.toml").read_text("utf-8"))["metric"]}
# Words of the files that stand for a metric and are nobody's alias in general.
METRICS["wecom_contacts"] += ["目标加粉"]
METRICS["followers"] += ["目标加粉"]
METRICS["gmv"] += ["带来成交", "付费成交", "700万"]
METRICS["roas"] += ["支付ROI", "千川ROI"]
METRICS["live_viewers"] += ["单场观看"]
METRICS["notes_published"] += ["篇笔记", "UGC"]
METRICS["visitors"] += ["进店"]
METRICS["ctr"] += ["点击率"]
METRICS["delivered"] += ["成功条数"]
METRICS["clicks"] += ["短链点击"]
METRICS["sends"] += ["短信发送"]
METRICS["orders"] += ["单"]
METRICS["units_sold"] += ["销量"]
METRICS["sales_amount"] += ["企业团购", "700万"]
WORDS = {"conversion": ["转化", "冲销售"], "launch": ["新品"], "win_back": ["召回"], "acquisition": ["拉新"], "activation": ["促活"],
         "retention": ["复购"], "finished": ["已结束", "待复盘"], "planned": ["未启动", "筹备中"], "cancelled": ["已取消"],
         "CNY": ["RMB", "¥"]}
NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(%|万|[wWkKM](?![A-Za-z]))?")
UNIT = {"%": 0.01, "万": 1e4, "w": 1e4, "W": 1e4, "k": 1e3, "K": 1e3, "M": 1e6}


def folded(text):
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text))).lower()


def workbook(path):
    book = openpyxl.load_workbook(path, data_only=True)
    return [(sheet.title, [[cell.value for cell in row] for row in sheet.iter_rows()])
            for sheet in book.worksheets if sheet.sheet_state == "visible"]


def tables(path):
    """The file as [(title, rows of cells)]; text without cells is one line to a row."""
    suffix = path.suffix
    if suffix == ".xlsx":
        return workbook(path)
    if suffix in (".xls", ".ods"):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx",
                            "--outdir", folder, str(path)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            return workbook(pathlib.Path(folder) / (path.stem + ".xlsx"))
    if suffix == ".csv":
        data = path.read_bytes()
        text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "gb18030")
        return [("", list(csv.reader(text.splitlines())))]
    if suffix == ".docx":
        document = docx.Document(str(path))
        rows = [[paragraph.text] for paragraph in document.paragraphs]
        return [("", rows + [[cell.text for cell in row.cells] for table in document.tables for row in table.rows])]
    if suffix == ".pptx":
        rows = []
        with zipfile.ZipFile(path) as archive:
            for name in sorted(name for name in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)):
                for line in re.findall(r"<a:p>.*?</a:p>", archive.read(name).decode("utf-8"), re.S):
                    rows.append([html.unescape("".join(re.findall(r"<a:t[^>]*>([^<]*)", line)))])
        return [("", rows)]
    if suffix == ".pdf":
        text = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True).stdout.decode("utf-8")
        return [("", [[text.replace("\n", "")]])]
    text = path.read_text("utf-8")
    if suffix == ".html":
        text = html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(script|style).*?</\1>", "", text)))
    return [("", [[line] for line in text.splitlines()])]


def numbers(cells, units):
    """Every amount the cells can mean."""
    found = set()
    for cell in cells:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            found.update(round(cell * unit, 6) for unit in units)
        elif isinstance(cell, str):
            for digits, unit in NUMBER.findall(cell):
                amount = float(digits.replace(",", ""))
                found.update(round(amount * factor, 6) for factor in ([UNIT[unit]] if unit else units))
    return found


def has_number(value, found):
    return any(abs(amount - value) <= 1e-6 * max(1, abs(value)) for amount in found)


class Evidence:
    def __init__(self, path):
        self.sheets = tables(path)
        self.cells = [cell for _, rows in self.sheets for row in rows for cell in row if cell not in (None, "")]
        self.context = " ".join([str(path.relative_to(FILES))] + [title for title, _ in self.sheets])
        self.spaced = unicodedata.normalize("NFKC", " | ".join([self.context] + [str(cell) for cell in self.cells]))
        self.text = folded(self.spaced)
        self.units = [1, 1e4] if "万" in self.text else [1]

    def places(self, name):
        """The rows and columns that belong to a campaign, the sheet around them, the file."""
        lines, sheets = [], []
        for title, rows in self.sheets:
            for row in rows:
                for column, cell in enumerate(row):
                    if cell is None or not name or folded(name) not in folded(cell):
                        continue
                    sheets.append([cell for row in rows for cell in row])
                    if folded(cell) == folded(name) or len(folded(name)) * 2 > len(folded(cell)):
                        lines.append(row)
                        lines.append([other[column] for other in rows if column < len(other)])
        return (("line", lines), ("sheet", sheets), ("file", [self.cells]))

    def number(self, value, name):
        for place, groups in self.places(name):
            if any(has_number(value, numbers(group, self.units)) for group in groups):
                return place
        for _, rows in self.sheets:
            for column in range(max((len(row) for row in rows), default=0)):
                parts = sorted(numbers([row[column] for row in rows if column < len(row)], self.units))
                if any(has_number(value - part, parts) for part in parts):
                    return "sum"
        return None

    def date(self, value, certain):
        day = datetime.date.fromisoformat(value)
        for cell in self.cells:
            if isinstance(cell, datetime.datetime) and cell.date() == day:
                return "cell"
        year = str(day.year) in self.text
        if year and re.search(rf"(?<!\d)0?{day.month}\s*[.月/-]\s*0?{day.day}(?!\d)", self.spaced):
            return "text"
        return "month" if year and not certain and f"{day.month}月" in self.text else None


def metric_named(metric, text):
    return any(folded(alias) in text for alias in METRICS.get(metric, [metric]))


def check(label, evidence, name):
    """Where the evidence was found, or None."""
    field, value, certain = label["field"], label["value"], label["certain"] == "yes"
    if field == "none":
        return "none"
    for part in re.findall(r"@(.+)$|^cost\.(.+)\.(?:planned|actual)$", field):
        if folded("".join(part)) not in evidence.text:
            return None
    metric = re.match(r"(?:goal|result)\.([^.@]+)", field)
    if metric and not metric_named(metric[1], evidence.text):
        return None
    if field in ("start", "end"):
        return evidence.date(value, certain)
    if field in ("budget", "spend") or metric or field.startswith("cost."):
        places = [evidence.number(float(part), name) for part in value.split("..")]
        if None in places and ".." in value:
            low, high = (float(part) / 1e4 for part in value.split(".."))
            return "range" if f"{low:g}–{high:g}万" in evidence.text else None
        return None if None in places else places[0]
    if field in ("objective", "status", "currency"):
        return "word" if any(folded(word) in evidence.text for word in WORDS[value]) else None
    return "text" if folded(value) in evidence.text else None


def main():
    with open(HERE / "labels.tsv", encoding="utf-8") as source:
        labels = list(csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE))
    names = {(label["file"], label["campaign"]): label["value"] for label in labels if label["field"] == "name"}
    on_disk = {str(path.relative_to(FILES)) for path in FILES.rglob("*") if path.is_file()}
    missing = [("no label", name) for name in sorted(on_disk - {label["file"] for label in labels})]
    missing += [("no file", name) for name in sorted({label["file"] for label in labels} - on_disk)]
    evidence, places = {}, collections.Counter()
    for label in labels:
        name = label["file"]
        if name not in on_disk:
            continue
        if name not in evidence:
            evidence[name] = Evidence(FILES / name)
        place = check(label, evidence[name], names.get((name, label["campaign"]), ""))
        places[place] += 1
        if place is None:
            missing.append(("no evidence", *(label[key] for key in ("file", "campaign", "field", "value", "certain"))))
        elif "--where" in sys.argv and place in sys.argv:
            print(place, *(label[key] for key in ("file", "campaign", "field", "value", "certain")), sep="\t")
    for entry in missing:
        print(*entry, sep="\t")
    print(len(labels), "labels in", len(evidence), "files;", len(missing), "without evidence")
    if "--places" in sys.argv:
        print(dict(places))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
