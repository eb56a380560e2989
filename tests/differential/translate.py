#!/usr/bin/env python3
"""`pagewalk translate` on images made by hand: answers, the image afterwards, and bad input.

usage: translate.py PROGRAM
"""
import json
import os
import random
import struct
import subprocess
import sys
import tempfile

program = sys.argv[1]
folder = tempfile.mkdtemp()
failures = 0


def path(name):
    return os.path.join(folder, name)


def image(name, size, words, width="<Q"):
    data = bytearray(size)
    for at, word in words.items():
        struct.pack_into(width, data, at, word)
    with open(path(name), "wb") as file:
        file.write(data)


def run(options, probes):
    done = subprocess.run([program, "translate", *options, "-"], input=probes, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout.splitlines(), done.stderr


def expect(what, got, wanted):
    global failures
    if got != wanted:
        failures += 1
        print(f"{what}: got {got!r}, wanted {wanted!r}")


def answers(what, options, probes, wanted):
    code, lines, errors = run(options, probes)
    expect(what + ": status", code, 0)
    expect(what, [json.loads(line) for line in lines], wanted)
    return errors


def refused(what, options, probes, *parts):
    code, lines, errors = run(options, probes)
    expect(what + ": status", code, 2)
    expect(what + ": output", lines, [])
    for part in parts:
        if part not in errors:
            expect(what, errors, part)


# x86-64: the page at 0 is a program's, at 0x1000 the kernel's; 2 MiB at 0x200000 far outside the image.
image("four", 0x10000, {0x1000: 0x2007, 0x2000: 0x3007, 0x3000: 0x4007, 0x3008: 0xFF_C000_0087, 0x4000: 0x5007,
                        0x4008: 0x6003, 0x4010: 0x7007 | 1 << 63, 0x4018: 0x8007 | 1 << 45})
four = ["--format", "x86-64", "--ram", path("four"), "--root", "0x1000"]
answers("x86-64", four + ["--dump", path("after"), "--json"],
        "read user 0x10\n# a remark\n\nwrite user 0x1008\nread super 0x1008\nfetch user 0x2000\nread user 0x5000\n"
        "read user 0x2abcde\nread user 0x800000000000\nwrite user 0\n",
        [{"va": "0x10", "outcome": "ok", "pa": "0x5010"}, {"va": "0x1008", "outcome": "page_fault", "code": 7, "level": 1},
         {"va": "0x1008", "outcome": "ok", "pa": "0x6008"}, {"va": "0x2000", "outcome": "page_fault", "code": 0x15, "level": 1},
         {"va": "0x5000", "outcome": "page_fault", "code": 4, "level": 1}, {"va": "0x2abcde", "outcome": "ok", "pa": "0xffc00abcde"},
         {"va": "0x800000000000", "outcome": "general_protection"}, {"va": "0x0", "outcome": "ok", "pa": "0x5000"}])
after = open(path("after"), "rb").read()
expect("A and D afterwards", [hex(struct.unpack_from("<Q", after, at)[0]) for at in (0x1000, 0x4000, 0x4008, 0x3008)],
       ["0x2027", "0x5067", "0x6023", "0xffc00000a7"])
expect("size afterwards", len(after), 0x10000)
answers("reserved bits from 40 up", four + ["--phys-bits", "40"], "read user 0x3000\n",
        [{"va": "0x3000", "outcome": "page_fault", "code": 13, "level": 1}])
answers("52 bits", four, "read user 0x3000\n", [{"va": "0x3000", "outcome": "ok", "pa": hex(0x8000 | 1 << 45)}])

# Tables that name themselves, and tables that lie where no memory is.
image("self", 0x3000, {0x1000: 0x1007, 0x1008: 0x7FFF_F007})
itself = ["--format", "x86-64", "--ram", path("self"), "--root", "0x1000"]
answers("a table that names itself", itself, "read user 0x40\n", [{"va": "0x40", "outcome": "ok", "pa": "0x1040"}])
errors = answers("a table outside", itself, "read user 0x8000000000\n", [{"va": "0x8000000000", "outcome": "page_fault", "code": 4, "level": 3}])
expect("a table outside is named", "standard input:1:11: the walk reached a table of level 3 at 0x7ffff000" in errors, True)

# Other formats.
image("toy", 0x400, {0x20: 0x83, 0x60: 0x85}, "<B")
answers("a format in one line", ["--format", "va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0", "--ram", path("toy"), "--root", "32"],
        "read user 3\nread user 32\n", [{"va": "0x3", "outcome": "ok", "pa": "0xa3"}, {"va": "0x20", "outcome": "page_fault", "code": 4, "level": 1}])
image("sv39", 0x5000, {0x1000: 0x801, 0x2000: 0xC01, 0x3000: 0x20_00DF})
answers("sv39", ["--format", "sv39", "--ram", path("sv39"), "--root", "0x1000"],
        "read user 8\nread super 8\nwrite user 0x1000\nread user 0x4000000000\n",
        [{"va": "0x8", "outcome": "ok", "pa": "0x800008"}, {"va": "0x8", "outcome": "page_fault", "code": 13, "level": 1},
         {"va": "0x1000", "outcome": "page_fault", "code": 15, "level": 1}, {"va": "0x4000000000", "outcome": "page_fault", "code": 13, "level": 3}])
image("arm", 0x6000, {0x1000: 0x2003, 0x2000: 0x3003, 0x3000: 0x4003, 0x4000: 0x5443, 0x4008: 0x5043, 0x4010: 0x54C3})
answers("arm64", ["--format", "arm64-4k-48", "--ram", path("arm"), "--root", "0x1000"],
        "read user 4\nread user 0x1000\nwrite user 0x2000\nread user 0x3000\nread user 0xffff000000000000\n",
        [{"va": "0x4", "outcome": "ok", "pa": "0x5004"}, {"va": "0x1000", "outcome": "page_fault", "code": 11, "level": 1},
         {"va": "0x2000", "outcome": "page_fault", "code": 15, "level": 1}, {"va": "0x3000", "outcome": "page_fault", "code": 7, "level": 1},
         {"va": "0xffff000000000000", "outcome": "page_fault", "code": 4, "level": 4}])

# Any bytes as an image, any root and any access get an answer; what is written back has the same size.
def noise(seed):
    random.seed(seed)
    name, size = f"noise{seed}", random.choice([8, 100, 4096, 4104, 65536, 200000])
    with open(path(name), "wb") as file:
        file.write(random.randbytes(size) if random.random() < 0.5 else
                   b"".join(struct.pack("<Q", random.randrange(0, size, 4096) | random.choice([1, 3, 7, 0x87, 0xCF, 0x703])) for _ in range((size + 7) // 8))[:size])
    form = random.choice(["x86-64", "x86-64-la57", "i386", "pae", "arm64-4k-48", "arm64-64k-52", "sv32", "sv39", "sv48", "classroom", "va=15 levels=5,5 offset=5 pte=1B valid=7 frame=6:0"])
    narrow = form in ("i386", "pae", "sv32", "classroom") or form.startswith("va")
    bits = {"classroom": 8}.get(form, 15 if form.startswith("va") else 32) if narrow else 64
    probes = "".join(f"{random.choice(['read', 'write', 'fetch'])} {random.choice(['user', 'super'])} {hex(random.getrandbits(random.choice([bits, min(bits, 15)])))}\n" for _ in range(40))
    code, lines, errors = run(["--format", form, "--ram", path(name), "--root", str(random.randrange(0, size, 65536 if "64k" in form else 4096)), "--dump", path("noise-after")], probes)
    expect(f"noise {seed}, {form}: status", code, 0)
    expect(f"noise {seed}, {form}: answers", len(lines), 40)
    expect(f"noise {seed}, {form}: size", os.path.getsize(path("noise-after")), size)


for seed in range(60):
    noise(seed)

# Bad input: status 2, nothing on standard output, and where it is wrong.
refused("unknown format", ["--format", "x86_64", "--ram", path("four"), "--root", "0"], "", "--format:1", "did you mean 'x86-64'?")
refused("no image", ["--format", "x86-64", "--ram", path("none"), "--root", "0"], "", "cannot be opened")
refused("root outside", ["--format", "x86-64", "--ram", path("four"), "--root", "0x10000"], "", "outside the image")
refused("root between", ["--format", "x86-64", "--ram", path("four"), "--root", "0x1008"], "", "multiple of 4 KiB")
refused("root no number", ["--format", "x86-64", "--ram", path("four"), "--root", "x"], "", "--root x")
refused("phys bits", four + ["--phys-bits", "12"], "", "--phys-bits 12")
refused("unknown access", four, "read user 1\nraed user 2\n", "standard input:2:1", "did you mean 'read'?")
refused("unknown mode", four, "read  kernel 2\n", "standard input:1:7", "neither user nor super")
refused("words missing", four, "read user\n", "standard input:1:6", "three words")
refused("no address", four, "read user zzz\n", "standard input:1:11")
refused("address too wide", four, "read user 0x10000000000000000\n", "standard input:1:11", "64 bits")
refused("missing option", ["--format", "x86-64"], "")
open(path("empty"), "wb").close()
refused("empty image", ["--format", "x86-64", "--ram", path("empty"), "--root", "0"], "", "1 byte")

for name in os.listdir(folder):
    os.remove(path(name))
os.rmdir(folder)
print("translate:", "wrong" if failures else "as it should be")
sys.exit(1 if failures else 0)
