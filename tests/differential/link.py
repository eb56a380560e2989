"""`pagewalk link` against Python's own zlib, CRC-32 and base64: link.py PAGEWALK"""

import base64
import json
import random
import subprocess
import sys
import zlib

program = sys.argv[1]


def run(*arguments, stdin="", code=0):
    done = subprocess.run([program, "link", *arguments], input=stdin, capture_output=True, text=True, check=False)
    assert done.returncode == code, (arguments, done.returncode, done.stderr)
    return done.stdout if code == 0 else done.stderr


def encoded(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(code):
    return base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))


def raw_deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def packed(text, deflate):
    data = text.encode()
    return encoded(bytes([0x82 if deflate else 2]) + zlib.crc32(data).to_bytes(4, "big") + (raw_deflate(data) if deflate else data))


random.seed(7)
for count in (1, 3, 10, 100, 400):
    text = "".join(f"{random.choice(['read', 'write'])} A va + {random.randrange(1 << 20)}\n" for _ in range(count))
    made = run("walk", "-", "--step", "3", "--seed", "7", "--base", "https://example.org/", stdin=text).strip()
    address, code = made.split("#c=")
    assert address == "https://example.org/walk.html?step=3&seed=7", address
    data = decoded(code)
    body = zlib.decompress(data[5:], -15) if data[0] & 0x80 else data[5:]
    assert data[0] & 0x7F == 2 and body == text.encode() and int.from_bytes(data[1:5], "big") == zlib.crc32(body), made
    assert len(data) - 5 <= min(len(text), len(raw_deflate(text.encode())) + 8), "deflated only where that is shorter"
    for deflate in (False, True):
        found = json.loads(run("--json", f"walk.html?step=3&seed=7#c={packed(text, deflate)}"))
        assert found["lesson"] == "walk" and found["step"] == "3" and found["seed"] == "7"
        assert "\n".join(found["steps"][0]["commands"]) + "\n" == text

assert run("x/sandbox.html#c=" + encoded(b"Amachine sv39\n")).endswith("machine sv39\n")
good = packed("read A va\n" * 20, True)
for bad in (good[:-3], good[:12] + ("A" if good[12] != "A" else "B") + good[13:], "", "!!", packed("x" * 100_000, True)):
    assert "damaged" in run(f"walk.html#c={bad}", code=2), bad
assert "newer" in run("walk.html#c=" + encoded(b"\x05new"), code=2)
assert "500" in run("walk", "-", stdin="flush\n" * 501, code=2)
print("links: the command line and Python agree")
