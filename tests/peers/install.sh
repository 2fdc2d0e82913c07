#!/usr/bin/env bash
# Installs the Debian packages named, where they are missing and we may (root). Otherwise says plainly what is skipped.
set -euo pipefail

missing=()
for package in "$@"; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

give_up() {
  echo "Not installed ($1): ${missing[*]}. The tests that need them are skipped, each with its reason."
  echo "To run them too: sudo apt-get install --no-install-recommends ${missing[*]}"
  [ "${LIAISON_REQUIRE_PEERS:-}" != 1 ] || exit 1
  exit 0
}

command -v apt-get >/dev/null || give_up "this is not a Debian system"
[ "$(id -u)" = 0 ] || give_up "that takes root"

# The tests start servers of their own, as another user; the packages' own services stay off meanwhile.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
echo "Installing ${missing[*]} …"
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -q && apt-get install -q -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log"
  give_up "apt-get failed"
fi
rm -f "$log"
