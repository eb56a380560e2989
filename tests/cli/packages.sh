#!/usr/bin/env bash
# What cmake --install and cpack make: packages.sh BUILD_FOLDER. Nothing of it needs root or a network. Tools that are
# not here (dpkg-deb, lintian, desktop-file-validate) leave out what they would check.
set -euo pipefail
build=$(realpath "${1:?usage: packages.sh BUILD_FOLDER}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
checks=0
fail() { echo "$*" >&2; exit 1; }
check() { checks=$((checks + 1)); "${@:2}" > "$work/said" 2>&1 || fail "$1: $(head -c 2000 "$work/said")"; }
here() { command -v "$1" > /dev/null || { echo "no $1 here"; return 1; }; }

check "cmake --install" cmake --install "$build" --prefix "$work/usr"
for file in bin/pagewalk bin/pagewalk-desktop share/man/man1/pagewalk.1.gz share/man/man1/pagewalk-desktop.1.gz \
  share/bash-completion/completions/pagewalk share/zsh/vendor-completions/_pagewalk share/fish/vendor_completions.d/pagewalk.fish \
  share/applications/pagewalk-desktop.desktop share/icons/hicolor/scalable/apps/pagewalk.svg share/icons/hicolor/512x512/apps/pagewalk.png \
  share/icons/hicolor/192x192/apps/pagewalk.png share/doc/pagewalk/copyright share/doc/pagewalk/changelog.gz; do
  check "$file is installed" test -s "$work/usr/$file"
done
check "the manual is that of this program" cmp <(zcat "$work/usr/share/man/man1/pagewalk.1.gz") <("$work/usr/bin/pagewalk" help --man)
if here man; then check "man finds it" env MANPATH="$work/usr/share/man" MANPAGER=cat man pagewalk; fi
if here desktop-file-validate; then check "the menu entry is valid" desktop-file-validate "$work/usr/share/applications/pagewalk-desktop.desktop"; fi
check "the menu entry starts what is installed" test -x "$work/usr/bin/$(sed -n 's/^Exec=//p' "$work/usr/share/applications/pagewalk-desktop.desktop")"
check "and shows an icon that is installed" test -e "$work/usr/share/icons/hicolor/scalable/apps/$(sed -n 's/^Icon=//p' "$work/usr/share/applications/pagewalk-desktop.desktop").svg"

# The archive, unpacked somewhere else, without the environment of a developer.
(cd "$build" && check "cpack: the archive" cpack -G TGZ -B "$work/packages")
mkdir "$work/some where"
tar -xzf "$work"/packages/pagewalk-*.tar.gz -C "$work/some where"
cd "$work/some where"/pagewalk-*
ran=$(env -i ./bin/pagewalk run - <<< $'machine x86-64\nprocess A\nmap A 0x1000 4K rw now\nread A 0x1000\nprint last.reads' 2> /dev/null | head -n 1)
check "the archive's program runs ($ran)" test "$ran" = 4
check "it has the lessons built in" env -i ./bin/pagewalk learn
check "it writes sheets" env -i ./bin/pagewalk sheet --kind all --count 15
check "the desktop program finds what it needs" env -i ./bin/pagewalk-desktop --help
libraries=$(env -i ldd ./bin/pagewalk-desktop)
for library in libglfw libqrencode; do check "$library comes along: $libraries" grep -q "$library.* => .*/some where/.*/pagewalk/" <<< "$libraries"; done
check "nothing is missing: $libraries" test -z "$(grep 'not found' <<< "$libraries" || true)"
check "no path of the build is left in it" test -z "$(readelf -d bin/* | grep -E 'RPATH|RUNPATH' | grep -v '\[$ORIGIN/' || true)"

if here dpkg-deb && here dpkg-shlibdeps; then
  (cd "$build" && check "cpack: the .deb" cpack -G DEB -B "$work/packages")
  deb=$(echo "$work"/packages/pagewalk_*.deb)
  dpkg-deb --contents "$deb" > "$work/contents"
  for file in ./usr/bin/pagewalk ./usr/bin/pagewalk-desktop ./usr/share/man/man1/pagewalk.1.gz ./usr/share/applications/pagewalk-desktop.desktop; do
    check "$file is in the .deb" grep -q " $file\$" "$work/contents"
  done
  check "no library is in the .deb" test -z "$(grep -E 'libglfw|libqrencode' "$work/contents" || true)"
  check "nothing of it belongs to another user" test -z "$(grep -v ' root/root ' "$work/contents" || true)"
  depends=$(dpkg-deb --field "$deb" Depends)
  for package in libc6 'libstdc\+\+6' libglfw3 libqrencode4; do check "Depends: $depends" grep -qE "(^|, )$package( |,|$)" <<< "$depends"; done
  dpkg-deb --extract "$deb" "$work/root"
  check "the program of the .deb runs" test "$("$work/root/usr/bin/pagewalk" --version)" = "$(dpkg-deb --field "$deb" Version | sed 's/-.*//')"
  if here lintian; then check "lintian" lintian --allow-root --fail-on error,warning "$deb"; fi
fi
echo "$checks checks of what is installed and packed"
