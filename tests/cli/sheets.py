"""`sheet` and `grade` as a teacher uses them. The key is compared with answers computed here from what stands on the
paper alone. Usage: sheets.py PAGEWALK"""
import csv
import io
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree
from html.parser import HTMLParser

import checks
from checks import check, pagewalk


def run(*arguments, status=0, stdin=''):
    done = subprocess.run([pagewalk, *arguments], input=stdin, capture_output=True, text=True)
    check(done.returncode == status, f'{arguments}: exit status {done.returncode}, not {status}: {done.stderr}')
    return done.stdout if status == 0 else done.stdout + done.stderr


units = {'bytes': 1, 'KiB': 1 << 10, 'MiB': 1 << 20, 'GiB': 1 << 30, 'TiB': 1 << 40, 'PiB': 1 << 50}


def size(text):
    number, unit = text.split()
    return round(float(number) * units[unit])


def number(text):
    return int(text.replace('_', '').replace(',', ''), 0)


def page_tables(a, b):
    return len({(level, page >> (12 + 9 * level)) for page in (a, b) for level in range(1, 5)})


def expected(kind, ask):
    """The answer to what the paper asks, by other means; None where only the machine knows."""
    hexes = [number(text) for text in re.findall(r'0x[0-9a-f_]+', ask)]
    numbers = [number(text) for text in re.findall(r'(?<![\w^.])\d[\d,]*(?!\w)', ask)]
    sizes = [size(text) for text in re.findall(r'[\d.]+ (?:bytes|[KMGT]iB)', ask)]
    if kind == 'translate':
        return hexes[1] << 12 | hexes[0] & 0xfff
    if kind == 'index':
        return hexes[0] >> 21 & 511
    if kind == 'entry':
        return hexes[1] << 12 | 8 * number(re.search(r'PT index is ([\d,]+)', ask)[1])
    if kind == 'flat':
        bits, entry = re.search(r'have (\d+) bits', ask)[1], re.search(r'entries (\d+) bytes', ask)[1]
        return (1 << int(bits)) // size(re.search(r'pages have ([\d.]+ \w+)', ask)[1]) * int(entry)
    if kind == 'tree':
        return page_tables(hexes[0], hexes[0] + sizes[0])
    if kind == 'reach':
        return number(re.search(r'has ([\d,]+) entries', ask)[1]) * size(re.search(r'has ([\d.]+ [KMGT]iB)', ask)[1])
    if kind == 'eat':
        memory, hits, levels = (int(re.search(pattern, ask)[1]) for pattern in (r'memory (\d+) ns', r'(\d+)% of', r'reads (\d+) entries'))
        return hits * (1 + memory) + (100 - hits) * (1 + levels * memory + memory)
    if kind == 'cow':
        return max(numbers[1], numbers[2])
    if kind == 'fifo':
        return numbers[0]
    if kind == 'lru':
        order = []
        for page in numbers[:5]:
            order = [other for other in order if other != page] + [page]
        return order[0]
    if kind == 'set':
        pages, at, tau = re.search(r'pages ([\d ]+)\.', ask)[1].split(), *map(int, re.search(r'after (\d+) references, with τ = (\d+)', ask).groups())
        return len(set(pages[max(0, at - tau):at]))
    if kind == 'guess':
        return 1 << int(re.search(r'2\^(\d+)', ask)[1])
    return None


def exercises(markdown):
    """(student, exercise, question) in a sheet written as Markdown."""
    for part in markdown.split('# Exercises on virtual memory\n')[1:]:
        student = re.sub(r'\\(.)', r'\1', re.match(r'\n(.*), seed', part)[1])
        for found in re.finditer(r'^## \d+\. .* \((\S+)\)\n\n(.*)\n', part, re.M):
            yield student, found[1], re.sub(r'\\(.)', r'\1', found[2])


def test_answers(folder):
    names = os.path.join(folder, 'names.txt')
    with open(names, 'w') as file:
        file.write('Ada Lovelace\nO\'Brien, "Bob" <b>\n\n山田 太郎\n')
    options = ['--seed', '2026', '--count', '75', '--names', names]
    key = run('sheet', *options, '--format', 'csv', '--key')
    answers = {(row['student'], row['exercise']): row['answer'] for row in csv.DictReader(io.StringIO(key))}
    check(len(answers) == 3 * 75, f'{len(answers)} answers')
    computed = set()
    for student, exercise, ask in exercises(run('sheet', *options, '--format', 'md')):
        kind = exercise.split('-')[0]
        want = expected(kind, ask)
        if want is None:
            continue
        answer = answers[student, exercise]
        got = size(answer) if re.search(r'[a-zA-Z]$', answer) and not answer.startswith('0x') else number(answer)
        check(got == want, f'{student}, {exercise}: {ask}\n  the key says {answer}, computed {want:#x} ({want})')
        computed.add(kind)
    check(len(computed) == 12, f'computed only {sorted(computed)}')
    check('points' not in run('grade', '-', stdin=key), 'text')
    for line in run('grade', '-', stdin=key).splitlines():
        check(line.endswith('75 of 75'), line)
    blank = run('sheet', *options, '--format', 'csv')
    check(run('grade', '-', '--json', stdin=blank).count('"state":"empty"') == 225, 'an empty answer counts as one')
    # Separators and columns as a spreadsheet may leave them.
    rows = [[row['answer'], 'a remark', row['exercise'], row['student'], row['seed']] for row in csv.DictReader(io.StringIO(key))]
    table = io.StringIO()
    csv.writer(table, delimiter=';').writerows([['Answer', 'Remark', 'Exercise', 'Student', 'Seed'], *rows])
    check(run('grade', '-', stdin='\ufeff' + table.getvalue()).count('75 of 75') == 3, 'semicolons, other order')


def test_replies(folder):
    ask = next(exercises(run('sheet', '--kind', 'translate', '--seed', '5', '--count', '1', '--format', 'md')))[2]
    frame = re.findall(r'0x[0-9a-f_]+', ask)[1]
    wrong = run('grade', '-', '--json', stdin=f'seed,student,exercise,answer\n5,1,translate-1,{frame}\n')
    check('"points":0' in wrong and '"trap":"frame-is-not-an-address"' in wrong and 'number of the frame' in wrong, wrong)
    check('[frame-is-not-an-address]' in run('grade', '-', stdin=f'seed,student,exercise,answer\n5,1,translate-1,{frame}\n'), 'the trap has its name')
    check('"state":"unreadable"' in run('grade', '-', '--json', stdin='seed,student,exercise,answer\n5,1,translate-1,about four\n'), 'a word is no number')
    # Another student's right answer is not this one's.
    key = run('sheet', '--seed', '5', '--students', '2', '--kind', 'translate,entry,index', '--count', '9', '--format', 'csv', '--key').splitlines()
    swapped = '\n'.join([key[0]] + [re.sub(r'^5,[12]', lambda m: '5,2' if m[0] == '5,1' else '5,1', line) for line in key[1:]])
    check(run('grade', '-', stdin=swapped).count('0 of 9') == 2, 'swapped papers')


def test_bad_input(folder):
    path = os.path.join(folder, 'answers.csv')
    good = run('sheet', '--seed', '5', '--kind', 'reach', '--count', '1', '--format', 'csv', '--key').splitlines()[1]
    for row, column, words in [
            ('5,1,reach-2', 1, 'has 3 cells'), ('x,1,reach-2,1', 1, 'no seed'), ('5,,reach-2,1', 3, 'whose answer'),
            ('5,1,reech-2,1', 5, "did you mean 'reach'"), ('5,1,reach,1', 5, 'names no exercise'), (good, 5, f'answered before, at {path}:2'),
            ('5,1,reach-2,"open', 13, 'never closed')]:
        with open(path, 'w') as file:
            file.write(f'seed,student,exercise,answer\n{good}\n{row}\n')
        said = run('grade', path, status=2)
        check(f'{path}:3:{column}: ' in said and words in said, f'{row}: {said}')
        if 'open' not in row:
            check('1: 1 of 1' in said, f'the other row is graded: {said}')
    for text, words in [('', 'nothing in it'), ('a,b\n1,2\n', "no column 'seed'"), ('\x00\x01\xff', 'no column')]:
        with open(path, 'w') as file:
            file.write(text)
        check(words in run('grade', path, status=2), text)
    check('cannot be opened' in run('grade', os.path.join(folder, 'missing'), status=2), 'missing')
    check("did you mean 'translate'" in run('sheet', '--kind', 'tarnslate', status=2), 'kind')
    check("did you mean 'html'" in run('sheet', '--format', 'htm', status=2), 'format')
    run('sheet', '--count', '0', status=2)
    run('sheet', '--count', '201', status=2)
    names = os.path.join(folder, 'twice.txt')
    with open(names, 'w') as file:
        file.write('Ada\nBob\nAda\n')
    check(f'{names}:3:1: ' in run('sheet', '--names', names, status=2), 'a name twice')
    check('cannot be written' in run('sheet', '-o', os.path.join(folder, 'no', 'such'), status=2), 'no folder')


class Page(HTMLParser):
    """Every element is closed where it should be."""
    def __init__(self):
        super().__init__()
        self.open, self.count = [], {}

    def handle_starttag(self, tag, attributes):
        self.count[tag] = self.count.get(tag, 0) + 1
        if tag not in ('meta',):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.count[tag] = self.count.get(tag, 0) + 1

    def handle_endtag(self, tag):
        check(self.open and self.open[-1] == tag, f'</{tag}> closes {self.open[-3:]}')
        self.open.pop()


def test_html(folder):
    names = os.path.join(folder, 'names.txt')
    options = ['--seed', '3', '--count', '15', '--names', names]
    for form in ('html', 'pdf-ready'):
        html = run('sheet', *options, '--format', form)
        page = Page()
        page.feed(html)
        check(not page.open and page.count['section'] == 3 and page.count['article'] == 45 and page.count['svg'] == 45, page.count)
        check('<b>' not in html and '&lt;b&gt;' in html, 'names are text')
        for svg in re.findall(r'<svg.*?</svg>', html, re.S):
            root = xml.etree.ElementTree.fromstring(svg)
            check(root.get('aria-label') and root.get('role') == 'img', svg)
            width = float(root.get('viewBox').split()[2])
            for box in root.iter('rect'):
                check(0 <= float(box.get('x')) and float(box.get('x')) + float(box.get('width')) <= width, svg)
        check(('@page' in html and 'break-before: page' in html and 'break-inside: avoid' in html) == (form == 'pdf-ready'), form)
        check(html == run('sheet', *options, '--format', form), 'the same seed, the same sheet')
        check(html != run('sheet', '--seed', '4', *options[2:], '--format', form), 'another seed, another sheet')
        key = run('sheet', *options, '--format', form, '--key')
        Page().feed(key)
        for row in csv.DictReader(io.StringIO(run('sheet', *options, '--format', 'csv', '--key'))):
            if row['exercise'].split('-')[0] in ('translate', 'entry'):
                check(row['answer'] in key and row['answer'] not in html, f"{row} stands in the key, not on the sheet")
    out = os.path.join(folder, 'sheet.html')
    run('sheet', *options, '-o', out)
    check(open(out).read() == run('sheet', *options), 'written to a file')
    versions = list(exercises(run('sheet', '--students', '30', '--kind', 'translate', '--count', '1', '--format', 'md')))
    check(len({ask for _, _, ask in versions}) == 30, 'each student has other numbers')


with tempfile.TemporaryDirectory() as folder:
    for test in (test_answers, test_replies, test_bad_input, test_html):
        test(folder)
print(f'{checks.count} checks of sheets and grades')
