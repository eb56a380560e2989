#!/usr/bin/env bash
# The desktop program and a trace of a real program: named on the command line (as a dropped one is opened), packed,
# broken, and read to its end; what it tells is compared with the command line's numbers.
#
#     tests/desktop/trace.sh [PROGRAM]      (default: build/native/pagewalk-desktop)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/desktop/window.sh

pagewalk=$(dirname "$program")/pagewalk
example=public/example-trace.u32
accesses=$("$pagewalk" trace "$example" --json | jq .accesses)
[ "$accesses" = $(($(stat -c %s "$example") / 4)) ] || fail "the example has not an access each four bytes"

for packer in gzip xz zstd cat; do
  command -v $packer >/dev/null || continue
  $packer <"$example" >"$work/example.u32"
  start --size 1280x800 --theme light --fresh "$work/example.u32"
  until_true '.trace.reading == false and (.trace.said | contains("'"$(printf "%'d" "$accesses" | sed "s/^\([0-9]*\)\([0-9]\{3\}\)$/\1,\2/")"'"))' "$packer: the trace was not read to its end"
  [ $packer = cat ] || stop # that one stays
done

for section in 0 1 2 3; do
  [ $section = 0 ] || click "trace.section.$section"
  until_true ".trace.section == $section" "section $section did not show"
  xdotool mousemove 1270 790
  until_quiet 0.5
  picture "trace-$section-light" 1280x800
done

# The slider: a key moves it by one step of RAM.
click trace.section.1
until_true '.trace.section == 1' "the page about RAM did not show"
until_true '.trace.frames > 0' "there is no slider"
click trace.frames # which moves it, too
until_quiet 0.3
frames=$(state .trace.frames)
xdotool key Right
until_true ".trace.frames > $frames" "the right arrow does not give it more RAM"

xdotool key t
until_true '.theme == "dark"' "T did not change the colours"
xdotool mousemove 1270 790
until_quiet 0.5
picture trace-1-dark 1280x800
xdotool key g
until_true .big "G did not make the type big"
until_quiet 0.5
picture trace-1-big 1280x800
xdotool key Next
until_quiet 0.5
picture trace-1-big-on 1280x800
xdotool key Escape
until_true 'has("trace") | not' "Escape did not lead back to the lesson"
stop

# What is wrong is said, with its place, and the window stays.
printf '0 1000\n1 2000\nrubbish\n' >"$work/broken.din"
start --size 1280x800 --theme light --fresh "$work/broken.din"
until_true '.trace.wrong | contains("broken.din, line 3, column 1")' "nobody said where the trace is broken"
xdotool mousemove 1270 790
until_quiet 0.5
picture trace-broken 1280x800
stop
printf '123' >"$work/cut.u32"
gzip <"$example" >"$work/whole.gz"
head -c 3000 "$work/whole.gz" >"$work/cut.u32.gz"
for case in "cut.u32:after byte 3" "cut.u32.gz:damaged" "none.din:cannot be opened"; do
  start --fresh "$work/${case%%:*}"
  until_true ".trace.wrong | contains(\"${case#*:}\")" "${case%%:*}: nobody said '${case#*:}'"
  stop
done

# A long one can be stopped: the window stays quick meanwhile.
(yes '0 7fff5a8' || true) 2>/dev/null | head -n 60000000 | gzip -1 >"$work/long.din.gz"
# Not start(): that waits for more than the first frame, and what is read may be done by then.
log=$work/long.jsonl
"$program" --log "$log" --lesson address-split --size 1280x800 --theme light --fresh "$work/long.din.gz" &
pid=$!
until_true '.trace.reading' "a long trace is not being read"
sleep 1
click_at_once trace.cancel
until_true '(.trace.reading | not) and (.trace.said | contains("Stopped"))' "reading cannot be stopped"
stop

# O opens the page from a lesson; there a file can be named.
start --size 1280x800 --theme light --fresh
xdotool mousemove 640 400 key o
until_true 'has("trace")' "O did not open the page for traces"
until_quiet 0.5
picture trace-start 1280x800
click_field trace.file
xdotool type --delay 30 "$PWD/$example"
xdotool key Return
until_true '(.trace.reading | not) and (.trace.said | contains("example-trace.u32"))' "a typed name did not open the trace"
stop

echo "trace test: all is well; pictures in build/screenshots/desktop-trace-*.png"
