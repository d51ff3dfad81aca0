#!/usr/bin/env bash
# Answers the next message that comes in, with curl and jq alone: it reads the event log instead of the socket.
#
#   SWITCHBOARD=http://127.0.0.1:8080 API_KEY=sb_... ./answer.sh "We are on it."
set -euo pipefail
base=${SWITCHBOARD:-http://127.0.0.1:8080}
text=${1:-We are on it.}

call() { # method, path, then curl's own options
  curl --silent --show-error --fail-with-body --request "$1" "$base/api/v1$2" --header @- "${@:3}" \
    <<<"Authorization: Bearer $API_KEY" # by a pipe: arguments are visible to other users of the machine
}

# the newest event now: everything after it is news
cursor=$(call GET '/events?limit=1' | jq '.items[0].id // 0')
echo listening
while :; do
  events=$(call GET "/events?after=$cursor&type=message.created")
  message=$(jq -c 'first(.items[] | select(.data.message.outgoing | not)) // empty' <<<"$events")
  [ -n "$message" ] && break
  sleep 1
done

jq -r '.data.message | "\(.author.name): \(.text)"' <<<"$message"
chat=$(jq -r .data.message.chat_id <<<"$message")
body=$(jq -n --arg text "$text" --argjson reply_to "$(jq .data.message.id <<<"$message")" '{$text, $reply_to}')
id=$(call POST "/chats/$chat/messages" --header 'Content-Type: application/json' \
  --header "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" --data "$body" | jq .id)

while :; do
  state=$(call GET "/messages/$id" | jq -r .delivery.state)
  case $state in sent | failed | unknown) break ;; esac
  sleep 1
done
echo "$state"
