# Starts the endpoint beside this file, in the place of the one that this started before.
here=$(dirname "$0")
test -f "$here/server.pid" && kill "$(cat "$here/server.pid")"
: > "$here/server.log"
node "$here/server.mjs" >> "$here/server.log" 2>&1 &
echo $! > "$here/server.pid"
until grep listening "$here/server.log"; do
  kill -0 $! || exit 1
  sleep 0.1
done
