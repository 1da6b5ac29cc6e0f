#!/usr/bin/env python3
"""Makes the bad files of bad-input.case in the folder one is in: sheets, and templates in Word."""
import struct, zipfile

NS = 'http://schemas.openxmlformats.org/'
TYPES = '<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
REL = NS + 'officeDocument/2006/relationships'
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>编号</t></is></c><c r="B1" t="inlineStr"><is><t>日期</t></is></c><c r="C1" t="inlineStr"><is><t>单位</t></is></c></row>'


def sheet(rows, before=''):
    return before + f'<worksheet><sheetData>{HEAD}{rows}</sheetData></worksheet>'


def text(place, value):
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def book(path, sheet1):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('[Content_Types].xml', TYPES)
        z.writestr('_rels/.rels', f'<Relationships><Relationship Id="r" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr('xl/_rels/workbook.xml.rels', f'<Relationships><Relationship Id="r1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{REL}/styles" Target="styles.xml"/></Relationships>')
        z.writestr('xl/workbook.xml', '<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>')
        z.writestr('xl/styles.xml', '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>')
        z.writestr('xl/worksheets/sheet1.xml', sheet1)


good = text('A2', 'X1') + '<c r="B2" s="1"><v>45000</v></c>' + text('C2', 'Q1')
book('好.xlsx', sheet(f'<row r="2">{good}</row>'))
data = open('好.xlsx', 'rb').read()
open('半个.xlsx', 'wb').write(data[:len(data) // 2])
book('压缩弹.xlsx', sheet(' ' * 50_000_000))
nested = ''.join(f'<!ENTITY a{i} "&a{i - 1};&a{i - 1};&a{i - 1};&a{i - 1};&a{i - 1};&a{i - 1};&a{i - 1};&a{i - 1};">' for i in range(1, 30))
book('实体弹.xlsx', sheet('<row r="2"><c r="A2"><v>&a29;</v></c></row>', f'<!DOCTYPE w [<!ENTITY a0 "ha">{nested}]>'))
book('深套.xlsx', sheet('<a>' * 100_000 + '</a>' * 100_000))
book('长标签.xlsx', sheet('<row r="2" a="' + 'x' * 3_000_000 + '"/>'))
book('列多.xlsx', sheet(f'<row r="2">{good}{text("XFD2", "末列")}</row>'))
book('格长.xlsx', sheet(f'<row r="2">{good.replace("X1", "长" * 32767)}</row>'))
book('格太长.xlsx', sheet(f'<row r="2">{good.replace("X1", "长" * 32768)}</row>'))
book('公式.xlsx', sheet(f'<row r="2">{text("A2", "X1")}<c r="B2" s="1"><f>TODAY()</f></c>{text("C2", "Q1")}</row>'))
book('古日.xlsx', sheet(f'<row r="2">{good.replace("45000", "-5")}</row>'))
book('一九〇〇年.xlsx', sheet(f'<row r="2">{good.replace("45000", "59")}</row>'))
with zipfile.ZipFile('文档.xlsx', 'w') as z:
    z.writestr('[Content_Types].xml', '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
    z.writestr('word/document.xml', '<w:document/>')
flags = bytearray(data)
for mark, at in ((b'PK\x03\x04', 6), (b'PK\x01\x02', 8)):
    place = flags.find(mark)
    while place >= 0:
        flags[place + at] |= 1
        place = flags.find(mark, place + 4)
open('加密部件.xlsx', 'wb').write(flags)
header = struct.pack('<8s16xHHHHH6xIIIIIIIII', bytes.fromhex('d0cf11e0a1b11ae1'), 0x3e, 3, 0xfffe, 9, 6, 0, 1, 1, 0, 4096, 0xfffffffe, 0, 0xfffffffe, 0)
header = (header + struct.pack('<I', 0) + b'\xff' * 512)[:512]
fat = (struct.pack('<II', 0xfffffffd, 0xfffffffe) + b'\xff' * 512)[:512]


def entry(name, kind):
    raw = name.encode('utf-16-le') + b'\0\0'
    return (raw + b'\0' * 64)[:64] + struct.pack('<HBBIII36xIQ', len(raw), kind, 1, 0xffffffff, 0xffffffff, 0xffffffff, 0xfffffffe, 0)


open('加密.xlsx', 'wb').write(header + fat + (entry('Root Entry', 5) + entry('EncryptedPackage', 2) + entry('EncryptionInfo', 2) + b'\0' * 128))


def letter(path, *lines, before=''):
    types = '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    body = ''.join(f'<w:p><w:r><w:t>{line}</w:t></w:r></w:p>' for line in lines)
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('[Content_Types].xml', types)
        z.writestr('_rels/.rels', f'<Relationships xmlns="{NS}package/2006/relationships"><Relationship Id="r" Type="{REL}/officeDocument" Target="word/document.xml"/></Relationships>')
        z.writestr('word/document.xml', f'{before}<w:document xmlns:w="{NS}wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>')


letter('好.docx', '走访{{走访次数}}。')
letter('无此指标.docx', '走访{{走访次素}}。')
letter('没写完.docx', '{{#if 走访次数}}走访{{走访次数}}。')
letter('没闭合.docx', '走访{{走访次数。')
letter('实体弹.docx', '&a1;', before='<!DOCTYPE w [<!ENTITY a0 "ha"><!ENTITY a1 "&a0;&a0;">]>')
letter('压缩弹.docx', ' ' * 50_000_000)
data = open('好.docx', 'rb').read()
open('半个.docx', 'wb').write(data[:len(data) // 2])
