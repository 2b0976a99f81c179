#!/usr/bin/env python3
"""Makes the golden files with openpyxl, and two of them anew with LibreOffice: make.py FOLDER (this one by default).

Needs openpyxl and soffice. The files are committed, so tests need neither. All ID numbers are of area 99.
"""
import io, json, pathlib, re, subprocess, sys, tempfile, zipfile
from datetime import date
from openpyxl import Workbook

here = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
data = json.loads((pathlib.Path(__file__).parents[4] / "checklists/2022-shaoyun/templates.json").read_text())
TEMPLATE = data["attachment2"]
HEADERS = [column["header"] for column in TEMPLATE["columns"]]
EXAMPLE = [column["example"] for column in TEMPLATE["columns"]]
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]


def id_number(birth, sequence):
    first = "990101" + birth.replace("-", "") + f"{sequence:03d}"
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, WEIGHTS)) % 11]


def person(number, head, head_id, size, name, sex, birth, sequence, relation, **more):
    row = {"序号": str(number), "区（县）": "铜梁区", "乡（镇）": "少云镇", "行政村": "示例村", "村民小组": "3组",
           "户主姓名": head, "户主证件号码": head_id, "户类型": "一般农户", "家庭人口数": str(size),
           "户联系电话": "13800000001", "居住状况": "户籍且常住", "姓名": name, "性别": sex, "证件类型": "居民身份证",
           "证件号码": id_number(birth, sequence), "出生日期": birth, "民族": "汉族", "与户主关系": relation,
           "文化程度": "初中", "健康状况": "健康", "劳动技能": "普通劳动力", "是否参加城乡居民基本医疗保险": "是",
           "是否参加城镇职工基本医疗保险": "否", "是否享受低保": "否", "是否特困供养人员": "否"}
    row.update(more)
    return row


A, B = id_number("1975-03-02", 101), id_number("1980-11-20", 203)


def rows():
    return [
        person(1, "张一", A, 2, "张一", "男", "1975-03-02", 101, "户主"),
        person(2, "张一", A, 2, "李二", "女", "1976-05-06", 102, "配偶"),
        person(3, "王三", B, 1, "王三", "男", "1980-11-20", 203, "户主", 户联系电话="13800000002"),
    ]


def cells(all_rows, headers=HEADERS):
    return [list(headers)] + [[row.get(header) for header in headers] for row in all_rows]


def book(table, sheet=TEMPLATE["sheet"]):
    made = Workbook()
    made.active.title = sheet
    for row in table:
        made.active.append(row)
    return made


def saved(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(*changes):
    """Rows after (row, header, value) changes; rows counted from 0."""
    made = rows()
    for at, header, value in changes:
        made[at][header] = value
    return saved(book(cells(made)))


def parts(content, edit):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, edit(name, old.read(name)))
    return out.getvalue()


def sheet_edit(content, old, new):
    def edit(name, text):
        return re.sub(old, new, text.decode()).encode() if name.endswith("sheet1.xml") else text
    return parts(content, edit)


def with_part(content, name, text):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return out.getvalue()


def csv_text(table):
    return "\r\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in table) + "\r\n"


def merged():
    made = book(cells(rows()))
    made.active.merge_cells("D2:D3")
    return saved(made)


def cfb(*names):
    entries = b"".join(name.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in names)
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + entries


def table_with(edit):
    table = cells(rows())
    edit(table)
    return saved(book(table))


good = saved(book(cells(rows())))
typed = rows()
typed[0].update(序号=1, 家庭人口数=2.0, 出生日期=date(1975, 3, 2), 户联系电话=13800000001)
typed[1].update(序号=2, 家庭人口数=2, 出生日期=27886, 户联系电话=13800000001)
number = HEADERS.index


GOOD = {
    "plain.xlsx": good,
    "numbers-and-dates.xlsx": saved(book(cells(typed))),
    "wrong-dimension.xlsx": sheet_edit(good, r'<dimension ref="[^"]*"', '<dimension ref="A1"'),
    "trailing-empty-rows.xlsx": sheet_edit(good, "</sheetData>", "".join(
        f'<row r="{at}"><c r="A{at}"/></row>' for at in range(5, 300)) + "</sheetData>"),
    "starred-header.xlsx": table_with(lambda table: table.__setitem__(0, ["*" + h[:2] + "\n" + h[2:] + " " for h in HEADERS])),
    "utf8.csv": csv_text(cells(rows())).encode(),
    "utf8-mark.csv": csv_text(cells(rows())).encode("utf-8-sig"),
    "gb18030.csv": csv_text(cells(rows())).encode("gb18030"),
    "earlier-result.xlsx": table_with(lambda table: table[0].append("导入结果")),
}

FAULTY = {
    "01-text.xlsx": "这不是表格".encode() + b"\x00\x01",
    "02-pdf.xlsx": b"%PDF-1.4\n",
    "03-other-zip.xlsx": with_part(b"PK\x05\x06" + bytes(18), "word/document.xml", "<w/>"),
    "04-password.xlsx": cfb("Root Entry", "EncryptionInfo", "EncryptedPackage"),
    "05-old.xls": cfb("Root Entry", "Workbook"),
    "06-macro.xlsm": with_part(good, "xl/vbaProject.bin", "x"),
    "07-cut-off.xlsx": good[: len(good) // 2],
    "08-other-sheet.xlsx": saved(book(cells(rows()), "Sheet1")),
    "09-renamed-header.xlsx": table_with(lambda table: table[0].__setitem__(4, "小组名称")),
    "10-missing-column.xlsx": table_with(lambda table: [row.pop(20) for row in table]),
    "11-added-column.xlsx": table_with(lambda table: table[0].append("职务")),
    "12-swapped-columns.xlsx": table_with(lambda table: [row.__setitem__(slice(13, 15), [row[14], row[13]]) for row in table]),
    "13-title-row.xlsx": table_with(lambda table: table.insert(0, ["一般农户信息"])),
    "14-merged.xlsx": merged(),
    "15-no-rows.xlsx": saved(book([HEADERS])),
    "16-empty-cells.xlsx": changed((0, "村民小组", None), (1, "姓名", " "), (1, "民族", None)),
    "17-group-format.xlsx": changed((2, "村民小组", "第三")),
    "18-unknown-option.xlsx": changed((2, "户类型", "贫困户")),
    "19-unknown-relation.xlsx": changed((1, "与户主关系", "老婆")),
    "20-short-number.xlsx": changed((1, "证件号码", "99010119760506102")),
    "21-check-digit.xlsx": changed((1, "证件号码", id_number("1976-05-06", 102)[:17] + "0")),
    "22-scientific-number.xlsx": changed((1, "证件号码", 990101197605061024)),
    "23-scientific.csv": csv_text(cells([dict(row, 证件号码="9.90101E+17") if at == 1 else row for at, row in enumerate(rows())])).encode(),
    "24-twice.xlsx": changed((1, "证件号码", B)),
    "25-in-roster.xlsx": changed((1, "证件号码", id_number("1976-05-06", 666))),
    "26-birth.xlsx": changed((1, "出生日期", "1976-05-07")),
    "27-sex.xlsx": changed((1, "性别", "男")),
    "28-size.xlsx": changed((0, "家庭人口数", "3"), (1, "家庭人口数", "3")),
    "29-no-head.xlsx": changed((0, "与户主关系", "之子")),
    "30-two-heads.xlsx": changed((1, "与户主关系", "户主")),
    "31-both-educations.xlsx": changed((1, "在校生状况", "小学")),
    "32-no-education.xlsx": changed((1, "文化程度", None)),
    "33-work-without-months.xlsx": changed((1, "务工所在地", "广东省-深圳市-宝安区")),
    "34-foreign-village.xlsx": changed((2, "行政村", "外镇村")),
    "35-other-village.xlsx": changed((2, "行政村", "邻村")),
    "36-spaces-and-wide.xlsx": changed((2, "姓名", " 王三 "), (2, "家庭人口数", "１")),
    "37-example.xlsx": table_with(lambda table: table.insert(1, EXAMPLE)),
    "38-only-example.xlsx": saved(book([HEADERS, EXAMPLE])),
    "39-phone.xlsx": changed((2, "户联系电话", "12345")),
    "40-formula.xlsx": changed((2, "证件号码", "=Q2")),
    "41-injected-name.xlsx": changed((2, "姓名", "+张")),
    "42-date-text.xlsx": changed((2, "出生日期", "一九八〇年")),
    "43-contradiction.xlsx": changed((1, "村民小组", "4组")),
    "44-months.xlsx": changed((2, "务工所在地", "重庆市-重庆市-铜梁区"), (2, "务工时间（月）", "13")),
    "45-health-list.xlsx": changed((2, "健康状况", "健康、感冒")),
    "46-two-schemes.xlsx": changed((2, "是否参加城镇职工基本医疗保险", "是")),
    "47-error-value.xlsx": sheet_edit(good, r'<c r="E4"[^>]*>.*?</c>', '<c r="E4" t="e"><v>#REF!</v></c>'),
    "48-encoding.csv": csv_text(cells(rows())).encode("utf-16-le")[:400] + b"\xff\xff",
    "49-other-district.xlsx": changed((2, "区（县）", "大足区")),
    "50-other-head-number.xlsx": changed((2, "户主证件号码", id_number("1980-11-20", 205))),
    "51-bomb.xlsx": with_part(good, "xl/media/zeros.bin", bytes(200 << 20)),
    "53-serial.csv": csv_text(cells([dict(row, 出生日期="27886") if at == 1 else row for at, row in enumerate(rows())])).encode(),
    "54-two-without-key.xlsx": changed((1, "户主证件号码", None), (2, "户主证件号码", None)),
    "55-place-only.xlsx": changed((2, "务工时间（月）", "3")),
    "52-no-head-number.xlsx": changed((2, "户主证件号码", None)),
}

for folder, files in (("good", GOOD), ("faulty", FAULTY)):
    (here / folder).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (here / folder / name).write_bytes(content)

with tempfile.TemporaryDirectory() as scratch:
    # A CSV holds a bare serial without saying that it is a date, so it is made of the plain table.
    for kind, made in (("xlsx", "numbers-and-dates.xlsx"), ("csv:Text - txt - csv (StarCalc):44,34,76,1", "plain.xlsx")):
        source = pathlib.Path(scratch) / "libreoffice.xlsx"
        source.write_bytes(GOOD[made])
        subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", str(here / "good"), str(source)],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(len(GOOD) + 2, "good,", len(FAULTY), "faulty")
