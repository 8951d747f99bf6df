"""Writers of workbooks: XLSX, XLS, CSV and, through LibreOffice, ODS and XLSX with computed formulas."""
import datetime
import pathlib
import tempfile

import openpyxl
import xlwt
from openpyxl.styles import Alignment, Font, PatternFill


class Percent(float):
    """A cell shown as a percentage."""


def date(year, month, day):
    return datetime.date(year, month, day)


class Sheet:
    def __init__(self, title, rows, merges=(), hidden=False, widths=(), top=1, hidden_rows=(), comments=()):
        self.title, self.rows, self.merges, self.hidden = title, rows, merges, hidden
        self.widths, self.top, self.hidden_rows, self.comments = widths, top, hidden_rows, comments


def fill(book, sheets):
    for index, plan in enumerate(sheets):
        sheet = book.active if index == 0 else book.create_sheet()
        sheet.title = plan.title
        for row, cells in enumerate(plan.rows, plan.top):
            for column, value in enumerate(cells, 1):
                if value is None:
                    continue
                cell = sheet.cell(row, column, float(value) if isinstance(value, Percent) else value)
                if isinstance(value, Percent):
                    cell.number_format = "0.0%"
                elif isinstance(value, datetime.date):
                    cell.number_format = "yyyy/m/d"
                elif isinstance(value, str) and "\n" in value:
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
                elif isinstance(value, int) and value >= 10000:
                    cell.number_format = "#,##0"
        for area in plan.merges:
            sheet.merge_cells(area)
            first = sheet[area.split(":")[0]]
            first.font = Font(bold=True)
            first.fill = PatternFill("solid", fgColor="DDEBF7")
            first.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        for column, width in plan.widths:
            sheet.column_dimensions[column].width = width
        for row in plan.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for area, text in plan.comments:
            sheet[area].comment = openpyxl.comments.Comment(text, "周以宁")
        if plan.hidden:
            sheet.sheet_state = "hidden"


def xlsx(*sheets, recalculate=False, kind="xlsx"):
    """An XLSX file; with `recalculate`, LibreOffice computes the formulas so that their values are stored beside them."""
    def write(path, convert):
        book = openpyxl.Workbook()
        fill(book, sheets)
        if not recalculate and kind == "xlsx":
            book.save(path)
            return
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "in.xlsx"
            book.save(source)
            convert(source, path, kind)
    return write


def xls(*sheets):
    def write(path, _):
        book = xlwt.Workbook(encoding="utf-8")
        for plan in sheets:
            sheet = book.add_sheet(plan.title)
            for row, cells in enumerate(plan.rows):
                for column, value in enumerate(cells):
                    if value is None:
                        continue
                    style = xlwt.XFStyle()
                    if isinstance(value, Percent):
                        style.num_format_str = "0.0%"
                    elif isinstance(value, datetime.date):
                        style.num_format_str = "yyyy/m/d"
                    sheet.write(row, column, float(value) if isinstance(value, Percent) else value, style)
            for first_row, last_row, first_column, last_column in plan.merges:
                sheet.merge(first_row, last_row, first_column, last_column)
        book.save(str(path))
    return write


def csv(text, encoding, newline="\r\n"):
    def write(path, _):
        path.write_bytes(text.strip("\n").replace("\n", newline).encode(encoding) + newline.encode(encoding))
    return write
