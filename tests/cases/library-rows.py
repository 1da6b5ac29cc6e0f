"""What library-rows.case holds the library to.

    library-rows.py within SECONDS MB COMMAND…    its last line, then whether time and memory were enough
    library-rows.py totals FILE LEDGER QUERIES    totals of so many seeded queries against a plain search of a .jsonl
    library-rows.py documents FILE MILLIONS       made documents; a ninth of them under sanitizers

Under AddressSanitizer a command has twenty times the time, and its memory tells nothing."""
import json, os, random, resource, shutil, subprocess, sys, time

SANITIZED = 'ASAN_OPTIONS' in os.environ
FOLDED = {0xFF01 + i: chr(0x21 + i) for i in range(94)} | {0x3000: ' '}


def within(seconds, megabytes, *command):
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    took, peak = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(done.stdout.rstrip('\n').rpartition('\n')[2])
    fast, small = took <= float(seconds) * (20 if SANITIZED else 1), SANITIZED or peak <= float(megabytes)
    print(f'{seconds} 秒内' if fast else f'用了 {took:.1f} 秒', f'{megabytes} MB 内' if small else f'用了 {peak:.0f} MB')
    return done.returncode


def documents(path, millions):
    chars = int(float(millions) * 1000000 / (9 if SANITIZED else 1))
    corpus = os.path.join(os.path.dirname(shutil.which('taizhang')), 'tools', 'corpus')
    return subprocess.run([corpus, path, '--chars', str(chars), '--seed', '3']).returncode


def drawn(path, count):
    """Words of 1 to 12 characters out of the documents, now and then two, a year, an org; some that stand nowhere."""
    rng = random.Random(4)
    with open(path, encoding='utf-8') as f:
        docs = [json.loads(line) for line in f]
    out = []
    while len(out) < count:
        d = rng.choice(docs)
        words = []
        for _ in range(1 + (rng.random() < 0.2)):
            n = rng.choice((1, 2, 2, 3, 4, 7, 12))
            at = rng.randrange(len(d['text']))
            words.append(d['text'][at:at + n].split('\n')[0].replace('"', ''))
        if not all(w.strip() == w != '' for w in words):
            continue
        if rng.random() < 0.1:
            words[0] = words[0][::-1] + '龘'
        year = d['year'] if rng.random() < 0.15 else 0
        org = d['org'][3:] if rng.random() < 0.15 else ''
        out.append((words, year, org))
    return docs, out


def ask(ledger, queries):
    with open('问.txt', 'w', encoding='utf-8') as f:
        for words, year, org in queries:
            f.write(' '.join(f'"{w}"' for w in words) + (f' year:{year}' if year else '') + (f' org:"{org}"' if org else '') + '\n')
    text = subprocess.run(['taizhang', 'library', 'search', ledger, '--queries', '问.txt', '--count', '--json'], stdout=subprocess.PIPE,
                          text=True).stdout
    return [json.loads(line) for line in text.splitlines()]


def totals(path, ledger, count):
    docs, queries = drawn(path, int(count))
    alike = lambda text: text.translate(FOLDED).lower()
    texts = [(alike(d['title'] + '\n' + d['text']), d['year'], d['org']) for d in docs]
    wrong = 0
    for (words, year, org), answer in zip(queries, ask(ledger, queries), strict=True):
        folded = [alike(w) for w in words]
        want = sum(all(w in t for w in folded) and (not year or y == year) and org in o for t, y, o in texts)
        if answer['total'] != want:
            wrong += 1
            print(words, year, org, '应是', want, '答', answer['total'])
    print(f'{count} 个查询，{wrong} 个总数不对')
    return wrong > 0


sys.exit(globals()[sys.argv[1]](*sys.argv[2:]) or 0)
