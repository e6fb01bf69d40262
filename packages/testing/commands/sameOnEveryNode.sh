#!/bin/sh
# Lives the same lives on Node 22, 24 and 26 and compares everything that happened.
#   sameOnEveryNode.sh [LIVES]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
nodes=$(mktemp -d)
trap 'rm -rf "$nodes"' EXIT
same=
for major in 22 24 26; do
  mkdir "$nodes/$major"
  (cd "$nodes/$major" && npm init -y >/dev/null 2>&1 && npm install --loglevel=error --no-audit --no-fund "node@$major" >/dev/null)
  node="$nodes/$major/node_modules/node/bin/node"
  digest=$("$node" --conditions=source "$here/digest.ts" "${1:-300}")
  echo "$("$node" --version)  $digest"
  same=${same:-$digest}
  [ "$digest" = "$same" ] || { echo "another trace" >&2; exit 1; }
done
