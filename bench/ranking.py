#!/usr/bin/env python3
"""nDCG@10 of the search on collections with relevance judgements, beside Xapian's own BM25 on the same texts in the same run.

    script/bench ranking              ALMANAC_COLLECTIONS=DIR, or: bench/ranking.py --build build/release DIR [NAME …]

DIR holds a folder for each collection: docs.jsonl (id, title, text), queries.tsv (id, tab, question), qrels.txt (TREC). Each is
imported by `almanac import` into an archive of its own (bench/ranking.toml: a document is a campaign, its text the summary) and
asked through GET /api/v1/search with default parameters; Chinese ones once more in traditional characters. Where bench/README.md
names a published figure, it stands beside.
"""
import argparse
import collections
import http.client
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

from run import Server

# nDCG@10 of BM25 (k1 .9, b .4) as published with the collections, and which way round their grades run.
PUBLISHED = {"med": 0.670, "cacm": 0.446, "cran": 0.324, "cmrc2018": 0.978}
BEST_IS_ONE = {"cran": 5}  # grades 1 (best) to 4: gain 5 - grade
ENGLISH = ("med", "cacm", "cran")


def questions_of(folder):
    lines = (folder / "queries.tsv").read_text("utf-8").splitlines()
    return [line.split("\t", 1) for line in lines if "\t" in line]


def judgements_of(folder, name):
    judged = collections.defaultdict(dict)
    for line in (folder / "qrels.txt").read_text("utf-8").splitlines():
        question, _, document, grade = line.split()
        if int(grade) > 0:  # cran has -1 for what was looked at and is of no interest
            judged[question][document] = BEST_IS_ONE[name] - int(grade) if name in BEST_IS_ONE else int(grade)
    return judged


def gain_of(gains):
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains[:10]))


def ndcg(answers, judged):
    """Mean over the judged questions; one without an answer counts 0."""
    values = []
    for question, grades in judged.items():
        found = [grades.get(document, 0) for document in answers.get(question, [])]
        values.append(gain_of(found) / gain_of(sorted(grades.values(), reverse=True)))
    return sum(values) / len(values)


def peer(build, folder):
    lines = subprocess.run([build / "bench/ranking_peer", "rank", folder], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")
    answers = collections.defaultdict(list)
    for line in lines.splitlines():
        question, document = line.split("\t")
        answers[question].append(document)
    return answers


def traditional(build, questions):
    text = "\n".join(question for _, question in questions) + "\n"
    lines = subprocess.run([build / "bench/ranking_peer", "traditional"], check=True, input=text.encode("utf-8"), stdout=subprocess.PIPE).stdout
    return [[key, line] for (key, _), line in zip(questions, lines.decode("utf-8").splitlines())]


def ask(port, questions):
    """Answers by question, how each was matched, and the seconds each took."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    answers, matched, seconds = {}, collections.Counter(), []
    for key, question in questions:
        began = time.perf_counter()
        connection.request("GET", "/api/v1/search?" + urllib.parse.urlencode({"q": question, "limit": 10}))
        response = connection.getresponse()
        body = response.read()
        seconds.append(time.perf_counter() - began)
        if response.status != 200:
            raise SystemExit(f"{response.status} for: {question}\n{body.decode('utf-8')}")
        answer = json.loads(body)
        answers[key] = [hit["code"] for hit in answer["hits"] if hit["kind"] == "campaign"]
        matched[answer["match"]] += 1
    connection.close()
    return answers, matched, sorted(seconds)


def measure(build, work, folder, name):
    judged = judgements_of(folder, name)
    questions = [pair for pair in questions_of(folder) if pair[0] in judged]
    data = work / name.replace("/", "_")
    done = subprocess.run([build / "almanac", "--data", data, "import", "--map", pathlib.Path(__file__).with_name("ranking.toml"), folder / "docs.jsonl"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise SystemExit(done.stdout.decode("utf-8", "replace"))
    server = Server(build, data)
    try:
        server.wait_until_ready()
        answers, matched, seconds = ask(server.port, questions)
        row = {"name": name, "almanac": ndcg(answers, judged), "xapian": ndcg(peer(build, folder), judged), "published": PUBLISHED.get(name),
               "matched": matched, "median_ms": 1000 * seconds[len(seconds) // 2]}
        if any("\u4e00" <= c <= "\u9fff" for _, question in questions for c in question):
            other, _, _ = ask(server.port, traditional(build, questions))
            row["other_script"] = ndcg(other, judged)
    finally:
        server.stop()
        shutil.rmtree(data, ignore_errors=True)
    return row


def written(value):
    return "     " if value is None else f"{value:.3f}"


def run_all(build, work, directory, names=()):
    """One line for each collection; true if the goals of bench/README.md are met on those that were measured."""
    found = sorted(path.parent for path in directory.rglob("docs.jsonl"))
    rows = []
    print("collection    almanac  in traditional  Xapian BM25  published   matched                     median ms")
    for folder in found:
        name = folder.relative_to(directory).as_posix()
        if names and name not in names:
            continue
        row = measure(build, work, folder, name)
        rows.append(row)
        matched = " ".join(f"{count} {how}" for how, count in sorted(row["matched"].items()))
        print(f"{name:12}  {row['almanac']:.3f}    {written(row.get('other_script'))}           {row['xapian']:.3f}        {written(row['published'])}       "
              f"{matched:26}  {row['median_ms']:.1f}", flush=True)
    good = True
    for row in rows:
        for figure in (row["almanac"], row.get("other_script")):
            if row["published"] is not None and figure is not None:
                good &= figure >= row["published"]
    english = [row for row in rows if row["name"] in ENGLISH]
    if len(english) == len(ENGLISH):
        mean = {key: sum(row[key] for row in english) / len(english) for key in ("almanac", "xapian", "published")}
        gain = mean["almanac"] - mean["published"]
        print(f"English with published figures: {mean['almanac']:.3f}, published {mean['published']:.3f}, Xapian BM25 {mean['xapian']:.3f}: "
              f"{gain:+.3f} against published, at least +.020   {'ok' if gain >= 0.02 else 'MISSED'}")
        good &= gain >= 0.02
    if not rows:
        raise SystemExit(f"no collection in {directory}")
    print("none below the published figure: " + ("ok" if good else "MISSED"))
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="almanac-ranking-"))
    try:
        return 0 if run_all(arguments.build.resolve(), work, arguments.directory, arguments.names) else 1
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    sys.exit(main())
