#!/usr/bin/env bash
# The desktop program on a screen of its own (Xvfb): answers the first prediction of a lesson with
# the mouse and the keyboard, goes on to the next step, and checks that an idle window draws nothing.
#
#     tests/desktop/run.sh [PROGRAM]      (default: build/native/pagewalk-desktop)
#
# What the program shows is read from its state log; pictures are kept in build/screenshots/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

program=$(realpath -m "${1:-build/native/pagewalk-desktop}")
pictures=$PWD/build/screenshots
patience=60 # seconds that any one condition may take on a busy machine

fail() {
  echo "desktop test: $*" >&2
  [ -z "${log:-}" ] || [ ! -s "$log" ] || { echo "last state:" >&2; tail -n 1 "$log" >&2; }
  exit 1
}

[ -x "$program" ] || fail "there is no program $program (build the target pagewalk-desktop)"
for tool in xvfb-run xdotool import jq; do
  command -v "$tool" >/dev/null || fail "$tool is missing (Debian: xvfb xdotool imagemagick jq)"
done

if [ -z "${DESKTOP_TEST_SCREEN:-}" ]; then # once more, on a screen
  export DESKTOP_TEST_SCREEN=1 LIBGL_ALWAYS_SOFTWARE=1
  exec xvfb-run -a -s "-screen 0 1920x1080x24" bash "tests/desktop/run.sh" "$program"
fi

work=$(mktemp -d)
pid=
stop() {
  [ -z "$pid" ] || { kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null; } || true
  pid=
}
trap 'stop; rm -rf "$work"' EXIT
mkdir -p "$pictures"

# start ARGUMENTS...: the program with a fresh log, until its first frames are drawn.
start() {
  log=$work/state.jsonl
  : >"$log"
  "$program" --log "$log" --lesson address-split --seed 7 "$@" &
  pid=$!
  until_true '.frames > 0' "the window never showed anything"
}

state() { tail -n 1 "$log" | jq -r "$1"; }
lines() { wc -l <"$log"; }

# until_true CONDITION COMPLAINT: polls the newest state for a jq condition.
until_true() {
  local deadline=$((SECONDS + patience))
  until [ -s "$log" ] && tail -n 1 "$log" | jq -e "$1" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null || fail "the program ended: $2"
    [ $SECONDS -lt $deadline ] || fail "$2"
    sleep 0.1
  done
}

# until_quiet SECONDS: waits until nothing was drawn for that long.
until_quiet() {
  local deadline=$((SECONDS + patience)) before
  while :; do
    before=$(lines)
    sleep "$1"
    [ "$(lines)" != "$before" ] || return 0
    [ $SECONDS -lt $deadline ] || fail "the window never came to rest"
  done
}

# click NAME: presses a control where the state log says it is.
click() {
  until_true "any(.controls[]; .name == \"$1\")" "there is no control '$1' in sight"
  xdotool mousemove $(state "[.controls[] | select(.name == \"$1\")][0] | \"\(.x) \(.y)\"")
  until_quiet 0.3
  xdotool click 1
}

# scroll_to NAME: turns the wheel over the lesson until the control is in sight.
scroll_to() {
  local turns
  xdotool mousemove 200 400
  for turns in $(seq 40); do
    until_quiet 0.2
    [ -z "$(state "[.controls[] | select(.name == \"$1\")][0].name // empty")" ] || return 0
    xdotool click 5
  done
  fail "scrolling does not bring '$1' into sight"
}

picture() { import -window root -crop "$2+0+0" +repage "$pictures/desktop-$1.png"; }

# --- bad input is refused before a window opens ---------------------------------------------------

refused() { # refused WORDS ARGUMENTS...
  local words=$1 message code=0
  shift
  message=$("$program" "$@" 2>&1 </dev/null) || code=$?
  [ $code = 2 ] || fail "'$*' should end with 2, not $code"
  grep -qF -- "$words" <<<"$message" || fail "'$*' should speak of '$words', but said: $message"
}
refused "did you mean '--theme'" --them dark
refused "320" --size 12x9
refused "address-split" --lesson adress-split
refused "step 99" --lesson address-split --step 99
(unset DISPLAY WAYLAND_DISPLAY; refused "needs a screen" --lesson address-split)

# --- one step by mouse and keyboard ---------------------------------------------------------------

start --size 1280x800
until_true '.lesson == "address-split" and .step == 1' "the lesson did not open at its first step"
until_true 'any(.questions[]; .id == "offset" and .state == "open")' "the first prediction is not open"
picture 1280-light-open 1280x800

# The right answer by arithmetic of our own: the low twelve bits of the address that is asked about.
address=$(state '.questions[0].ask' | grep -oE '0x[0-9a-f_]+' | head -n 1 | tr -d _)
answer=$(printf '0x%x' $((address & 0xfff)))

scroll_to "commit offset"
click "answer offset"
until_quiet 0.3
xdotool type --delay 60 "$answer"
until_quiet 0.3
click "commit offset"
until_true 'any(.questions[]; .id == "offset" and .state == "right")' "the answer $answer was not judged right"
until_true "any(.questions[]; .id == \"offset\" and .input == \"$answer\")" "the question does not show what was typed"
until_quiet 0.5
picture 1280-light-right 1280x800

click next
until_true '.step == 2' "Next did not lead to step 2"
until_quiet 0.5
picture 1280-light-step2 1280x800

# --- an idle window draws nothing: the log gets a line for every burst of frames ------------------

frames=$(state .frames) before=$(lines)
sleep 3
[ "$(lines)" = "$before" ] || fail "$(($(state .frames) - frames)) frames were drawn in 3 idle seconds"

# --- keys: menus, theme, step back ----------------------------------------------------------------

for key in F1 F10 grave; do # keys, lessons, console
  before=$(state .frames)
  xdotool key "$key"
  until_true ".frames > $before" "$key does nothing"
  until_quiet 0.5
  picture "1280-light-$key" 1280x800
  xdotool key Escape
  until_quiet 0.5
done

xdotool mousemove 640 400 key t
until_true '.theme == "dark"' "T did not change the theme"
until_quiet 0.5
picture 1280-dark-step2 1280x800
xdotool key Prior
until_true '.step == 1' "Page Up did not lead back"
until_true 'any(.questions[]; .id == "offset" and .state == "right")' "the answer was forgotten on the way back"
stop

start --size 1920x1080 --theme dark --predict-open --step 4
until_true '.step == 4 and .theme == "dark"' "--step and --theme were not obeyed"
until_quiet 0.5
picture 1920-dark-step4 1920x1080
stop

echo "desktop test: all is well; pictures in build/screenshots/desktop-*.png"
