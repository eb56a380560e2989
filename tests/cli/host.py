"""`host` against getconf, /proc, /sys and the kernel's own counters. Times are only asked to be there: no machine is like
another. Usage: host.py PAGEWALK"""
import json
import os
import re
import shutil
import subprocess
import sys

import checks
from checks import check, pagewalk


def look(*before, folder='.'):
    done = subprocess.run([*before, pagewalk, 'host', '--json', '--pages', '256', '--folder', folder], capture_output=True, text=True)
    check(done.returncode == 0 and done.stderr == '', done)
    return json.loads(done.stdout)


def read(path):
    try:
        with open(path) as file:
            return file.read().strip()
    except OSError:
        return ''


if sys.platform != 'linux' or not os.path.exists('/proc/self/maps'):
    print('skipped: no Linux here')
    sys.exit(77)

host = look()
check(host['page_bytes'] == int(subprocess.check_output(['getconf', 'PAGESIZE'])), host['page_bytes'])
huge = re.search(r'Hugepagesize: *(\d+) kB', read('/proc/meminfo'))
check(host['huge_page_bytes'] == (int(huge[1]) * 1024 if huge else 0), host['huge_page_bytes'])
thp = re.search(r'\[(\w+)\]', read('/sys/kernel/mm/transparent_hugepage/enabled'))
check(host['transparent_huge_pages'] == (thp[1] if thp else ''), host['transparent_huge_pages'])
check(host['kernel'].split()[1] == os.uname().release, host['kernel'])
check(host['randomize_va_space'] == read('/proc/sys/kernel/randomize_va_space'), host['randomize_va_space'])

# With randomisation off nothing differs; with it on, a place has the bits that the kernel was told to draw. 40 runs
# leave a bit unseen once in 2^39.
places = {place['name']: place for place in host['places']}
check(list(places) == ['text', 'heap', 'library', 'vdso', 'stack'] and all(place['runs'] == 40 for place in places.values()), places)
if shutil.which('setarch') and subprocess.run(['setarch', '-R', 'true'], capture_output=True).returncode == 0:
    off = look('setarch', '-R')
    check(all(place['bits'] == 0 for place in off['places']), off['places'])
page_bit = host['page_bytes'].bit_length() - 1
drawn = read('/proc/sys/vm/mmap_rnd_bits')  # root alone may read it
if host['randomize_va_space'] == '2' and places['library']['bits'] and drawn:
    # Some kernels align large files further than to pages; the draw is subtracted from a base, so a borrow may reach one bit on.
    lowest, bits = places['library']['lowest_bit'], places['library']['bits']
    check(lowest >= page_bit and 8 <= bits and lowest + bits <= page_bit + int(drawn) + 1, (places['library'], drawn))

faults = {cost['name']: cost for cost in host['faults']}
check(list(faults) == ['touch', 'copy-on-write', 'cached file', 'file on disk'], faults)
for name in ('touch', 'copy-on-write'):
    cost = faults[name]
    check(cost['pages'] == 1024 and 1024 <= cost['minor'] <= 1024 + 64 and cost['ns_a_fault'] > 0, cost)  # a few are the program's own
cached = faults['cached file']  # Linux maps what lies around a page, too: 64 KiB unless somebody has changed it
check(1024 // 16 <= cached['minor'] <= 1024 + 64 and cached['ns_a_fault'] > 0, cached)
disk = faults['file on disk']
check(disk['minor'] + disk['major'] >= 1024 // 16, disk)
check(disk['major'] > 0 or 'kept the file in memory' in disk['note'], disk)
nowhere = look(folder='/no/such/folder')['faults']
check(all('--folder' in cost['note'] for cost in nowhere[2:]) and nowhere[0]['minor'] >= 1024, nowhere)

chase = host['chase']
check([point['pages'] for point in chase] == [8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256], chase)
check(all(point['ns'] > 0 and point['dense_ns'] > 0 for point in chase), chase)
check(host['knee_pages'] is None or host['knee_pages'] in [point['pages'] for point in chase], host['knee_pages'])
# The model's own share can be reckoned: 96 pages fit the first level; 8 pages in each of its sets of 6 never do, and the
# second level takes 2 ns.
check(host['model']['preset'] == 'sapphire-rapids', host['model'])
for point in chase:
    translation = point['model_ns'] - point['dense_ns']
    check(abs(translation - (0 if point['pages'] <= 96 else 2)) < 1e-6, point)
bad = subprocess.run([pagewalk, 'host', '--model', 'zen5'], capture_output=True, text=True)
check(bad.returncode == 2 and 'zen5' in bad.stderr and 'zen4' in bad.stderr, bad)
text = subprocess.run([pagewalk, 'host', '--pages', '64', '--runs', '2'], capture_output=True, text=True)
check(text.returncode == 0 and 'Pointer chase' in text.stdout and 'copy-on-write' in text.stdout, text)
print(f'{checks.count} checks of this computer')
