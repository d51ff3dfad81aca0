"""Proves that a client which knows nothing of the sandbox takes it for Telegram.

Usage: run.py PATH_OF_SANDBOX, with aiogram and Telethon installed. Prints one line per promise; ends with 1 if one is broken.
"""

import asyncio
import sys
import traceback

from control import Sandbox, binary

import accounts
import promises


ALL = promises.ALL + accounts.ALL


async def main() -> int:
    broken = 0
    for promise in ALL:
        async with Sandbox(binary()) as sandbox:
            try:
                await asyncio.wait_for(promise(sandbox), 30)
                print(f"ok      {promise.__doc__}")
            except Exception:
                broken += 1
                print(f"BROKEN  {promise.__doc__}")
                traceback.print_exc()
    print(f"{len(ALL) - broken} of {len(ALL)} promises kept")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
