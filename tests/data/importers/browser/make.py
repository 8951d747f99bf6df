#!/usr/bin/python3
"""Writes the files of the browser test of the import page: what an operations team drops on it.

    python3 make.py        (python3-openpyxl, python3-docx)
"""
import datetime
import pathlib

import docx
import openpyxl

here = pathlib.Path(__file__).parent

# As an old Windows program saves it: GB18030, CRLF, amounts in words, the last row with its dates the wrong way round.
rows = [
    "活动代码,活动名称,开始时间,结束时间,活动预算,渠道,活动目标",
    "QJ-2025-01,秋季上新,2025-09-01,2025-09-10,20万,公众号、短信,GMV 100万",
    "QJ-2025-02,中秋会员日,2025-10-04,2025-10-06,￥86,000,企业微信,拉新 500人".replace("￥86,000", '"￥86,000"'),
    "QJ-2025-03,秋季返场,2025-09-20,2025-09-12,5万,短信,拉新 300人",
]
(here / "秋季活动.csv").write_bytes(("\r\n".join(rows) + "\r\n").encode("gb18030"))

# A title, the unit of the amounts and a total around the table; a second sheet of another kind.
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "2025年活动"
sheet["A1"] = "2025年下半年活动汇总"
sheet.merge_cells("A1:F1")
sheet["A2"] = "单位：万元"
sheet.append(["活动代码", "活动名称", "开始时间", "结束时间", "预算", "成交额"])
sheet.append(["S11-2025", "双11大促", datetime.date(2025, 10, 31), datetime.date(2025, 11, 11), 320, 4150.5])
sheet.append(["S12-2025", "双12返场", datetime.date(2025, 12, 10), datetime.date(2025, 12, 12), 60, 505])
sheet.append(["合计", None, None, None, 380, 4655.5])
channels = book.create_sheet("渠道")
channels.append(["渠道", "类别", "别名"])
channels.append(["小红书", "外部", "RED"])
channels.append(["抖音", "外部", "Douyin"])
book.properties.created = book.properties.modified = datetime.datetime(2025, 1, 1)
book.save(here / "活动汇总.xlsx")

# A review: name, dates and budget as lines, figures in a table, lessons under their headings, one figure in passing.
review = docx.Document()
review.add_heading("秋季会员召回活动复盘", 0)
review.add_paragraph("活动时间：2025年9月15日-9月25日")
review.add_paragraph("活动预算：12万元")
review.add_heading("一、活动目标", 1)
review.add_paragraph("召回沉睡会员，带动秋季复购。")
review.add_heading("二、活动结果", 1)
table = review.add_table(rows=1, cols=3)
for cell, text in zip(table.rows[0].cells, ["指标", "目标", "实际"]):
    cell.text = text
for line in [("成交额", "80万元", "92.4万元"), ("召回人数", "5000", "5612")]:
    for cell, text in zip(table.add_row().cells, line):
        cell.text = text
review.add_paragraph("活动期间新增会员约1200人，好于预期。")
review.add_heading("三、经验总结", 1)
review.add_paragraph("做得好的：分人群发券，高价值会员单独沟通。", style="List Bullet")
review.add_paragraph("不足：第二波短信发得太晚，错过了周末。", style="List Bullet")
review.core_properties.created = review.core_properties.modified = datetime.datetime(2025, 10, 1)
review.save(here / "会员召回复盘.docx")
