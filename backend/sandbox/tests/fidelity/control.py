"""The sandbox as a process, and its control API."""

import asyncio
import base64
import json
import os
import sys

import aiohttp


class Sandbox:
    """A sandbox that runs while the context is open."""

    def __init__(self, binary: str):
        self.binary = binary

    async def __aenter__(self):
        self.process = await asyncio.create_subprocess_exec(
            self.binary, "--seed", "7", "--mtproto", stdout=asyncio.subprocess.PIPE
        )
        line = await asyncio.wait_for(self.process.stdout.readline(), 10)
        said = json.loads(line)
        self.url, self.mtproto = said["url"], said["mtproto"]
        self.http = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_):
        await self.http.close()
        self.process.terminate()
        await self.process.wait()

    async def ask(self, method: str, path: str, body=None, **query):
        url = f"{self.url}/control{path}"
        async with self.http.request(method, url, json=body, params=query) as response:
            answer = await response.json()
            assert response.status == 200, f"{method} {path}: {response.status} {answer}"
            return answer

    async def add_bot(self, username: str, **options) -> dict:
        return await self.ask("POST", "/bots", {"username": username, "name": username.title(), **options})

    async def add_person(self, first_name: str, **options) -> int:
        return (await self.ask("POST", "/people", {"first_name": first_name, **options}))["id"]

    async def write(self, person: int, chat: int, text: str = "", **options) -> int:
        path = f"/people/{person}/chats/{chat}/messages"
        return (await self.ask("POST", path, {"text": text, **options}))["message"]

    async def write_file(self, person: int, chat: int, kind: str, name: str, content: bytes, text: str = ""):
        file = {"kind": kind, "name": name, "base64": base64.b64encode(content).decode()}
        return await self.write(person, chat, text, file=file)

    async def received(self, person: int, after: int, wait: int = 10) -> list:
        return await self.ask("GET", f"/people/{person}/received", after=after, wait=wait)

    async def called(self, bot: int, method: str, last: int):
        """Waits until the bot has called a method after its last known call, answered or not."""
        while True:
            calls = await self.ask("GET", f"/bots/{bot}/calls", after=last, wait=10, open="true")
            assert calls, f"{method} was not called"
            if any(call["method"] == method for call in calls):
                return
            last = calls[-1]["number"]

    async def account(self, person: int, what: str, **body):
        await self.ask("PUT", f"/accounts/{person}/{what}", body)

    async def code(self, phone: str) -> str:
        """The login code last sent to a number."""
        return (await self.ask("GET", f"/accounts/codes/{phone}"))["code"]

    async def fault(self, kind: str, **options):
        await self.ask("POST", "/faults", {"kind": kind, **options})


def binary() -> str:
    """Where the sandbox is: the first argument, or SANDBOX_BIN."""
    path = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SANDBOX_BIN")
    if not path:
        sys.exit("usage: run.py PATH_OF_SANDBOX (or set SANDBOX_BIN)")
    return path
