# Sourced by the desktop tests, from the repository's root and with the program as $1: a screen of its own, the program
# on it, and what one does with both. The program is driven by real events (xdotool); what it shows is read from its
# state log and from pictures, which are kept in build/screenshots/.

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
  exec xvfb-run -a -s "-screen 0 1920x1080x24" bash "tests/desktop/$(basename "$0")" "$program"
fi

work=$(mktemp -d)
export XDG_DATA_HOME=$work/data # what the program remembers
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
  local before=$(date +%s%N) deadline=$((SECONDS + patience))
  "$program" --log "$log" --lesson "${lesson:-address-split}" --seed 7 "$@" &
  pid=$!
  until [ -s "$log" ]; do
    kill -0 "$pid" 2>/dev/null || fail "the program ended at once"
    [ $SECONDS -lt $deadline ] || fail "the window never showed anything"
    sleep 0.005
  done
  started=$((($(date +%s%N) - before) / 1000000)) # milliseconds, the poll's few among them
  until_true '.frames > 1' "the window never came to rest"
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

# What the program has used of the processors, in nanoseconds, and how often it came to rest.
activity() {
  local used total=0
  while read -r used _; do total=$((total + used)); done < <(cat "/proc/$pid/task/"*/schedstat 2>/dev/null)
  echo "$total $(lines)"
}

# until_quiet SECONDS: waits until the program did nothing for that long: on a busy machine one burst of frames, which is
# logged at its end, may take longer.
until_quiet() {
  local deadline=$((SECONDS + patience)) before
  while :; do
    before=$(activity)
    sleep "$1"
    [ "$(activity)" != "$before" ] || return 0
    [ $SECONDS -lt $deadline ] || fail "the window never came to rest"
  done
}

# click_at_once NAME: presses a control that is in sight, while the window still draws.
click_at_once() { xdotool mousemove $(state "[.controls[] | select(.name == \"$1\")][0] | \"\(.x) \(.y)\"") click 1; }

# click NAME: presses a control where the state log says it is.
click() {
  until_true "any(.controls[]; .name == \"$1\")" "there is no control '$1' in sight"
  xdotool mousemove $(state "[.controls[] | select(.name == \"$1\")][0] | \"\(.x) \(.y)\"")
  until_quiet 0.3
  xdotool click 1
}

# click_field NAME: presses a text field, and waits until it takes what is typed.
click_field() {
  click "$1"
  until_true '.typing' "the field '$1' does not take what is typed"
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

