#!/usr/bin/env bash
# The desktop program's page for the computer it runs on: measured on request, told in three parts, the model drawn over it
# with the TLBs that the reader chooses. What numbers come out is the machine's affair.
#
#     tests/desktop/host.sh [PROGRAM]      (default: build/native/pagewalk-desktop)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/desktop/window.sh

# Asked where it lies, it says so and opens no window.
places=$(env -u DISPLAY "$program" --places)
[ "$(wc -w <<<"$places")" = 5 ] || fail "the program does not say where it lies: $places"
[ "$(env -u DISPLAY "$program" --places)" != "$places" ] || [ "$(cat /proc/sys/kernel/randomize_va_space)" = 0 ] || fail "two runs lie at the same places"

start --size 1280x800 --theme light --fresh
xdotool mousemove 640 400 key o
until_true 'has("trace")' "O did not open the pages beside the course"
click bench.host
until_true 'has("host")' "the bar does not lead to this computer"
until_quiet 0.5
picture host-start 1280x800

click host.folder.go
until_true '.host.measuring' "it is not being measured"
until_true 'any(.controls[]; .name == "host.cancel")' "measuring cannot be stopped"
click_at_once host.cancel
until_true '(.host.measuring | not) and (.host.report | not)' "it was not stopped"

click_field host.folder
xdotool type --delay 30 "$work"
xdotool key Return
until_true '.host.report and .host.points == 21' "it was not measured to its end"
for section in 0 1 2; do
  [ $section = 0 ] || click "host.section.$section"
  until_true ".host.section == $section" "section $section did not show"
  xdotool mousemove 1270 790
  until_quiet 0.5
  picture "host-$section-light" 1280x800
done
[ "$(state .host.preset)" = sapphire-rapids ] || fail "the model has not the usual TLBs"
click host.preset.4
until_true '.host.preset == "zen4"' "other TLBs cannot be chosen"
xdotool mousemove 1270 790
until_quiet 0.5
picture host-zen4-light 1280x800
xdotool key t
until_true '.theme == "dark"' "T did not change the colours"
until_quiet 0.5
picture host-2-dark 1280x800
xdotool key g
until_true .big "G did not make the type big"
until_quiet 0.5
picture host-2-big 1280x800
xdotool key Escape
until_true 'has("host") | not' "Escape did not lead back to the lesson"
stop

echo "host test: all is well; pictures in build/screenshots/desktop-host-*.png"
