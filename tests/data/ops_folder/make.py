#!/usr/bin/python3
"""Writes the folder of an invented operations team under files/: 30 workbooks and 15 documents.

Needs openpyxl, xlwt, python-docx and soffice. The contents are in workbooks.py and documents.py; labels.tsv is written by hand
and is not produced from them. Times and identifiers inside the files are fixed, so a second run gives the same bytes.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

sys.dont_write_bytecode = True

import documents
import workbooks

ROOT = pathlib.Path(__file__).resolve().parent / "files"
STAMP = "2025-12-01T09:00:00Z"


def normalise(path):
    """Gives a zip container fixed times and fixed document properties."""
    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, info.compress_type, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, compression, data in members:
            if name in ("docProps/core.xml", "meta.xml"):
                text = data.decode("utf-8")
                text = re.sub(r"(<(dcterms:\w+|meta:creation-date|dc:date)\b[^>]*>)[^<]*(</)", rf"\g<1>{STAMP}\3", text)
                text = re.sub(r"(<dc:creator>)[^<]*(</)", r"\1运营部\2", text)
                text = re.sub(r"<meta:editing-duration>[^<]*</", "<meta:editing-duration>PT0S</", text)
                data = text.encode("utf-8")
            elif name.startswith("ppt/"):
                data = re.sub(rb'(<a:fld id=")\{[0-9A-F-]{36}\}', rb"\1{00000000-0000-0000-0000-000000000000}", data)
            info = zipfile.ZipInfo(name, (2025, 12, 1, 9, 0, 0))
            info.compress_type = compression
            archive.writestr(info, data)


def normalise_pdf(path):
    """Gives a PDF a fixed time and identifier; every replacement keeps its length, so the offsets hold."""
    data = path.read_bytes()
    data = re.sub(rb"\(D:\d{14}", b"(D:20251201090000", data)
    data = re.sub(rb"<[0-9A-F]{32}>", b"<" + b"0" * 32 + b">", data)
    data = re.sub(rb"/DocChecksum /[0-9A-F]{32}", b"/DocChecksum /" + b"0" * 32, data)
    path.write_bytes(data)


def convert(source, target, kind):
    """Lets LibreOffice turn `source` into `target`; `kind` is what --convert-to takes."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        copy = folder / ("in" + source.suffix)
        shutil.copy(source, copy)
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", kind,
                        "--outdir", str(folder / "out"), str(copy)], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=180)
        shutil.copy(next((folder / "out").iterdir()), target)


def main():
    if ROOT.exists():
        shutil.rmtree(ROOT)
    for name, write in workbooks.FILES + documents.FILES:
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, convert)
        if zipfile.is_zipfile(path):
            normalise(path)
        elif path.suffix == ".pdf":
            normalise_pdf(path)
    print(sum(1 for path in ROOT.rglob("*") if path.is_file()), "files",
          sum(path.stat().st_size for path in ROOT.rglob("*") if path.is_file()), "bytes")


if __name__ == "__main__":
    main()
