"""library-reuse.py LEDGER: documents put together of paragraphs that are used again, some with other numbers; what `similar --paragraphs`
tells of each, against a plain comparison of all with all."""
import json, random, re, subprocess, sys

rng = random.Random(5)
LETTERS = '河道水库防汛备整改排查问题单位检巡村镇组织演练培训资金项目建设管护'
DOCUMENTS, PARAGRAPHS = 60, 40


def sentence():
    return ''.join(rng.choice(LETTERS) for _ in range(rng.randrange(9, 20)))


pool = [f'{sentence()}{rng.randrange(10, 99)}处，{sentence()}，{sentence()}{rng.randrange(100, 999)}元。' for _ in range(PARAGRAPHS)]
pool += [''.join(sentence() + '，' for _ in range(90)) + x for x in '甲乙丙']    # over 1,000 characters, alike but for the last
docs = {}
for n in range(DOCUMENTS):
    lines = rng.sample(pool, 5)
    docs[f'乙{n}'] = [re.sub('[0-9]+', lambda m: str(rng.randrange(10, 999)), x) if rng.random() < 0.3 else x for x in lines]
docs['乙0'].append(pool[-1][:-1] + '丁')
docs['乙1'].append(pool[-1])
with open('重用.jsonl', 'w', encoding='utf-8') as f:
    for i, lines in docs.items():
        f.write(json.dumps({'id': i, 'title': '汇报', 'year': 2000 + int(i[1:]) % 20, 'text': '\n'.join(lines)}, ensure_ascii=False) + '\n')
subprocess.run(['taizhang', 'library', 'add', sys.argv[1], '重用.jsonl'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)

bare = lambda x: re.sub('[0-9]+', '#', x)
same = changed = wrong = 0
for i, lines in docs.items():
    told = json.loads(subprocess.run(['taizhang', 'library', 'similar', sys.argv[1], i, '--paragraphs', '--json'], stdout=subprocess.PIPE,
                                     text=True, check=True).stdout)['paragraphs']
    told = {p['number']: p for p in told}
    for number, line in enumerate(lines, 1):
        others = [(k, x) for k, v in docs.items() if k != i for x in v]
        want_same = {k for k, x in others if x == line}
        want_changed = {k for k, x in others if bare(x) == bare(line)} - want_same if len(line) < 1000 else set()
        p = told.get(number, {'uses': [], 'same_total': 0, 'changed_total': 0})
        got_same = {u['id'] for u in p['uses'] if u['percent'] == 100}
        got_changed = {u['id'] for u in p['uses'] if u['percent'] < 100}
        year = lambda k: (2000 + int(k[1:]) % 20, int(k[1:]))
        order = all((u['when'] == 'before') == (year(u['id']) < year(i)) for u in p['uses'])
        same += len(want_same)
        changed += len(want_changed)
        if got_same != want_same or got_changed != want_changed or not order:
            wrong += 1
            print(i, number, line[:30], got_same ^ want_same, got_changed ^ want_changed, order)
print('原样', same > 50, '改动', changed > 50, '不对', wrong)
