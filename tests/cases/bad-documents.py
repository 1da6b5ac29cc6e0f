#!/usr/bin/env python3
"""Documents and ZIPs of the kinds that come in over the year and should not: bad-documents.py zips|files, into this folder."""
import io, struct, sys, zipfile


def zip_of(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
        for name, data in parts:
            z.writestr(name, data)
    return out.getvalue()


def put(name, data):
    with open(name, 'wb') as f:
        f.write(data)


# Python marks every name that is not ASCII as UTF-8: the name is written as ASCII of the same length and changed after.
def old_windows():
    name = '防汛/预案（定稿）.txt'.encode('gbk')
    stand_in = 'x' * len(name)
    return zip_of([(stand_in, 'GBK 名字的一份'.encode()), ('a.txt', b'one'), ('a.txt', b'two')]).replace(stand_in.encode(), name)


def nested(depth):
    inner = [('第%d层.txt' % depth, ('套在第%s层的一份' % '一二三四'[depth - 1]).encode())]
    if depth < 4:
        inner.append(('第%d层.zip' % (depth + 1), nested(depth + 1)))
    return zip_of(inner)


def zips():
    import warnings
    warnings.simplefilter('ignore')
    put('旧系统.zip', old_windows())
    put('套娃.zip', nested(1))
    put('炸弹.zip', zip_of([('零.txt', bytes(16 << 20))]))
    grains = b''.join(struct.pack('>I', i * 2654435761 % (1 << 32)) + bytes(4092) for i in range(30 << 8))
    put('鼓包.zip', zip_of([('%d.bin' % i, grains + bytes([i])) for i in range(6)]))


def files():
    with open('两个G.docx', 'wb') as f:
        f.truncate(2 << 30)
    with open('两个G.jsonl', 'wb') as f:
        f.truncate(2 << 30)
    put('加密.docx', locked())
    put('国标.txt', '云溪县防汛抗旱指挥部通知：各乡镇做好堤防巡查。\r\n'.encode('gb18030'))
    put('残缺.txt', '前半句完好，'.encode() + b'\xff\xfe' + ('后半句也完好，' + '全县巡查堤防三百公里。' * 9).encode())
    put('乱码.txt', bytes((i * 7919 + i // 13) % 256 for i in range(5000)))
    put('空白.txt', ' \n　\n'.encode())
    put('一行.txt', ('全县巡查堤防，整改隐患。' * 291272)[:3495253].encode() + '末尾的暗号'.encode())


# An OLE container whose folder holds EncryptedPackage, as Office writes a document with a password.
def locked():
    def entry(name, kind):
        text = name.encode('utf-16-le')
        return text.ljust(64, b'\0') + struct.pack('<HBB', len(text) + 2 if name else 0, kind, 1) + b'\xff' * 12 + bytes(48)
    head = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(16) + struct.pack('<HHHH', 0x3e, 3, 0xfffe, 9)
    folder = entry('Root Entry', 5) + entry('EncryptionInfo', 2) + entry('EncryptedPackage', 2) + entry('', 0)
    return head.ljust(512, b'\0') + folder.ljust(512, b'\0') + bytes(4096)


{'zips': zips, 'files': files}[sys.argv[1]]()
