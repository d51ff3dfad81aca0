#!/usr/bin/env python3
"""Follows the bots' socket and answers the next message that comes in.

    pip install websockets
    SWITCHBOARD=http://127.0.0.1:8080 API_KEY=sb_... ./answer.py "We are on it."

It resumes after a cut connection: the id of the last event it saw is its cursor.
"""

import asyncio
import json
import os
import sys
import urllib.request
import uuid

import websockets

BASE = os.environ.get("SWITCHBOARD", "http://127.0.0.1:8080")
KEY = os.environ["API_KEY"]
AUTH = {"Authorization": f"Bearer {KEY}"}


def send(chat_id: str, text: str, reply_to: int) -> dict:
    """Sends an answer. The same Idempotency-Key never sends twice, however often the request is repeated."""
    request = urllib.request.Request(
        f"{BASE}/api/v1/chats/{chat_id}/messages",
        data=json.dumps({"text": text, "reply_to": reply_to}).encode(),
        headers={**AUTH, "Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())},
        method="POST",
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


async def main(text: str) -> None:
    cursor = None
    waiting_for = None
    while True:
        url = BASE.replace("http", "ws", 1) + "/ws/bots/notifications"
        if cursor is not None:
            url += f"?after={cursor}"
        try:
            async with websockets.connect(url, additional_headers=AUTH) as socket:
                async for frame in socket:
                    event = json.loads(frame)
                    if event["type"] == "hello":
                        # without ?after= the socket starts at the newest event
                        cursor = event["cursor"] if cursor is None else cursor
                        print("listening", flush=True)
                        continue
                    # what only passes, as that someone writes, has no id
                    cursor = event.get("id", cursor)
                    if event["type"] == "message.created":
                        message = event["data"]["message"]
                        if not message["outgoing"] and waiting_for is None:
                            print(f"{message['author']['name']}: {message['text']}", flush=True)
                            waiting_for = send(message["chat_id"], text, message["id"])["id"]
                    elif event["type"] == "message.updated" and event["data"]["id"] == waiting_for:
                        state = event["data"]["delivery"]["state"]
                        print(state, flush=True)
                        if state in ("sent", "failed", "unknown"):
                            return
        except (ConnectionError, websockets.ConnectionClosed):
            await asyncio.sleep(1)


asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "We are on it."))
