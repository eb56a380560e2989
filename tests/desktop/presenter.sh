#!/usr/bin/env bash
# The desktop program in front of a class: a clicker's keys, black screen, hidden answers, big type, laser pointer,
# clock, the QR code (read by zbar), and what is remembered from one start to the next.
#
#     tests/desktop/presenter.sh [PROGRAM]      (default: build/native/pagewalk-desktop)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/desktop/window.sh

kept=$XDG_DATA_HOME/pagewalk/desktop.txt

# press KEYS...: one after another; each is drawn, whatever it does, before the next.
press() {
  local key before deadline
  for key in "$@"; do
    before=$(lines) deadline=$((SECONDS + patience))
    xdotool key "$key"
    until [ "$(lines)" -gt "$before" ]; do
      [ $SECONDS -lt $deadline ] || fail "nothing was drawn after $key"
      sleep 0.05
    done
    until_quiet 0.4
  done
}
is() { until_true "$1" "$2"; }
shot() { import -window root -crop "$2" +repage "$work/$1.png"; }
pixel() { import -window root -crop "1x1+$1+$2" +repage -format '%[fx:round(255*r)] %[fx:round(255*g)] %[fx:round(255*b)]' info:; }
differs() { # differs A B: how many pixels of two shots do
  local count
  count=$(compare -metric AE "$work/$1.png" "$work/$2.png" null: 2>&1) || true
  echo "${count%% *}"
}

# --- a clicker turns the steps, and has its letters only while presenting --------------------------

lesson=walk start --size 1280x720 --predict-open
press n Right period
is '.step == 1 and .curtain == "none"' "N, → or . did something while nobody presents"
press F5
is '.presenting and .fullscreen' "F5 did not begin to present in full screen"
shot full 1920x1080+0+0
[ "$(identify -format '%wx%h' "$work/full.png")" = 1920x1080 ] && [ "$(pixel 1915 1075)" != "0 0 0" ] || fail "the corner of the screen is not the window's"
turn() { # turn KEY STEP: pressed until the step is there, for a long step is read to its end first
  local press
  for press in $(seq 8); do
    press "$1"
    [ "$(state .step)" != "$2" ] || return 0
  done
  fail "$1 does not lead to step $2"
}
turn Next 2
turn n 3
turn Right 4
turn Prior 3
turn p 2
turn Left 1

for key in b period; do
  press $key
  is '.curtain == "black"' "$key did not make the screen black"
  import -window root "$work/black.png"
  [ "$(identify -format '%[fx:maxima]' "$work/black.png")" = 0 ] || fail "the black screen is not black"
  press Next
  is '.curtain == "none" and .step == 1' "a key should lift the black screen, and do nothing else"
done
xdotool mousemove 300 300
until_quiet 0.5
shot before 1920x1080+0+0
press b
xdotool click 1
until_true '.curtain == "none"' "a click did not lift the black screen"
until_quiet 0.5
shot back 1920x1080+0+0
[ "$(differs before back)" = 0 ] || fail "the lesson did not come back as it was"
press greater
is '.curtain == "none"' "Shift . is no black screen"
press Escape
is '(.presenting or .fullscreen) | not' "Escape did not end presenting"
press F5
is '.presenting and .fullscreen' "F5 does not begin a second time"
stop
lesson=walk start
is '(.presenting or .fullscreen) | not' "the next start presents by itself"
stop

# --- hidden answers -------------------------------------------------------------------------------

type_answer() { # TEXT
  scroll_to "commit offset"
  click_field "answer offset"
  until_quiet 0.3
  xdotool key --delay 40 End BackSpace BackSpace BackSpace BackSpace BackSpace BackSpace
  xdotool type --delay 60 "$1"
  until_quiet 0.3
  xdotool key Return
  until_quiet 0.3
}
offset_is() { is "any(.questions[]; .id == \"offset\" and .state == \"$1\" and (.input_error // \"\") == \"\")" "$2"; }

start --size 1280x800
address=$(state '.questions[0].ask' | grep -oE '0x[0-9a-f_]+' | head -n 1 | tr -d _)
answer=$(printf '0x%x' $((address & 0xfff)))
type_answer "$answer"
offset_is right "the teacher's own answer was not judged"
xdotool mousemove 640 790
press Escape h
is '.answers_hidden' "H did not hide the answers"
offset_is open "the teacher's answer is on the wall"
panels=826x600+450+60
shot open "$panels"
for given in zzz "$answer" 0x1; do
  type_answer "$given"
  xdotool mousemove 640 790
  press Escape
  offset_is open "an answer was judged before anybody asked"
  [ "$given" = zzz ] || is '.held == 1' "the answer $given was not taken"
  [ "$given" != zzz ] || is '.held == 0 and any(.questions[]; .error != "")' "nobody said that '$given' cannot be read"
  shot held "$panels"
  [ "$(differs open held)" = 0 ] || fail "the panels tell what the answer is worth"
  [ "$given" != "$answer" ] || { scroll_to "take-back offset"; click "take-back offset"; is '.held == 0' "it was not taken back"; }
done
picture 1280-light-held 1280x800
press r
offset_is wrong "R did not show that 0x1 is wrong"
xdotool mousemove 640 790
until_quiet 0.5
shot shown "$panels"
[ "$(differs open shown)" -gt 0 ] || fail "the panels keep the answer to themselves for ever"
picture 1280-light-revealed 1280x800
press h
is '.answers_hidden | not' "H did not bring the answers back"
offset_is right "the teacher's own answer is lost"
press h
type_answer "$answer"
xdotool mousemove 640 790
press Escape Next
offset_is right "Page Down did not show a held answer"
is '.step == 1' "Page Down showed the answer and went on at once"
press Next
is '.step == 2' "Page Down did not go on"
press h
is '.step == 2' "the step changed with the answers"
stop

# --- big type -------------------------------------------------------------------------------------

for size in 1280x720 1920x1080; do
  start --size $size --theme "$([ $size = 1280x720 ] && echo light || echo dark)" --fresh
  press g
  is ".big and .scale >= ${size#*x} / 360" "G did not make the type big"
  shot top "$size+0+0"
  press Next
  shot read-on "$size+0+0"
  is '.step == 1' "Page Down left a step that was not read to its end"
  [ "$(differs top read-on)" -gt 0 ] || fail "Page Down did not read on"
  press Prior
  picture "big-$size" $size
  press question
  picture "big-keys-$size" $size
  press Escape Escape g
  is '.big | not' "G did not make the type small again"
  stop
done
[ ! -e "$kept.new" ] || fail "a draft of what is remembered was left behind"

# --- the laser pointer ----------------------------------------------------------------------------

start --size 1280x720 --fresh
xdotool mousemove 500 640
until_quiet 0.5
ground=$(pixel 700 420)
press l
xdotool mousemove 700 420
until_quiet 0.5
is '.laser' "L did not switch the laser on"
read -r red green blue <<<"$(pixel 700 420)"
[ "$red" -gt 200 ] && [ "$green" -lt 60 ] && [ "$blue" -lt 60 ] || fail "there is no red dot at the mouse, but $red $green $blue"
read -r red green blue <<<"$(pixel 715 420)"
[ $((red - blue)) -gt 10 ] && [ "$blue" -gt 60 ] || fail "there is no halo beside the dot, but $red $green $blue"
picture 1280-light-laser 1280x720
before=$(lines)
sleep 2
[ "$(lines)" = "$before" ] || fail "a laser that rests is drawn again and again"
xdotool mousemove 500 640
until_quiet 0.5
[ "$(pixel 700 420)" = "$ground" ] || fail "the laser left a trace"
press l
is '.laser | not' "L did not switch the laser off"
stop

# --- the clock: a frame a second ------------------------------------------------------------------

start --size 1280x720 --fresh --predict-open
press k
sleep 2
frames=$(state .frames) from=$SECONDS
sleep 5
drawn=$(($(state .frames) - frames)) passed=$((SECONDS - from))
[ "$drawn" -ge 1 ] || fail "the clock stands still"
[ "$drawn" -le $((passed + 1)) ] || fail "the clock drew $drawn frames in $passed seconds"
until_true '.clock | test("^0:(0[3-9]|[1-5][0-9])$")' "the clock does not tell how long the step has been open"
picture 1280-light-clock 1280x720
before=$(lines)
xdotool key Next
until_true '.step == 2' "Page Down did not go on while the clock ran"
first=$(tail -n +$((before + 1)) "$log" | jq -rs 'map(select(.step == 2))[0].clock') # it goes on while one looks
[[ $first =~ ^0:0[0-2]$ ]] || fail "the clock did not begin anew with the step, but at $first"
press k
before=$(lines)
sleep 2.5
[ "$(lines)" = "$before" ] || fail "a clock that is off draws frames"
stop

# --- the QR code, read by zbar --------------------------------------------------------------------

command -v zbarimg >/dev/null || echo "no zbarimg here (Debian: zbar-tools): nobody reads the codes"
pagewalk=$(dirname "$program")/pagewalk
screen_says() { # screen_says TEXT: what zbar reads on it; empty: nothing
  command -v zbarimg >/dev/null || return 0
  local read
  import -window root "$work/code.png"
  read=$(zbarimg --quiet --raw --oneshot "$work/code.png" 2>/dev/null) || true
  [ "$read" = "$1" ] || fail "zbar reads '$read' on the screen, not '$1'"
}
reads() { # reads THEME: the code on the screen is the address in the log, and holds the step with its command
  is '.curtain == "code" and .code != ""' "Q shows no code"
  screen_says "$(state .code)"
  "$pagewalk" link "$(state .code)" >"$work/link" || fail "nobody can open $(state .code)"
  grep -qxF "$command" "$work/link" || fail "the link does not hold the command: $(cat "$work/link")"
  picture "code-$1" 1280x720
}

code=0
"$program" --site ftp://uni.example >/dev/null 2>"$work/said" </dev/null || code=$?
[ $code = 2 ] && grep -q -- '--site' "$work/said" || fail "--site takes any address"
start --size 1280x720 --step 1
press q
is '.curtain == "code" and .code == ""' "without a site's address there is nothing to show"
screen_says ""
picture code-no-site 1280x720
press Escape
stop

start --size 1280x720 --step 1 --site https://uni.example/pagewalk --theme light
press q
is '.code == "https://uni.example/pagewalk/address-split.html?step=1&seed=7"' "the plain address is '$(state .code)'"
screen_says "$(state .code)"
stop
start --size 1280x720 --step 5 --predict-open --theme light # a task: its solution is a command
task=$(state '.tasks[0].id')
scroll_to "solve $task"
click "solve $task"
is '.command != ""' "the task's solution did nothing"
command=$(state .command)
press q
reads light
press Escape t q
reads dark
press q g q
reads big
press Escape g
stop

# Commands that no code would hold: it leads to the step as it begins.
commands=
for number in $(seq 120); do commands+=",let%20x$number%20=%200x$(sha256sum <<<$number | head -c 12)"; done
mv "$kept" "$work/kept"
{ cat "$work/kept"; echo "progress.tlb.7 = pw1;id=tlb;seed=7;step=0;seen=0;c=0$commands"; } >"$kept"
lesson=tlb start --size 1280x720
is '.events == 120' "the commands of the last time are not there"
press q
is '.code == "https://uni.example/pagewalk/tlb.html?step=1&seed=7"' "too many commands for a code do not leave a plain one"
screen_says "$(state .code)"
picture code-too-long 1280x720
stop
cp lessons/course/en/10-tlb.md "$work/own.md"
lesson=$work/own.md start --size 1280x720
press q
is '.curtain == "code" and .code == ""' "there is a code for a lesson that the site does not have"
stop
grep -qx 'site = https://uni.example/pagewalk/' "$kept" || fail "the site's address is not remembered"
start --size 1280x720 --step 2 --predict-open
press q
is '.code | startswith("https://uni.example/pagewalk/address-split.html?step=2&seed=7")' "the site's address was forgotten"
press q
stop
start --size 1280x720 --site none
is '.site == ""' "the site's address cannot be forgotten"
stop

# --- what is remembered ---------------------------------------------------------------------------

start --size 1280x720
window=$(xdotool search --pid "$pid" --onlyvisible | tail -n 1)
xdotool windowmove "$window" 210 130 windowsize "$window" 1100 640
until_true '.window == "210 130 1100 640"' "the window did not move"
press g F11
until_true '.fullscreen and .big' "F11 or G did nothing"
until_quiet 0.5
echo "from-a-newer-version = 1" >>"$kept"
press t
stop
grep -qx 'from-a-newer-version = 1' "$kept" || fail "what another window remembered was thrown away"
start
until_true '.fullscreen and .big and .window == "210 130 1100 640"' "the window is not where it was, in full screen and big type"
press F11
until_true '(.fullscreen | not) and .window == "210 130 1100 640"' "F11 did not lead back to where the window was"
stop
start
until_true '(.fullscreen | not) and .window == "210 130 1100 640"' "the window is not where it was"
stop
cp "$kept" "$work/kept"
start --fresh
is '(.big | not) and .window != "210 130 1100 640"' "--fresh remembers"
press t Next
stop
cmp -s "$kept" "$work/kept" || fail "--fresh writes"

# A progress that cannot be read is said, and not thrown away.
sed -i 's/^progress.address-split.7 = .*/progress.address-split.7 = pw1;nonsense/' "$kept"
start 2>"$work/said"
is '.step == 1' "a broken progress is more than none"
press t
stop
grep -q 'could not be read' "$work/said" || fail "nobody said that the progress could not be read: $(cat "$work/said")"
grep -qx 'progress.address-split.7.unread = pw1;nonsense' "$kept" || fail "the broken progress was thrown away"

# A place that cannot be written to is said, and the program runs on.
chmod_free=$work/nowhere
echo "a file" >"$chmod_free"
XDG_DATA_HOME=$chmod_free start --size 1280x720
press t
until_true '.notice | test("cannot remember")' "nobody said that nothing can be remembered"
stop

echo "presenter test: all is well; pictures in build/screenshots/desktop-*.png"
