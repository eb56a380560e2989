#!/usr/bin/env bash
# The desktop program on a screen of its own (Xvfb): answers the first prediction of a lesson with
# the mouse and the keyboard, goes on to the next step, and checks that an idle window draws nothing.
#
#     tests/desktop/run.sh [PROGRAM]      (default: build/native/pagewalk-desktop)
#
# What the program shows is read from its state log; pictures are kept in build/screenshots/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

. tests/desktop/window.sh

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
refused "en, de" --lang xx
(unset DISPLAY WAYLAND_DISPLAY; refused "needs a screen" --lesson address-split)

# --- one step by mouse and keyboard ---------------------------------------------------------------

start --size 1280x800
echo "from exec to the first frame: $started ms"
until_true '.lesson == "address-split" and .step == 1' "the lesson did not open at its first step"
until_true 'any(.questions[]; .id == "offset" and .state == "open")' "the first prediction is not open"
picture 1280-light-open 1280x800

# The right answer by arithmetic of our own: the low twelve bits of the address that is asked about.
address=$(state '.questions[0].ask' | grep -oE '0x[0-9a-f_]+' | head -n 1 | tr -d _)
answer=$(printf '0x%x' $((address & 0xfff)))

scroll_to "commit offset"
click_field "answer offset"
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

for key in F1 question F10 grave; do # keys, lessons, console
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

# --- the same after a new start -------------------------------------------------------------------

start
until_true '.theme == "dark" and .step == 1' "the theme and the step were forgotten"
until_true 'any(.questions[]; .id == "offset" and .state == "right")' "the answer was forgotten"
stop

start --size 1920x1080 --theme dark --predict-open --step 4
until_true '.step == 4 and .theme == "dark"' "--step and --theme were not obeyed"
until_quiet 0.5
picture 1920-dark-step4 1920x1080
stop

# --- another language, remembered; what is not translated is the original's --------------------------

lesson=hotel start --size 1280x800 --theme light --predict-open --step 2 --lang de --site https://uni.example/pagewalk/
until_true 'any(.questions[]; .ask | contains("Partnerhotel"))' "the lesson is not in German"
until_quiet 0.5
picture 1280-light-de 1280x800
xdotool mousemove 640 400 key q
until_true '.code | contains("hotel.html?step=2&seed=7&lang=de")' "the students' phones would show another language"
stop
start
until_true 'any(.questions[]; .ask | contains("page offset"))' "a lesson that is not translated is not shown"
stop
lesson=hotel start --predict-open --step 2
until_true 'any(.questions[]; .ask | contains("Partnerhotel"))' "the language was forgotten"
stop
lesson=hotel start --predict-open --step 2 --lang en --site none
until_true 'any(.questions[]; .ask | contains("partner hotel"))' "the original is not to be had again"
stop

echo "desktop test: all is well; pictures in build/screenshots/desktop-*.png"
