#!/usr/bin/env bash
# A RAM image in the desktop program: made here, byte by byte, opened by name, looked through with the mouse and a typed
# address, and what is wrong with one.
#
#     tests/desktop/image.sh [PROGRAM]      (default: build/native/pagewalk-desktop)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

. tests/desktop/window.sh

# x86-64: PML4 at 0x1000, the tables below at 0x2000, 0x3000 and 0x4000, a page of a program at 0x5000 for address 0x5000.
python3 - "$work/guest.raw" <<'PY'
import struct
import sys
ram = bytearray(0x8000)
for at, word in {0x1000: 0x2007, 0x2000: 0x3007, 0x3000: 0x4007, 0x4028: 0x5067, 0x4030: 0x8000000000006065}.items():
    struct.pack_into("<Q", ram, at, word)
open(sys.argv[1], "wb").write(ram)
PY

start --size 1280x800 --theme light --fresh --root 0x1000 "$work/guest.raw"
until_true '.image.said | contains("guest.raw: 32 KiB of RAM")' "the image was not read"
until_quiet 0.5
picture image-tables 1280x800
for depth in 2 3 4; do
  click image.entry.0
  until_true ".image.depth == $depth" "the entry did not open its table"
done
until_quiet 0.3
picture image-last-level 1280x800
click image.up
until_true '.image.depth == 3' "there was no way back up"
click image.section.1
until_true '.image.section == 1' "the walk is not shown"
until_quiet 0.5
picture image-walk 1280x800
click_field image.address # which selects what is in it
xdotool type --delay 30 0x6000
until_true '.image.address == "0x6000"' "the typed address is not walked"
click image.section.2
until_true '.image.section == 2' "what is mapped is not shown"
until_quiet 0.5
picture image-mapped 1280x800
xdotool key t
xdotool key g
until_true '.big' "big type did not come"
until_quiet 0.5
picture image-mapped-big 1280x800
stop

start --size 1280x800 --theme light --fresh --root 0x9000 "$work/guest.raw"
until_true '.image.wrong | contains("CR3 0x9000 lies outside the image of 32 KiB")' "nobody said that CR3 lies outside"
until_quiet 0.5
picture image-wrong 1280x800
stop

echo "image test: all is well; pictures in build/screenshots/desktop-image-*.png"
