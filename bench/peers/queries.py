#!/usr/bin/env python3
"""Draws seeded queries from a corpus.

usage: queries.py DOCS.jsonl SEED > QUERIES.tsv

A line is CLASS, WORD, WORD, YEAR, ORG with tabs between.  Words are runs of Han characters (and, one in six of the longer ones, with digits) as they
stand in a title or text; half of each class is drawn by place, so frequent ones come often, half evenly from what is different.
"""
import json, random, re, sys

CLASSES = [('1', 1, 1, 25), ('2', 2, 2, 45), ('3-4', 3, 4, 45), ('6-12', 6, 12, 25)]
HAN = re.compile('[\u4e00-\u9fff]+')
MIXED = re.compile('[\u4e00-\u9fff0-9]*[0-9][\u4e00-\u9fff0-9]*')
SAMPLE = 3000


def run_of(rng, doc, length, pattern=HAN):
    text = doc['title'] + '\n' + doc['text']
    for _ in range(50):
        at = rng.randrange(len(text))
        runs = [m for m in pattern.finditer(text, max(0, at - 30), min(len(text), at + 60)) if len(m.group()) >= length]
        if runs:
            run = rng.choice(runs).group()
            start = rng.randrange(len(run) - length + 1)
            return run[start:start + length]
    return None


def drawn(rng, docs, length, mixed=False):
    while True:
        word = run_of(rng, rng.choice(docs), length, MIXED if mixed else HAN)
        if word:
            return word


def different(rng, docs, length):
    """One of all different runs of a small sample: rare ones as likely as frequent ones."""
    seen = sorted({drawn(rng, docs, length) for _ in range(400)})
    return rng.choice(seen)


def main():
    path, seed = sys.argv[1], int(sys.argv[2])
    rng = random.Random(seed)
    docs, count = [], 0
    with open(path, encoding='utf-8') as f:
        for line in f:                                  # a reservoir, so memory does not grow with the corpus
            count += 1
            if len(docs) < SAMPLE:
                docs.append(json.loads(line))
            elif rng.randrange(count) < SAMPLE:
                docs[rng.randrange(SAMPLE)] = json.loads(line)
    docs = [d for d in docs if len(d['text']) > 50]
    chars = sorted({c for d in docs[:300] for c in d['text'] if HAN.match(c)})
    out = []
    for name, least, most, n in CLASSES:
        for i in range(n):
            length = rng.randint(least, most)
            word = different(rng, docs, length) if i % 2 else drawn(rng, docs, length, most > 2 and i % 6 == 0)
            out.append((name, word, '', 0, ''))
    for _ in range(20):
        out.append(('absent', ''.join(rng.choice(chars) for _ in range(rng.randint(4, 6))), '', 0, ''))
    for i in range(20):
        doc = rng.choice(docs)
        two = [run_of(rng, doc, rng.randint(2, 3)) for _ in range(2)]
        out.append(('two words', two[0] or '工作', two[1] or '的', 0, ''))
    for i in range(20):
        doc = rng.choice(docs)
        org = doc.get('org') or ''
        by_org = i % 2 and org
        out.append(('filter', run_of(rng, doc, rng.randint(2, 4)) or '工作', '', 0 if by_org else doc.get('year') or 2020, org if by_org else ''))
    for line in out:
        print('\t'.join(map(str, line)))


main()
