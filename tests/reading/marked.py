#!/usr/bin/env python3
"""Labelled reports in one file: the text, with the labels as marks in it (README.md says which).

usage: marked.py DIR NAME.marked…     writes DIR/text/NAME.txt and DIR/labels/NAME.KIND.jsonl
"""
import collections, json, pathlib, re, sys
from decimal import Decimal

OPEN, BAR, CLOSE = "⟦", "|", "⟧"
KINDS = ("figures", "masked", "distractors", "outline", "commitments", "defects", "arith")
ROLES = {"f": "actual", "t": "target", "c": "change", "b": "base", "s": "share"}
HAN = "[一二三四五六七八九十]+"
NUMBER = re.compile(f"{HAN}[、是要]|（{HAN}）|[0-9]+[.．、]|（[0-9]+）|[①-⑳]|第{HAN}[章节部分]+|")
PLAIN = re.compile(r"([0-9]+(?:\.[0-9]+)?)([余多]?)([万亿]?)([余多]?)([^0-9万亿]*)")
TIMES = {"": 1, "万": 10**4, "亿": 10**8}

Report = collections.namedtuple("Report", "name text labels")

def counted(given, text):
    """The value and unit given as `35000人`, or those of plain digits; and the 余 inside them."""
    m = PLAIN.fullmatch(given or text)
    if not m:
        raise ValueError(f"“{text}” needs =VALUE")
    return str(Decimal(m[1]) * TIMES[m[3]]), m[5].removeprefix("个") if "百分点" in m[5] else m[5] or None, m[2] or m[4] or None

def label(head, text, inner):
    """One mark's kind of label and its fields; `inner` are the figures inside it."""
    code, *words = head.split()
    flags = {w[0]: w[1:] for w in words if w[0] in "=~?@#"}
    rest = "".join(w for w in words if w[0] not in "=~?@#")
    out = {"borderline": True} if "?" in flags else {}
    if code[0] in ROLES:
        value, unit, over = counted(flags.get("="), text)
        if len(code) > 1:
            out["role_alt"] = ROLES[code[1]]
        return "figures", out | {"value": value, "unit": unit, "approx": flags.get("~", over), "role": ROLES[code[0]], "what": rest}
    if code == "m":
        return "masked", out | {"unit": text.lstrip("X×万亿") or None, "what": rest}
    if code == "x":
        return "distractors", {"borderline": True}
    if code[0] in "hi":
        number = NUMBER.match(text)[0]
        kind = "item" if code[0] == "i" else "heading"
        return "outline", {"level": int(code[1]), "number": number, "title": text[len(number):], "runin": code[2:] == "r", "kind": kind}
    if code == "k":
        op = next((w for w in words if w[0] in "<=>"), None)
        value = inner[0] if op and inner else {"value": None, "unit": None}
        what = "".join(w for w in words if w[0] not in "<=>@?")
        return "commitments", {"what": what or text, "op": op or "done", "value": value["value"], "unit": value["unit"],
                               "deadline": flags.get("@"), "kind": "outcome" if "?" in flags else None}
    if code in ("d", "q"):
        return "defects", {"class": words[0], "explain": " ".join(w for w in words[1:] if w[0] != "#"),
                           "certainty": "certain" if code == "d" else "query", "group": flags.get("#")}
    if code == "ok":
        return "arith", {"explain": rest}
    raise ValueError(f"no mark is called “{code}”")

def read_marked(path):
    source = "".join(l for l in path.read_text(encoding="utf-8").splitlines(True) if not l.startswith("%"))
    text, stack, labels, at = "", [], collections.defaultdict(list), 0
    while at < len(source):
        c = source[at]
        at += 1
        if c == OPEN:
            bar = source.index(BAR, at)
            stack.append((source[at:bar], len(text)))
            at = bar + 1
        elif c == CLOSE:
            try:
                head, start = stack.pop()
                inner = [f for f in labels["figures"] if f["start"] >= start]
                kind, fields = label(head, text[start:], inner)
            except (ValueError, IndexError) as e:
                sys.exit(f"{path}: before “{source[at:at + 20]}”: {e}")
            labels[kind].append({"start": start, "end": len(text), "text": text[start:]} | fields)
        else:
            text += c
    if stack:
        sys.exit(f"{path}: “{OPEN}{stack[-1][0]}” is not closed")
    for rows in labels.values():
        rows.sort(key=lambda l: (l["start"], l["end"]))
    return Report(path.stem, text, labels)

def write(report, folder):
    (folder / "text").mkdir(parents=True, exist_ok=True)
    (folder / "labels").mkdir(exist_ok=True)
    (folder / "text" / f"{report.name}.txt").write_text(report.text, encoding="utf-8")
    for kind in KINDS:
        rows = "".join(json.dumps(l, ensure_ascii=False) + "\n" for l in report.labels[kind])
        (folder / "labels" / f"{report.name}.{kind}.jsonl").write_text(rows, encoding="utf-8")

if __name__ == "__main__":
    for name in sys.argv[2:]:
        write(read_marked(pathlib.Path(name)), pathlib.Path(sys.argv[1]))
