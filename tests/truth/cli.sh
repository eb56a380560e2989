#!/usr/bin/env bash
# replay, mrc and tlb as a script meets them: exact JSON, exit codes, errors with a place. Usage: cli.sh PAGEWALK
set -uo pipefail
pagewalk=$(realpath "${1:?usage: cli.sh PAGEWALK}")
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
failed=0
expect() { # STATUS OUTPUT COMMAND...: the output is that of both streams; * matches anything
  local status=$1 output=${2//\[/\\[} got result
  shift 2
  got=$("$@" 2>&1)
  result=$?
  # shellcheck disable=SC2053
  if [ "$result" != "$status" ] || [[ $got != $output ]]; then
    printf '%s\n  expected %s: %s\n  got %s: %s\n' "$*" "$status" "$output" "$result" "$got" >&2
    failed=1
  fi
}
printf '%s\n' 1 2 3 4 1 2 5 1 2 3 4 5 > belady.txt
expect 0 '{"accesses":12,"hits":3,"misses":9}' "$pagewalk" replay belady.txt --policy fifo --frames 3 --json
expect 0 '{"accesses":12,"hits":2,"misses":10}' "$pagewalk" replay belady.txt --policy fifo --frames 4 --json
expect 0 '{"accesses":12,"hits":5,"misses":7,"per_access":["miss","miss","miss","miss","hit","hit","miss","hit","hit","miss","miss","hit"],"evictions":*}' \
  "$pagewalk" replay belady.txt --policy opt --frames 3 --json --per-access --evictions
expect 0 '{"accesses":12,"hits":2,"misses":10,"evictions":[1,2,3,4,5,1,2]}' "$pagewalk" replay belady.txt --policy lru --frames 3 --json --evictions
expect 0 '12 accesses: 2 hits, 10 misses (83.333%)' "$pagewalk" replay belady.txt --policy lru --frames 3
expect 0 '{"accesses":12,"curve":[{"frames":1,"misses":12},{"frames":2,"misses":12},{"frames":3,"misses":10},{"frames":4,"misses":8},{"frames":5,"misses":5}]}' \
  "$pagewalk" mrc belady.txt --policy lru --json
expect 0 '{"accesses":12,"curve":[{"frames":1,"misses":12},{"frames":2,"misses":12}]}' "$pagewalk" mrc belady.txt --max-frames 2 --json
expect 0 '{"accesses":12,"misses":9}' "$pagewalk" tlb belady.txt --entries 3 --ways 3 --policy fifo --json
expect 0 '{"accesses":2,"hits":1,"misses":1}' "$pagewalk" replay - --format din --page 2M --policy lru --frames 1 --json < <(printf '0 1fffff\n1 10\n')
expect 0 '{"accesses":0,"hits":0,"misses":0}' "$pagewalk" replay /dev/null --policy lru --frames 1 --json

printf '1\n2\nthree\n' > bad.txt
expect 2 "bad.txt:3:1: this is no page number: 'three'*" "$pagewalk" replay bad.txt --policy lru --frames 3 --json
expect 2 "bad.txt:3:1: *" "$pagewalk" mrc bad.txt --json
expect 2 "bad.txt:3:1: *" "$pagewalk" tlb bad.txt --entries 4 --ways 4
expect 2 "standard input:2: the line is empty*" "$pagewalk" mrc - < <(printf '1\n\n2\n')
expect 2 "*the trace ends inside of a number, after byte 5*" "$pagewalk" mrc - --format u32 < <(printf 'abcde')
expect 2 "there is no policy 'lrv' (did you mean 'lru'*" "$pagewalk" replay belady.txt --policy lrv --frames 3
expect 2 "a replay needs at least one frame*" "$pagewalk" replay belady.txt --policy lru --frames 0
expect 2 "*ways do not divide*" "$pagewalk" tlb belady.txt --entries 8 --ways 3
expect 2 "a TLB needs at least one entry and one way*" "$pagewalk" tlb belady.txt --entries 8 --ways 0
expect 2 "*" "$pagewalk" tlb belady.txt --entries 8 --ways 1000000
expect 2 "--page: *power of two*" "$pagewalk" mrc belady.txt --page 3000
expect 2 "*missing.txt cannot be opened*" "$pagewalk" mrc missing.txt
expect 2 "* is a folder*" "$pagewalk" mrc .
expect 2 "*'clock'*" "$pagewalk" mrc belady.txt --policy clock
[ "$failed" = 0 ] && echo "the command line's studies answer as they should"
exit "$failed"
