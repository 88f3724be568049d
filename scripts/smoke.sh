#!/usr/bin/env bash
# Starts the built product with the Node given, on a free port and an empty data folder, and runs its main job once.
set -euo pipefail
node=$(realpath "${1:?usage: scripts/smoke.sh <node binary>}")
cd "$(dirname "$0")/.."

data=$(mktemp -d)
product=
stop() {
  if [ -n "$product" ] && kill -0 "$product" 2>/dev/null; then
    kill -INT "$product"
    wait "$product" || true
  fi
  rm -rf "$data"
}
trap stop EXIT

export HOST=127.0.0.1
export ONE_THING_DATA_DIR=$data
PORT=$("$node" -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
export PORT

echo "Starting the product with Node $("$node" --version) on port $PORT"
"$node" bin/one-thing.js start >"$data/product.log" 2>&1 &
product=$!

ready() {
  "$node" -e 'fetch(process.argv[1]).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))' \
    "http://127.0.0.1:$PORT/health/ready"
}
deadline=$((SECONDS + 120))
until ready; do
  if ! kill -0 "$product" 2>/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
    echo 'The product did not get ready:' >&2
    tail -n 50 "$data/product.log" >&2
    exit 1
  fi
  sleep 0.5
done

if ! "$node" bin/one-thing.js run newborn --count 3 --json; then
  echo 'The main job failed:' >&2
  tail -n 50 "$data/product.log" >&2
  exit 1
fi
echo 'The product ran its main job'
