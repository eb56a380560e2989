"""The address space of a real guest: QEMU runs a UEFI firmware (OVMF), which makes its own page tables; its RAM is saved as
the README says, and `pagewalk translate` must find in it what QEMU's monitor says of the running guest: `info mem` for who
may do what, `gva2gpa` for where it lies.

usage: guest_image.py PAGEWALK [SEED]
"""
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from checks import check, pagewalk  # noqa: E402

ram_mib = 128
patience = 180  # seconds that the firmware may take on a busy machine
firmware = next((path for path in ('/usr/share/OVMF/OVMF_CODE.fd', '/usr/share/OVMF/OVMF_CODE_4M.fd') if os.path.exists(path)), None)


class Monitor:
    """QEMU's, over QMP."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.lines = self.socket.makefile('rw')
        self.lines.readline()  # its greeting
        self.ask('qmp_capabilities')

    def ask(self, command, **arguments):
        self.lines.write(json.dumps({'execute': command, 'arguments': arguments}) + '\n')
        self.lines.flush()
        while True:  # events come in between
            answer = json.loads(self.lines.readline())
            if 'return' in answer or 'error' in answer:
                check('return' in answer, (command, answer))
                return answer['return']

    def say(self, line):
        return self.ask('human-monitor-command', **{'command-line': line})

    def registers(self):
        return {name: int(value, 16) for name, value in re.findall(r'\b(CR[0-4]|EFER)=([0-9a-f]+)', self.say('info registers'))}


def until_settled(monitor):
    """Until the firmware has its last tables: write protection on, and the same root for two seconds."""
    end, same, before = time.time() + patience, 0, None
    while same < 8:
        check(time.time() < end, f'the firmware does not come to rest: {before}')
        time.sleep(0.25)
        now = monitor.registers()
        settled = now['CR0'] >> 16 & 1 and now['CR0'] >> 31 & 1 and before is not None and now['CR3'] == before['CR3']
        same, before = same + 1 if settled else 0, now


def saved_guest(folder):
    """Starts the guest, stops it and saves its RAM: (registers, ranges of `info mem`, {address: where `gva2gpa` finds it})."""
    path = os.path.join(folder, 'monitor')
    guest = subprocess.Popen(['qemu-system-x86_64', '-accel', 'tcg', '-machine', 'q35', '-m', str(ram_mib), '-nodefaults', '-display', 'none', '-no-reboot',
                              '-drive', f'if=pflash,format=raw,readonly=on,file={firmware}', '-qmp', f'unix:{path},server=on,wait=off'])
    try:
        end = time.time() + patience
        while not os.path.exists(path):
            check(time.time() < end and guest.poll() is None, 'QEMU does not start')
            time.sleep(0.05)
        monitor = Monitor(path)
        until_settled(monitor)
        monitor.ask('stop')
        registers = monitor.registers()
        ranges = [(int(first, 16), int(last, 16), rights) for first, last, rights in re.findall(r'^([0-9a-f]+)-([0-9a-f]+) [0-9a-f]+ (\S+)', monitor.say('info mem'), re.MULTILINE)]
        check(len(ranges) > 4, ranges)
        monitor.ask('pmemsave', val=0, size=ram_mib << 20, filename=os.path.join(folder, 'ram'))
        places = {}
        for va in probes_in(ranges):
            gpa = re.search(r'gpa: (?:0x)?([0-9a-f]+)', monitor.say(f'gva2gpa {va:#x}'))
            places[va] = int(gpa[1], 16) if gpa else None
        return registers, ranges, places
    finally:
        guest.kill()
        guest.wait()


def probes_in(ranges):
    """Both sides of every border, and random addresses within and between."""
    addresses = {0}
    for first, last, _ in ranges:
        addresses |= {first, last - 1, last, max(first - 1, 0)}
        addresses |= {random.randrange(first, last) for _ in range(40)}
    addresses |= {random.randrange(1 << 47) for _ in range(100)}
    return sorted(va for va in addresses if va < 1 << 47)


if not shutil.which('qemu-system-x86_64') or not firmware:
    print('skipped: there is no qemu-system-x86_64 or no firmware (Debian: qemu-system-x86 ovmf)')
    sys.exit(77)

seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
random.seed(seed)
print(f'seed {seed}')
with tempfile.TemporaryDirectory() as work:
    registers, ranges, places = saved_guest(work)
    format_name = 'x86-64-la57' if registers['CR4'] >> 12 & 1 else 'x86-64'
    lines, wanted = [], []
    for va, pa in places.items():
        rights = next((rights for first, last, rights in ranges if first <= va < last), None)
        check((rights is None) == (pa is None), f'{va:#x}: the monitor contradicts itself: {rights}, {pa}')
        for access, allowed in (('read super', rights), ('write super', rights and 'w' in rights), ('read user', rights and 'u' in rights)):
            lines.append(f'{access} {va:#x}\n')
            wanted.append({'outcome': 'ok', 'pa': hex(pa)} if allowed else {'outcome': 'page_fault'})
    done = subprocess.run([pagewalk, 'translate', '--format', format_name, '--ram', os.path.join(work, 'ram'), '--root', hex(registers['CR3'] & ~0xfff), '-'],
                          input=''.join(lines), capture_output=True, text=True)
    check(done.returncode == 0, done.stderr)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    check(len(answers) == len(wanted), len(answers))
    for line, answer, expected in zip(lines, answers, wanted):
        check({key: answer.get(key) for key in expected} == expected, f'{line.strip()}: pagewalk says {answer}, QEMU {expected}')
    kinds = {(answer['outcome'], line.split()[0]) for line, answer in zip(lines, answers)}
    check({('ok', 'read'), ('ok', 'write'), ('page_fault', 'write'), ('page_fault', 'read')} <= kinds, f'the guest shows too little: {kinds}')
    print(f'{len(answers)} accesses to {len(ranges)} ranges of a guest with CR3 {registers["CR3"]:#x}: as QEMU has it')
