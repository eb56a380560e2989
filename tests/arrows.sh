#!/usr/bin/env bash
# The folders are the architecture: a file may include only what stands to its left in
#   base <- hw <- os <- sim <- script <- lessons <- ui <- web
# and core/ includes no third-party header. Usage: arrows.sh REPOSITORY
set -euo pipefail
cd "${1:-.}"

order=(core/base core/hw core/os core/sim core/script lessons ui web)
# What the compiler brings along: <vector>, <cstdint>. A name with a dot or a slash is somebody's library.
standard='^[a-z0-9_]+$'
bad=0 files=0

find_rank() { # PATH: sets rank to its place in the order, or to nothing
  rank=
  local i
  for i in "${!order[@]}"; do
    if [[ $1 == "${order[i]}"/* ]]; then rank=$i; fi
  done
}

complain() { echo "$1" >&2; bad=1; }

check_include() { # FILE RANK LINE TEXT
  local header=${4#*[<\"]}
  header=${header%%[>\"]*}
  find_rank "$header"
  if [ -n "$rank" ] && [ "$rank" -gt "$2" ]; then
    complain "$1:$3: ${order[$2]} may not include $header, which stands to its right"
  elif [ -n "$rank" ] && [ ! -f "$header" ]; then
    complain "$1:$3: there is no file $header"
  elif [ -z "$rank" ] && [ -f "$(dirname "$1")/$header" ]; then
    complain "$1:$3: write $header from the repository's root"
  elif [[ -z $rank && $1 == core/* && ! $header =~ $standard ]]; then
    complain "$1:$3: core/ may not include the third-party header $header"
  fi
}

while read -r file; do
  files=$((files + 1))
  find_rank "$file"
  if [ -z "$rank" ]; then
    complain "$file: stands in no folder of the order ${order[*]}"
    continue
  fi
  mine=$rank
  while IFS=: read -r line text; do
    check_include "$file" "$mine" "$line" "$text"
  done < <(grep -nE '^[[:space:]]*#[[:space:]]*include' "$file" || true)
done < <(find core lessons ui web -name '*.h' -o -name '*.cpp' | sort)

[ "$files" -gt 0 ] || complain "found no source file"
[ "$bad" = 0 ] && echo "$files files keep to the arrows"
exit "$bad"
