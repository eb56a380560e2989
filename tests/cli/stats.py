"""`stats` on files shaped as Moodle, Canvas, Open edX and the course's own page write them, compared with Python's
statistics module. Usage: stats.py PAGEWALK"""
import csv
import json
import os
import random
import statistics
import subprocess
import tempfile

import checks
from checks import check, pagewalk


def run(*arguments, status=0):
    done = subprocess.run([pagewalk, 'stats', *arguments], capture_output=True, text=True)
    check(done.returncode == status, f'{arguments}: exit status {done.returncode}, not {status}: {done.stderr}')
    return done


def computed(answers):
    """{item: (answers, difficulty, discrimination, trap, count)} of [{item: (score, trap)}], one dict a person."""
    result = {}
    for item in dict.fromkeys(item for person in answers for item in person):
        own = [person for person in answers if item in person]
        pairs = [(person[item][0], statistics.fmean(other[0] for key, other in person.items() if key != item)) for person in own if len(person) > 1]
        try:
            r = statistics.correlation(*zip(*pairs)) if len(pairs) > 2 else None
        except statistics.StatisticsError:  # all alike
            r = None
        traps = sorted(person[item][1] for person in own if person[item][1])
        trap = max(dict.fromkeys(traps), key=traps.count, default='')
        result[item] = (len(own), statistics.fmean(person[item][0] for person in own), r, trap, traps.count(trap) if trap else 0)
    return result


def compare(output, answers, kind):
    got = json.loads(output)
    check(got['files'] == [kind] and got['people'] == len([a for a in answers if a]), (got['files'], got['people']))
    want = computed(answers)
    check([item['item'] for item in got['items']] == list(want), f"{[item['item'] for item in got['items']]} is not {list(want)}")
    for item in got['items']:
        n, difficulty, r, trap, count = want[item['item']]
        check((item['answers'], item['trap'], item['trap_answers']) == (n, trap, count), (kind, item, want[item['item']]))
        check(abs(item['difficulty'] - difficulty) < 1e-12, (kind, item, difficulty))
        check((item['discrimination'] is None) == (r is None) and (r is None or abs(item['discrimination'] - r) < 1e-9), (kind, item, r))


def students(count, items, wrong, partial=False):
    """Answers of people who know more or less to questions that are harder or easier; some people leave some out."""
    draw = random.Random(2026)
    people = []
    for _ in range(count):
        skill, person = draw.random(), {}
        for number, item in enumerate(items):
            if draw.random() < .1:
                continue
            right = draw.random() < (skill + 1 - number / len(items)) / 2
            score = 1.0 if right else draw.choice([0, .5]) if partial else 0.0
            person[item] = (score, '' if right else draw.choice(wrong))
        people.append(person)
    return people


def table(path, rows, **form):
    with open(path, 'w', newline='') as file:
        csv.writer(file, **form).writerows(rows)
    return path


questions = ['walk/w-time', 'walk/w-reads', 'tlb/t-reach', 'fork/f, copies', 'swap/"major"', 'aslr/bits']
wrong = ['0x10', 'It, too', 'no "page"', '512']


def moodle_scorm(folder):
    people = students(40, questions, wrong)
    header = ['Name', 'Email address', 'Attempt', 'Started on', 'Last accessed on', 'Score', 'Virtual memory']
    for n in range(len(questions)):
        header += [f'Question {n}', f'Response {n}', f'Right answer {n}', f'Result {n}']
    rows = [header]
    for number, person in enumerate(people):
        who = [f'Student {number}', f's{number}@example.org']
        rows.append([*who, '2', '', '', '100', '100'] + ['walk/w-time', '1', '1', 'correct'])  # later, and listed first
        row = [*who, '1', '1 October 2026, 9:00 AM', '1 October 2026, 9:20 AM', '50', '50']
        for item, (score, trap) in person.items():
            row += [item, trap or 'right', 'right', 'correct' if score else random.Random(number).choice(['wrong', 'incorrect'])]
        rows.append(row)
    rows.append(['Has not begun', 'x@example.org', '-', '-', '-', '-', '-'])
    done = run(table(os.path.join(folder, 'moodle.txt'), rows, delimiter='\t'), '--json')
    check('rows of further attempts' in done.stderr, done.stderr)
    # Who has left out a question in the first attempt gets nothing from the second.
    compare(done.stdout, people, 'moodle-scorm')


def moodle_quiz(folder):
    people = students(30, ['Q. 1', 'Q. 2', 'Q. 3', 'Q. 4'], [''], partial=True)
    most = [1, 2.5, 1, 10]
    header = ['Last name', 'First name', 'Email address', 'Status', 'Started', 'Completed', 'Duration', 'Grade/100.00'] + [f'Q. {i + 1} /{points:.2f}' for i, points in enumerate(most)]
    rows = [header]
    for number, person in enumerate(people):
        cells = [f'{person[f"Q. {i + 1}"][0] * points:.2f}' if f'Q. {i + 1}' in person else '-' for i, points in enumerate(most)]
        rows.append([f'L{number}', 'F', f's{number}@example.org', 'Finished', '', '', '', '', *cells])
    rows.append(['Overall average', '', '', '', '', '', '', '50.00', '0.50', '1.00', '0.5', '5'])
    everything = [{f'Q. {i + 1}': person.get(f'Q. {i + 1}', (0.0, '')) for i in range(4)} for person in people]  # "-" is wrong
    compare(run(table(os.path.join(folder, 'quiz.csv'), rows), '--json').stdout, everything, 'moodle-quiz')


def canvas(folder):
    names = [f'{1000 + n}: What about\n{name}?' for n, name in enumerate(questions)]
    people = students(50, names, wrong, partial=True)
    header = ['name', 'id', 'sis_id', 'section', 'section_id', 'section_sis_id', 'submitted', 'attempt']
    most = [1, 2, 1, .5, 3, 1]
    for name, points in zip(names, most):
        header += [name, f'{float(points)}']
    rows = [header + ['n correct', 'n incorrect', 'score']]
    for number, person in enumerate(people):
        row = [f'Student, {number}', 500 + number, '', 'A, B', '1, 2', '', '2026-10-01 09:00:00 UTC', 1]
        for name, points in zip(names, most):
            score, trap = person.get(name, (None, ''))
            row += ['', ''] if score is None else [trap or 'right', score * points]
        rows.append(row + [0, 0, 0])
    compare(run(table(os.path.join(folder, 'canvas.csv'), rows), '--json').stdout, people, 'canvas')


def edx_responses(folder):
    titles = ['Walk', 'Reach']
    names = [f'{title}: Question {n}' for title in titles for n in range(3)]
    people = students(25, names, wrong)
    rows = [['username', 'title', 'location', 'Answer', 'Answer ID', 'Correct Answer', 'Question', 'block_key', 'state']]
    for number, person in enumerate(people):
        for name, (score, trap) in person.items():
            title, question = name.split(': ')
            answer_id = f'{title.lower()}_{question[-1]}_1'
            state = json.dumps({'correct_map': {answer_id: {'correctness': 'correct' if score else 'incorrect', 'npoints': None}}, 'attempts': 1})
            # The second problem's graders give no answer to compare with, the first one's state says nothing.
            row = [f'user{number}', title, f'Course > Week 1 > {title}', trap or 'yes', answer_id]
            row += ['yes', question, f'block-v1:X+Y+Z+type@problem+block@{title}', '{}'] if title == 'Walk' else ['', question, 'block-v1', state]
            rows.append(row)
    rows.append(['user0', 'Free text', '', 'anything', 'a_1', '', 'Why?', 'block-v1', '{}'])
    done = run(table(os.path.join(folder, 'edx.csv'), rows), '--json')
    check('1 answers are left out' in done.stderr, done.stderr)
    order = [{name: person[name] for name in person} for person in people]
    compare(done.stdout, order, 'edx-responses')


def edx_grades(folder):
    names = [f'Homework 1: Subsection - Problem {n}' for n in range(4)]
    people = students(25, names, [''], partial=True)
    rows = [['Student ID', 'Email', 'Username', 'Enrollment Status', 'Grade'] + [cell for name in names for cell in (name + ' (Earned)', name + ' (Possible)')]]
    for number, person in enumerate(people):
        row = [number, f'u{number}@example.org', f'u{number}', 'Enrolled', '0.5']
        for n, name in enumerate(names):
            row += [person[name][0] * 2, '2.0'] if name in person else [['Not Attempted', '2.0'], ['Not Available', 'Not Available']][n % 2]
        rows.append(row)
    compare(run(table(os.path.join(folder, 'grades.csv'), rows), '--json').stdout, people, 'edx-grades')


lesson = '''# Tiny
```lesson
id tiny
minutes 5
core
```
```run
machine x86-64
process A
map A 0x1000 4K rw now
```
## One
```predict first
ask: How many bytes has a page?
answer: page_size
trap: page_size - 1 -- That is the last byte. [last-byte]
why: It has `=page_size`.
```
```predict second
ask: What is twice the page size?
answer: 2 * page_size
trap: page_size -- That is once. [once]
why: It is `=2 * page_size`.
```
'''


def progress(folder):
    course = os.path.join(folder, 'course')
    os.mkdir(course)
    with open(os.path.join(course, '01-tiny.md'), 'w') as file:
        file.write(lesson)
    people, files = [], []
    answers = {'right': (('4096', 1.0, ''), ('8192', 1.0, '')), 'trap': (('4095', 0.0, 'last-byte'), ('4096', 0.0, 'once')), 'odd': (('7', 0.0, '7'), ('9', 0.0, '9'))}
    draw = random.Random(7)
    for number in range(12):
        person, saved = {}, 'pw1;id=tiny;seed=%d;step=0;seen=0' % (number + 1)
        for place, name in enumerate(['first', 'second']):
            how = draw.choice(['right', 'right', 'trap', 'trap', 'odd', 'skip'])
            if how == 'skip':
                person['tiny/' + name] = (0.0, '')
                saved += f';q={name},s,1,0,,,,ww-'
            else:
                text, score, trap = answers[how][place]
                person['tiny/' + name] = (score, trap)
                # The second go of a wrong answer was right: the first counts.
                saved += f';q={name},c,0,0,{text},{"" if score else "4096"},,{"r" if score else "w"}r-'
        people.append(person)
        files.append(os.path.join(folder, f'pagewalk-{number}.json'))
        entries = {'seed': '7', 'tiny:saved': saved, 'tiny:step': '0', 'tiny:progress': '1 0 0 0'}
        if number == 3:
            entries['gone:saved'] = 'pw1;id=gone;seed=1;step=0;seen=0'
        with open(files[-1], 'w') as file:
            json.dump({'pagewalk': 'progress', 'version': 1, 'saved': '2026-10-01', 'entries': entries}, file, indent=1)
    done = run(*files, '--course', course, '--json')
    check("the lesson 'gone' is not in this course" in done.stderr, done.stderr)
    got = json.loads(done.stdout)
    check(got['files'] == ['progress'] * 12, got['files'])
    got['files'] = ['progress']
    compare(json.dumps(got), people, 'progress')
    text = run(*files, '--course', course).stdout
    check('12 people, 2 questions' in text and 'last-byte (' in text, text)


def bad_input(folder):
    for text, words, place in [
            ('', 'nothing in it', ''), ('a,b,c\n1,2,3\n', 'of no export', ':1:1'), ('{"pagewalk": "prog', 'no saved progress', ''), ('{}', 'no saved progress', ''),
            ('{"pagewalk":"progress","version":9,"entries":{}}', 'another version (9)', ''), ('name,"n correct\n', 'never closed', ':1:6'), ('\x00\x01\x02\xff', 'of no export', ':1:1')]:
        path = os.path.join(folder, 'bad')
        with open(path, 'w') as file:
            file.write(text)
        said = run(path, status=2).stderr
        check(f'{path}{place}: ' in said and words in said, (text, said))
    check('cannot be opened' in run(os.path.join(folder, 'missing'), status=2).stderr, 'missing')
    # A header and nobody, and people who answered nothing, are no error.
    path = table(os.path.join(folder, 'nobody.csv'), [['name', 'id', '1: a', '1.0', 'n correct', 'n incorrect', 'score'], ['x', '1', '', '', '0', '0', '0']])
    got = json.loads(run(path, '--json').stdout)
    check(got['people'] == 0 and got['items'] == [], got)


for test in (moodle_scorm, moodle_quiz, canvas, edx_responses, edx_grades, progress, bad_input):
    with tempfile.TemporaryDirectory() as folder:
        test(folder)
print(f'{checks.count} checks of item statistics')
