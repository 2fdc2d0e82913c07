#!/usr/bin/env bash
# Unpacks Debian packages that cannot be installed beside others (Cyrus conflicts with Dovecot) into a folder of their
# own; no root, nothing installed. unpack.sh FOLDER PACKAGE…
set -euo pipefail

folder=$1
shift
[ "$(cat "$folder/.complete" 2>/dev/null)" != "$*" ] || exit 0
if ! command -v apt-get >/dev/null; then
  echo "Not unpacked (this is not a Debian system): $*. The tests that need them are skipped, each with its reason."
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "Unpacking $* into $folder …"
download() { (cd "$work" && apt-get download -q "$@") >"$work/log" 2>&1; }
# A new machine knows of no package, an old one of versions that are no more.
if ! download "$@" && ! { apt-get update -q >/dev/null 2>&1 && download "$@"; }; then
  tail -n 5 "$work/log"
  echo "Not unpacked (apt-get download failed). The tests that need them are skipped, each with its reason."
  [ "${LIAISON_REQUIRE_PEERS:-}" != 1 ] || exit 1
  exit 0
fi
mkdir -p "$folder"
for package in "$work"/*.deb; do
  dpkg -x "$package" "$folder"
done
chmod -R a+rX "$folder"
echo "$*" >"$folder/.complete"
