#!/usr/bin/env bash
# A fresh clone with an empty home runs the README's start command: three cords registered, metrics stored, alerts raised. What is
# wrong in a command line is then told by cord alone.
set -euo pipefail
source_folder="$(git rev-parse --show-toplevel)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
git clone --quiet "$source_folder" "$work/cord"
mkdir "$work/home"
cd "$work/cord"

limit_seconds=300
started=$SECONDS
env -u npm_config_cache -u NX_CACHE_DIRECTORY HOME="$work/home" NX_DAEMON=false \
  timeout --kill-after=10 "$limit_seconds" npx -y pnpm@12 start --for 20s --port 0 --mqtt-port 0 | tee "$work/output"
echo "fresh clone: start command ended after $((SECONDS - started)) s"

summary="$(tail -n 1 "$work/output")"
if [[ ! "$summary" =~ ^registered\ 3\ ·\ messages\ ([0-9]+)\ ·\ alerts\ ([0-9]+)\ ·\ refused\ 0$ ]] ||
  ((BASH_REMATCH[1] < 20 || BASH_REMATCH[2] < 3)); then
  echo "fresh clone: expected a summary with 3 registered, at least 20 messages and 3 alerts, none refused; found: $summary" >&2
  exit 1
fi

# Every word, of pnpm as of cord: what was asked wrongly is told once, and the exit status is cord's.
told="$(HOME="$work/home" npm_config_update_notifier=false npx -y pnpm@12 cord devices lst 2>&1)" && status=0 || status=$?
if [[ $status != 2 || "$told" != "error: unknown command 'lst'"$'\n'"(Did you mean list?)" ]]; then
  echo "fresh clone: expected cord to say alone that it knows no 'devices lst', with status 2; found $status: $told" >&2
  exit 1
fi
