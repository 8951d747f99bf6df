#!/usr/bin/python3
"""Writes the workbooks of this folder. Needs python3-openpyxl, python3-xlwt and LibreOffice (soffice).

One workbook as openpyxl writes it, the same as LibreOffice writes it in three formats, and one by xlwt:
  openpyxl.xlsx  libreoffice.xlsx  libreoffice.ods  libreoffice.xls  xlwt.xls
formula.xlsx        formulas that no program has computed; formula_computed.xlsx the same computed by LibreOffice
encrypted.xlsx      the container Excel puts a workbook with a password into (its content is no real cipher text)
"""
import datetime
import pathlib
import shutil
import subprocess
import tempfile

import openpyxl
import xlwt
from xlwt.CompoundDoc import XlsDoc

HERE = pathlib.Path(__file__).parent


def campaigns():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "活动"
    sheet.merge_cells("A1:H1")
    sheet["A1"] = "2024 双十一复盘"
    sheet.append(["渠道", "开始", "结束", "推送", "时点", "时长", "预算", "转化率"])
    day = datetime.date(2024, 11, 11)
    for row, channel in ((3, "短信"), (5, "微信")):
        sheet.cell(row, 1, channel)
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=1, end_column=1)
    for row in range(3, 7):
        cells = sheet[row]
        values = [
            (day + datetime.timedelta(row), "yyyy-mm-dd"),
            (day + datetime.timedelta(row + 10), 'yyyy"年"m"月"d"日"'),
            (datetime.datetime(2024, 11, 11, 9, 30, row), "yyyy/m/d h:mm"),
            (datetime.time(20, 5, row), "h:mm:ss"),
            (datetime.timedelta(hours=30 + row, minutes=5), "[h]:mm:ss"),
            (1200000 + row, "#,##0"),
            (0.125 * row, "0.0%"),
        ]
        for cell, (value, code) in zip(cells[1:], values):
            cell.value = value
            cell.number_format = code
    values = book.create_sheet("值")
    for value in (0.57, 0.1 + 0.2, 1e21, -1.5e-7, 0, -42, 12345678901, True, False, "00123", " 前后空格 ",
                  "两行\n文字", "😀 & <标签>", "=不是公式", "１２３"):
        cell = values.cell(values.max_row + 1 if values["A1"].value is not None else 1, 1, value)
        if isinstance(value, str):
            cell.data_type = "s"
    for serial, code in ((1, "yyyy-mm-dd"), (59, "yyyy-mm-dd"), (60, "yyyy-mm-dd"), (61, "yyyy-mm-dd"),
                         (0.5, "h:mm"), (45607.75, "yyyy-mm-dd"), (45607, "m/d/yy h:mm")):
        cell = values.cell(values.max_row + 1, 1, serial)
        cell.number_format = code
    book.create_sheet("底稿").sheet_state = "hidden"
    book["底稿"]["B2"] = "隐藏"
    sparse = book.create_sheet("稀疏")
    sparse["IV1"] = "右"
    sparse["A20000"] = "下"
    return book


def formulas():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"] = 3, 4
    sheet["B1"], sheet["B2"], sheet["B3"], sheet["B4"] = "=A1*A2", '="第"&A1', "=1/0", "=A1<A2"
    return book


def old_workbook():
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("旧表")
    date = xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"')
    sheet.write_merge(0, 0, 0, 3, "2019 年货节")
    for column, value in enumerate(("名称", "预算", "开始", "有效")):
        sheet.write(1, column, value)
    for row in range(2, 40):
        sheet.write(row, 0, "活动%d" % row)
        sheet.write(row, 1, 1000.5 * row)
        sheet.write(row, 2, datetime.date(2019, 1, 1) + datetime.timedelta(row), date)
        sheet.write(row, 3, row % 2 == 0)
    sheet.write(40, 0, "长" * 5000)  # a text that runs over two records
    sheet.write(40, 1, xlwt.Formula("B3+B4"))
    book.add_sheet("空").visibility = 1
    return book


def encrypted(path):
    XlsDoc().save(str(path), b"\0" * 4096)
    data = path.read_bytes()
    name = "Workbook".encode("utf-16-le")
    at = data.index(name)
    new = "EncryptedPackage".encode("utf-16-le")
    entry = new.ljust(64, b"\0") + (len(new) + 2).to_bytes(2, "little")
    path.write_bytes(data[:at] + entry + data[at + len(entry):])


def convert(source, kind, target):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", kind,
                        "--outdir", folder, str(source)], check=True, stdout=subprocess.DEVNULL)
        shutil.copy(pathlib.Path(folder) / f"{source.stem}.{kind}", target)


campaigns().save(HERE / "openpyxl.xlsx")
formulas().save(HERE / "formula.xlsx")
old_workbook().save(str(HERE / "xlwt.xls"))
encrypted(HERE / "encrypted.xlsx")
for extension in ("xlsx", "ods", "xls"):
    convert(HERE / "openpyxl.xlsx", extension, HERE / f"libreoffice.{extension}")
convert(HERE / "formula.xlsx", "xlsx", HERE / "formula_computed.xlsx")
