"""Packed, damaged and endless traces, and traces recorded of real programs. Usage: traces.py PAGEWALK"""
import collections
import gzip
import json
import lzma
import os
import resource
import shutil
import subprocess
import tempfile

import checks
from checks import check, pagewalk


def run(*arguments, status=0, stdin=None, **more):
    done = subprocess.run([pagewalk, *arguments], input=stdin, capture_output=True, **more)
    check(done.returncode == status, f'{arguments}: exit status {done.returncode}, not {status}: {done.stderr[-400:]}')
    return done.stdout.decode() if status == 0 else done.stderr.decode()


replay = ('--policy', 'lru', '--frames', '3', '--json')
belady = '{"accesses":12,"hits":2,"misses":10}\n'
trace = '\n'.join('123412512345') + '\n'


def packed(folder):
    path = os.path.join(folder, 'belady.txt')
    text = trace.encode()
    made = {'.gz': gzip.compress(text), '.xz': lzma.compress(text)}
    if shutil.which('zstd'):
        made['.zst'] = subprocess.run(['zstd', '-c'], input=text, capture_output=True, check=True).stdout
    for suffix, data in made.items():
        with open(path + suffix, 'wb') as file:
            file.write(data)
        check(run('replay', path + suffix, *replay) == belady, suffix)
        check(run('replay', '-', *replay, stdin=data) == belady, f'{suffix} on standard input')
        check('could not unpack it' in run('replay', '-', *replay, stdin=data[:-6], status=2), f'{suffix}, cut off')
        tools = {'.gz': 'gzip', '.xz': 'xz', '.zst': 'zstd'}
        said = run('replay', path + suffix, *replay, status=2, env={'PATH': folder})
        check(f'{tools[suffix]} is not installed' in said and 'install the package' in said, said)
    # The name behind the suffix says what is in it.
    with open(os.path.join(folder, 'x.u32.gz'), 'wb') as file:
        file.write(gzip.compress(b''.join(int(page).to_bytes(4, 'little') for page in trace.split())))
    check(run('replay', os.path.join(folder, 'x.u32.gz'), *replay) == belady, 'u32')
    # A wrong line in the middle of a large packed trace: nothing is left waiting.
    large = gzip.compress(b'7\n' * 200_000 + b'seven\n' + b'7\n' * 5_000_000)
    said = run('replay', '-', *replay, stdin=large, status=2)
    check('standard input:200001:1: ' in said and 'byte 400,000 of the trace' in said, said)
    check(run('replay', '-', *replay, stdin=gzip.compress(b'')) == '{"accesses":0,"hits":0,"misses":0}\n', 'packed nothing')


def damaged(folder):
    path = os.path.join(folder, 'cut.lackey')
    with open(path, 'w') as file:
        file.write('==1== lackey\nI  0400d7d4,8\n S 1ffeffe7e,8\n L 1ffeff')
    said = run('replay', path, *replay, status=2)
    check(f'{path}:4:10: here should be a comma and a size' in said and 'byte 51 of the trace' in said and 'cut off' in said, said)
    for name, data, place in [('elf', b'\x7fELF\x02\x01\x01\0\0\n\xff', ':1:1: '), ('noise', bytes(range(256)) * 400, ':1:1: '), ('zeros', bytes(100_000), ':1: the line is longer')]:
        path = os.path.join(folder, name)
        with open(path, 'wb') as file:
            file.write(data)
        for command in (('replay', path, *replay), ('mrc', path), ('tlb', path, '--entries', '4', '--ways', '4')):
            said = run(*command, status=2)
            check(path + place in said and 'byte 0 of the trace' in said, said)
    check('after byte 5' in run('mrc', '-', '--format', 'u32', stdin=b'abcde', status=2), 'u32')


# Bytes from a pipe, and the most memory that reading them took.
def pour(arguments, pieces, status=0):
    reader, writer = os.pipe()
    child = subprocess.Popen([pagewalk, *arguments], stdin=reader, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (256 << 20, 256 << 20)))
    os.close(reader)
    poured = 0
    try:
        for piece in pieces:
            view = memoryview(piece)
            while view:
                written = os.write(writer, view)
                poured += written
                view = view[written:]
    except BrokenPipeError:  # the error came first
        pass
    os.close(writer)
    out, errors = child.stdout.read(), child.stderr.read()
    _, result, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(result)
    check(child.returncode == status, f'{arguments}: exit status {child.returncode}: {errors}')
    check(usage.ru_maxrss < 64 << 10, f'{arguments}: {usage.ru_maxrss} KiB')
    return (out if status == 0 else errors).decode(), poured


def endless(folder):
    # 100 million accesses, 400 MB: a thousand pages in a circle. What misses is known without counting.
    circle = b''.join(page.to_bytes(4, 'little') for page in range(1000)) * 1000
    million_times_hundred = [circle] * 100
    out, poured = pour(['replay', '-', '--format', 'u32', '--policy', 'lru', '--frames', '1000', '--json'], million_times_hundred)
    check(json.loads(out) == {'accesses': 100_000_000, 'hits': 99_999_000, 'misses': 1000} and poured == 400_000_000, out)
    out, _ = pour(['replay', '-', '--format', 'u32', '--policy', 'fifo', '--frames', '999', '--json'], million_times_hundred)
    check(json.loads(out) == {'accesses': 100_000_000, 'hits': 0, 'misses': 100_000_000}, out)
    # All that a trace tells, as long as it is: of 20 million accesses here.
    out, _ = pour(['trace', '-', '--format', 'u32', '--json'], [circle] * 20)
    study = json.loads(out)
    check([study['accesses'], study['pages'], [row['most'] for row in study['working_sets']]] == [20_000_000, 1000, [1000] * 3], study)
    check({'frames': 512, 'misses': 20_000_000} in study['lru'] and study['lru'][-1] == {'frames': 1000, 'misses': 1000}, study['lru'])
    # A line of 10 GB, if anybody read on.
    said, poured = pour(['replay', '-', *replay], [b'7' * (1 << 20)] * 10_000, status=2)
    check('standard input:1: the line is longer than 4096 characters' in said and 'byte 0 of the trace' in said and poured < 100 << 20, (said, poured))


def everything(path, lines):
    """What `trace` tells of the recorded program, counted here by other means."""
    study = json.loads(run('trace', path, '--json'))
    accesses = [(int(line[3:].split(',')[0], 16) >> 12, line[1] in 'SM') for line in lines]
    counts = collections.Counter(page for page, _ in accesses)
    check(study['accesses'] == len(accesses) and study['pages'] == len(counts), study['accesses'])
    check(study['writes'] == sum(writes for _, writes in accesses), study['writes'])
    hottest = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:10]
    check([(row['page'], row['accesses']) for row in study['hottest']] == hottest, study['hottest'])
    check(study['lru'][-1] == {'frames': len(counts), 'misses': len(counts)} and study['lru'][0]['frames'] == 1, study['lru'])
    check(study['lru'][0]['misses'] == sum(a[0] != b[0] for a, b in zip(accesses, [(None,)] + accesses)), study['lru'][0])
    text = run('trace', path)
    check(all(preset in text for preset in ('course-text', 'sapphire-rapids', 'cortex-x4', 'zen4', 'classroom')), text)
    check(f'{len(accesses):,} accesses to {len(counts)} pages' in text and f'0x{hottest[0][0]:x}' in text and any('█' in line for line in text.splitlines()), text)


def recorded(folder):
    path = os.path.join(folder, 'true.lackey')
    said = run('record', '-o', path, '--', 'nothing-of-this-name', status=2)
    check("no program 'nothing-of-this-name'" in said and not os.path.exists(path), said)
    said = run('record', '-o', path, '--', '/bin/true', status=2, env={'PATH': folder})
    check('valgrind is not installed' in said and 'install the package valgrind' in said and not os.path.exists(path), said)
    if not shutil.which('valgrind'):
        return print('no valgrind here: nothing was recorded')
    done = subprocess.run([pagewalk, 'record', '-o', path, '--', 'sh', '-c', 'read line; echo "got $line"; exit 3'], input=b'hello\n', capture_output=True)
    check(done.returncode == 0 and done.stdout == b'got hello\n' and b'sh returned 3' in done.stderr, done)
    with open(path) as file:
        lines = [line for line in file if not line.startswith(('==', '--'))]
    got = json.loads(run('replay', path, '--policy', 'lru', '--frames', '16', '--json'))
    check(got['accesses'] == len(lines) > 10_000 and f'{len(lines):,} accesses'.encode() in done.stderr, (got, len(lines), done.stderr))
    # What the library touches most is its own pages: fewer than the accesses, more than one.
    pages = {int(line[3:].split(',')[0], 16) >> 12 for line in lines}
    curve = json.loads(run('mrc', path, '--json'))['curve']
    check(curve[-1] == {'frames': len(pages), 'misses': len(pages)}, (curve[-1], len(pages)))
    everything(path, lines)
    packed = path + '.xz'
    run('record', '-o', packed, '--', '/bin/true')
    with lzma.open(packed) as file:
        check(b'==' in file.readline(), 'it is xz')
    check(json.loads(run('replay', packed, '--policy', 'lru', '--frames', '16', '--json'))['accesses'] > 10_000, 'packed')
    piped = subprocess.run(f"'{pagewalk}' record -o - -- /bin/true 2> /dev/null | '{pagewalk}' mrc - --json", shell=True, capture_output=True, check=True)
    check(json.loads(piped.stdout)['accesses'] > 10_000, 'through a pipe')
    check('cannot be written' in run('record', '-o', os.path.join(folder, 'no', 'such'), '--', '/bin/true', status=2), 'no folder')
    if os.path.exists('/dev/full'):
        check('disk full' in run('record', '-o', '/dev/full', '--', '/bin/true', status=2), 'a full disk')


for test in (packed, damaged, recorded, endless):
    with tempfile.TemporaryDirectory() as folder:
        test(folder)
print(f'{checks.count} checks of traces')
