"""Takes the texts that only the second part of the engine names out of the first: move_texts.py FIRST.wasm SECOND.wasm

wasm-split moves functions and leaves all data in the first part. Among the data is the linker's table of string literals,
each ended by a zero and sorted from its end, so that no two share a beginning. A literal that no number in the first part's
code, no load's offset and no word of other data points into becomes zeros there (nearly nothing once it is packed), and a
data segment of the second part, which puts it in its place.
"""

import bisect
import sys
from pathlib import Path

WORTH = 12  # bytes: what one more segment costs
CODE, DATA = 10, 11
# What follows an opcode: nothing where it stands in no set.
INDEX = {0x0C, 0x0D, 0x10, *range(0x20, 0x27), 0xD2}
BLOCKS = {0x02, 0x03, 0x04}
ACCESSES = range(0x28, 0x3F)
BULK = {8: (1, 1), 9: (1, 0), 10: (0, 2), 11: (0, 1)}  # memory.init, data.drop, memory.copy, memory.fill: numbers, bytes


def unsigned(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def signed(data, at):
    begin = at
    value, at = unsigned(data, at)
    bits = 7 * (at - begin)
    return value - (1 << bits) if value >> (bits - 1) else value, at


def packed(value, is_signed=False):
    out = bytearray()
    while True:
        byte, value = value & 127, value >> 7
        if value == 0 and not (is_signed and byte & 64):
            return bytes([*out, byte])
        out.append(byte | 128)


def sections(module):
    at = 8
    while at < len(module):
        size, begin = unsigned(module, at + 1)
        yield module[at], begin, begin + size
        at = begin + size


def numbers_of(code, at, end):
    """Every number of a function's instructions that may be an address, both halves of those of 64 bits."""
    found = set()
    while at < end:
        opcode = code[at]
        at += 1
        if opcode in BLOCKS:
            at = signed(code, at)[1]
        elif opcode in INDEX:
            at = unsigned(code, at)[1]
        elif opcode in ACCESSES:
            offset, at = unsigned(code, unsigned(code, at)[1])
            found.add(offset)
        elif opcode in (0x41, 0x42):
            value, at = signed(code, at)
            found.update((value & 0xFFFFFFFF, value >> 32 & 0xFFFFFFFF))
        elif opcode == 0x0E:
            count, at = unsigned(code, at)
            for _ in range(count + 1):
                at = unsigned(code, at)[1]
        elif opcode == 0x11:
            at = unsigned(code, unsigned(code, at)[1])[1]
        elif opcode in (0x3F, 0x40, 0x43, 0x44):
            at += {0x43: 4, 0x44: 8}.get(opcode, 1)
        elif opcode == 0xFC:
            kind, at = unsigned(code, at)
            numbers, single = BULK.get(kind, (0, 0))
            if kind > 11:
                sys.exit(f"move_texts.py does not know the instruction 0xfc {kind}")
            for _ in range(numbers):
                at = unsigned(code, at)[1]
            at += single
        elif not (opcode in (0x00, 0x01, 0x05, 0x0B, 0x0F, 0x1A, 0x1B) or 0x45 <= opcode <= 0xC4):
            sys.exit(f"move_texts.py does not know the instruction {opcode:#x}")
    return found


def numbers_in_code(module, begin):
    count, at = unsigned(module, begin)
    found = set()
    for _ in range(count):
        size, at = unsigned(module, at)
        end = at + size
        groups, at = unsigned(module, at)
        for _ in range(groups):
            at = unsigned(module, at)[1] + 1
        found |= numbers_of(module, at, end)
        at = end
    return found


def segments_of(module, begin):
    """(address, where its bytes stand in the module, size) of each segment of the memory."""
    count, at = unsigned(module, begin)
    found = []
    for _ in range(count):
        if module[at : at + 2] != b"\0\x41":
            sys.exit("move_texts.py knows no such data segment")
        address, at = signed(module, at + 2)
        size, at = unsigned(module, at + 1)
        found.append((address, at, size))
        at += size
    return found


def literals_of(data):
    """(begin, end) of the longest run of texts that are sorted from their ends, falling."""
    texts, at = [], 0
    while at < len(data):
        end = data.find(b"\0", at)
        end = len(data) if end < 0 else end
        if end > at:
            texts.append((at, end + 1))
        at = end + 1
    turned = [data[begin : end - 1][::-1] for begin, end in texts]
    best, begin = [], 0
    for i in range(1, len(texts) + 1):
        if i == len(texts) or turned[i - 1] <= turned[i]:
            best, begin = max(best, texts[begin:i], key=len), i
    return best


def unused(first):
    """(address, its place in the module, size) of what only the second part names."""
    parts = {kind: begin for kind, begin, _ in sections(first)}
    segments = segments_of(first, parts[DATA])
    base, place, size = max(segments, key=lambda segment: segment[2])
    literals = literals_of(first[place : place + size])
    table_begin, table_end = base + literals[0][0], base + literals[-1][1]
    # Words of other data, in memory as it will be: a segment may end within one, where its upper bytes are zeros.
    low, high = (min(segments)[0] & ~3), max(address + length for address, _, length in segments)
    memory = bytearray(high - low + 8)
    for address, at, length in segments:
        memory[address - low : address - low + length] = first[at : at + length]
    memory[table_begin - low : table_end - low] = bytes(table_end - table_begin)
    words = {int.from_bytes(memory[at : at + 4], "little") for at in range(0, len(memory) - 4, 4)}
    named = sorted(number for number in words | numbers_in_code(first, parts[CODE]) if table_begin <= number < table_end)
    runs = []
    for begin, end in literals:
        i = bisect.bisect_left(named, base + begin)
        if i < len(named) and named[i] < base + end:
            continue
        if runs and runs[-1][1] == begin:
            runs[-1][1] = end
        else:
            runs.append([begin, end])
    return [(base + begin, place + begin, end - begin) for begin, end in runs if end - begin >= WORTH]


def with_data(second, texts):
    """The second part with a segment for each (address, bytes); it must have none yet."""
    if any(kind == DATA for kind, _, _ in sections(second)):
        sys.exit("move_texts.py: the second part has data already")
    body = packed(len(texts)) + b"".join(b"\0\x41" + packed(address, True) + b"\x0b" + packed(len(text)) + text for address, text in texts)
    end = max(end for kind, _, end in sections(second) if kind == CODE)
    return second[:end] + bytes([DATA]) + packed(len(body)) + body + second[end:]


first_file, second_file = map(Path, sys.argv[1:])
first, second = first_file.read_bytes(), second_file.read_bytes()
found = unused(first)
second_file.write_bytes(with_data(second, [(address, first[at : at + size]) for address, at, size in found]))
emptied = bytearray(first)
for _, at, size in found:
    emptied[at : at + size] = bytes(size)
first_file.write_bytes(emptied)
