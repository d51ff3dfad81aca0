"""What Telethon must be able to do."""

import asyncio
import os
from contextlib import asynccontextmanager

from telethon import TelegramClient, errors, events, functions
from telethon.crypto import rsa
from telethon.sessions import MemorySession

from promises import client as bot_client, png, polling, raises

PHONE = "15550001001"


@asynccontextmanager
async def telethon(sandbox, session=None):
    """A Telethon client that talks to data centre 2."""
    if session is None:
        rsa.add_key(sandbox.mtproto["public_key"], old=False)
        host, port = sandbox.mtproto["data_centres"][1]["address"].rsplit(":", 1)
        session = MemorySession()
        session.set_dc(2, host, int(port))
    client = TelegramClient(session, 12345, "hash", receive_updates=True, request_retries=2, retry_delay=0)
    await client.connect()
    try:
        yield client
    finally:
        await client.disconnect()


@asynccontextmanager
async def signed_in(sandbox, person: int, phone: str = PHONE):
    """A Telethon client of a person who signed in with a code."""
    await sandbox.account(person, "phone", phone=phone)
    async with telethon(sandbox) as client:
        await client.send_code_request(phone)
        await client.sign_in(phone, await sandbox.code(phone))
        yield client


class Heard:
    """Puts what is pushed in a queue."""

    def __init__(self, client, *kinds):
        self.queue = asyncio.Queue()
        for kind in kinds:
            client.add_event_handler(self.queue.put, kind)

    async def next(self):
        return await asyncio.wait_for(self.queue.get(), 10)


async def signs_in(sandbox):
    """sign-in with a code and a password"""
    anna = await sandbox.add_person("Anna", username="anna_w")
    await sandbox.account(anna, "phone", phone=PHONE)
    await sandbox.account(anna, "password", password="correct horse", hint="staple")
    async with telethon(sandbox) as client:
        assert not await client.is_user_authorized()
        sent = await client.send_code_request(PHONE)
        await raises(errors.PhoneCodeInvalidError, client.sign_in(PHONE, "00000x"), "")
        await raises(errors.SessionPasswordNeededError, client.sign_in(PHONE, await sandbox.code(PHONE)), "")
        await raises(errors.PasswordHashInvalidError, client.sign_in(password="wrong"), "")
        me = await client.sign_in(password="correct horse")
        assert (me.id, me.first_name, me.username, me.phone) == (anna, "Anna", "anna_w", PHONE)
        assert sent.phone_code_hash
        sessions = await client(functions.account.GetAuthorizationsRequest())
        assert len(sessions.authorizations) == 1 and sessions.authorizations[0].current
        assert await client.edit_2fa(current_password="correct horse", new_password="battery")
        await client.log_out()


async def scans_a_code(sandbox):
    """sign-in with a QR code"""
    anna = await sandbox.add_person("Anna")
    await sandbox.account(anna, "phone", phone=PHONE)
    async with telethon(sandbox) as client:
        shown = await client.qr_login()
        waiting = asyncio.create_task(shown.wait(10))
        await asyncio.sleep(0)
        await sandbox.ask("POST", f"/accounts/{anna}/login-token", {"token": shown.url})
        assert (await waiting).id == anna


async def reads(sandbox):
    """dialogs, history in both directions, entities"""
    anna, boris = await sandbox.add_person("Anna"), await sandbox.add_person("Boris", username="boris_b")
    for number in range(30):
        await sandbox.write(boris, anna, f"number {number}")
    await sandbox.write(boris, anna, "<b>bold</b> and @boris_b", parse_mode="HTML")
    group = await sandbox.ask("POST", "/chats", {"kind": "supergroup", "title": "Fleet", "creator": boris})
    await sandbox.ask("PUT", f"/chats/{group['id']}/members/{anna}", {"status": "member"})
    await sandbox.write(boris, group["id"], "in the group")
    async with signed_in(sandbox, anna) as client:
        dialogs = await client.get_dialogs()
        assert sorted(dialog.name for dialog in dialogs) == ["Boris", "Fleet"]
        private = next(dialog for dialog in dialogs if dialog.is_user)
        assert private.unread_count == 31
        history = await client.get_messages(boris, limit=None)
        assert len(history) == 31 and history.total == 31
        assert history[0].text == "**bold** and @boris_b" and history[0].sender_id == boris
        older = await client.get_messages(boris, limit=5, reverse=True, offset_id=10)
        assert [message.id for message in older] == [11, 12, 13, 14, 15]
        found = await client.get_messages(boris, search="number 7")
        assert [message.text for message in found] == ["number 7"]
        await client.send_read_acknowledge(boris)
        unread = {dialog.name: dialog.unread_count for dialog in await client.get_dialogs()}
        assert unread == {"Boris": 0, "Fleet": 1}, unread
        assert (await client.get_entity("boris_b")).id == boris


async def writes(sandbox):
    """sending, answering, editing, pinning, reacting and deleting"""
    anna, boris = await sandbox.add_person("Anna"), await sandbox.add_person("Boris")
    await sandbox.write(boris, anna, "hello")
    async with signed_in(sandbox, anna) as client:
        await client.get_dialogs()
        sent = await client.send_message(boris, "**good** morning", reply_to=1)
        assert sent.reply_to.reply_to_msg_id == 1 and sent.out
        await client.edit_message(boris, sent.id, "good night")
        await client.pin_message(boris, sent.id)
        await client.send_message(boris, "gone soon")
        history = await sandbox.ask("GET", f"/people/{boris}/chats/{anna}/messages")
        texts = [message["text"] for message in history]
        assert texts == ["hello", "good night", "", "gone soon"], texts
        last = (await client.get_messages(boris, limit=1))[0]
        await client.delete_messages(boris, [last.id], revoke=True)
        assert len(await sandbox.ask("GET", f"/people/{boris}/chats/{anna}/messages")) == 3
        forwarded = await client.forward_messages("me", [1], boris)
        assert forwarded[0].fwd_from.from_id.user_id == boris
        await client.send_message(boris, "silent", silent=True)


async def hears(sandbox):
    """new, edited, read and deleted messages, and somebody typing"""
    anna, boris = await sandbox.add_person("Anna"), await sandbox.add_person("Boris")
    await sandbox.write(boris, anna, "before")
    async with signed_in(sandbox, anna) as client:
        await client.get_dialogs()
        heard = Heard(client, events.NewMessage(incoming=True), events.MessageEdited(), events.MessageDeleted(), events.MessageRead())
        message = await sandbox.write(boris, anna, "hello")
        assert (await heard.next()).text == "hello"
        await sandbox.ask("PATCH", f"/people/{boris}/messages/{message}", {"text": "changed"})
        edited = await heard.next()
        assert isinstance(edited, events.MessageEdited.Event) and edited.text == "changed"
        await sandbox.ask("DELETE", f"/people/{boris}/messages/{message}")
        assert (await heard.next()).deleted_ids == [2]
        await client.send_message(boris, "read this")
        await sandbox.ask("PUT", f"/people/{boris}/chats/{anna}/read")
        read = await heard.next()
        assert read.outbox and read.max_id == 3


async def moves_documents(sandbox):
    """a document of 3 MB up and down, a photo, an album"""
    anna, boris = await sandbox.add_person("Anna"), await sandbox.add_person("Boris")
    await sandbox.write_file(boris, anna, "document", "list.csv", b"a,b\n" * 1000)
    async with signed_in(sandbox, anna) as client:
        await client.get_dialogs()
        first = (await client.get_messages(boris))[0]
        assert first.file.name == "list.csv" and await first.download_media(bytes) == b"a,b\n" * 1000
        content = os.urandom(3_000_000)
        file = await client.upload_file(content, file_name="big.bin")
        sent = await client.send_file(boris, file, caption="look", force_document=True)
        assert sent.file.size == len(content) and sent.file.name == "big.bin"
        assert await sent.download_media(bytes) == content
        photo = await client.upload_file(png(), file_name="a.png")
        sent = await client.send_file(boris, photo)
        assert sent.photo and await sent.download_media(bytes) == png()
        album = [await client.upload_file(png(), file_name=f"{n}.png") for n in range(3)]
        parts = await client.send_file(boris, album, caption=["one", "two", "three"])
        assert len({part.grouped_id for part in parts}) == 1 and [part.text for part in parts] == ["one", "two", "three"]


async def shares_the_world(sandbox):
    """a bot's post seen by an account, an account's message seen by a bot"""
    known = await sandbox.add_bot("north_support")
    anna = await sandbox.add_person("Anna")
    news = (await sandbox.ask("POST", "/chats", {"kind": "channel", "title": "News", "creator": anna, "username": "north_news"}))["id"]
    await sandbox.ask("PUT", f"/chats/{news}/members/{known['id']}", {"status": "administrator"})
    async with signed_in(sandbox, anna) as client, bot_client(sandbox, known) as bot, polling(bot) as heard_by_bot:
        assert (await heard_by_bot.next()).chat.title == "News"
        await client.get_dialogs()
        heard = Heard(client, events.NewMessage(incoming=True))
        await bot.send_message("@north_news", "open on Sunday")
        post = await heard.next()
        assert post.text == "open on Sunday" and post.is_channel and post.chat.username == "north_news"
        await client.send_message("north_support", "/start")
        question = await heard_by_bot.next()
        assert (question.text, question.from_user.id) == ("/start", anna)
        await question.answer("How can I help?")
        answer = await heard.next()
        assert answer.text == "How can I help?" and answer.sender_id == known["id"]
        await client.send_message(news, "by the owner")
        assert (await heard_by_bot.next()).text == "by the owner"


async def catches_up(sandbox):
    """what came while the client was away"""
    anna, boris = await sandbox.add_person("Anna"), await sandbox.add_person("Boris")
    await sandbox.write(boris, anna, "before")
    async with signed_in(sandbox, anna) as client:
        await client.get_dialogs()
        heard = Heard(client, events.NewMessage(incoming=True))
        await sandbox.write(boris, anna, "one")
        assert (await heard.next()).text == "one"
        last = (await sandbox.ask("GET", f"/accounts/{anna}/calls"))[-1]["number"]
        await sandbox.ask("DELETE", f"/accounts/{anna}/connections")
        await sandbox.write(boris, anna, "two")
        assert await sandbox.ask("GET", f"/accounts/{anna}/calls", after=last, wait=10), "never came back"
        await sandbox.write(boris, anna, "three")
        assert [(await heard.next()).text for _ in range(2)] == ["two", "three"]
        await client.disconnect()
        await sandbox.write(boris, anna, "four")
        await client.connect()
        await client.catch_up()
        assert (await heard.next()).text == "four"


async def meets_faults(sandbox):
    """errors, waits, salts, clocks and ended sessions"""
    anna, boris = await sandbox.add_person("Anna"), await sandbox.add_person("Boris")
    await sandbox.write(boris, anna, "before")
    async with signed_in(sandbox, anna) as client:
        await client.get_dialogs()
        client.flood_sleep_threshold = 0
        await sandbox.fault("too_many_requests", retry_after=77, method="messages.getDialogs", account=anna)
        wait = await raises(errors.FloodWaitError, client.get_dialogs(), "")
        assert wait.seconds == 77
        await sandbox.fault("rpc_error", code=400, name="PEER_FLOOD", method="messages.sendMessage")
        await raises(errors.PeerFloodError, client.send_message(boris, "x"), "")
        await sandbox.ask("POST", "/accounts/salts")
        assert await client.get_me()
        for seconds in (4000, -4000, 0):
            await sandbox.ask("PUT", "/accounts/clock-skew", {"seconds": seconds})
            await client.send_message(boris, f"{seconds} seconds off")
        await sandbox.ask("DELETE", f"/accounts/{anna}/sessions")
        await raises(errors.SessionRevokedError, client.send_message(boris, "x"), "")


ALL = [signs_in, scans_a_code, reads, writes, hears, moves_documents, shares_the_world, catches_up, meets_faults]
