"""Receives with Telethon, as a program would that keeps many accounts: `./justw bench` starts it beside the server.

Reads one line of JSON, {"key", "sessions", "messages"}: the data centres' RSA key, sessions as StringSession writes them, and how
many messages will come. Prints one when all are connected, {"before", "after"}: this process's memory in kB; and one
when the messages have come, or none came for a while, {"micros"}: how long each took.
"""

import asyncio
import json
import sys
import time

from telethon import TelegramClient, events
from telethon.crypto import rsa
from telethon.sessions import StringSession

# as many connect at once; nobody waits longer than this for another message, in seconds
AT_ONCE, PATIENCE = 20, 10


def memory() -> int:
    with open("/proc/self/status") as status:
        return int(next(line for line in status if line.startswith("VmRSS:")).split()[1])


async def main():
    work = json.loads(sys.stdin.readline())
    rsa.add_key(work["key"], old=False)
    before, micros, news = memory(), [], asyncio.Event()

    async def receive(event):
        due = int(event.raw_text.split("mark ")[1].split(";")[0])
        micros.append(max(0, time.time_ns() // 1000 - due))
        news.set()

    turns = asyncio.Semaphore(AT_ONCE)

    async def connect(session: str) -> TelegramClient:
        async with turns:
            client = TelegramClient(StringSession(session), 12345, "hash", receive_updates=True)
            await client.connect()
            await client.get_me()
            client.add_event_handler(receive, events.NewMessage(incoming=True))
            return client

    clients = await asyncio.gather(*map(connect, work["sessions"]))
    print(json.dumps({"before": before, "after": memory()}), flush=True)
    while len(micros) < work["messages"]:
        news.clear()
        try:
            await asyncio.wait_for(news.wait(), PATIENCE)
        except asyncio.TimeoutError:
            break
    print(json.dumps({"micros": micros}), flush=True)
    await asyncio.gather(*(client.disconnect() for client in clients))


asyncio.run(main())
