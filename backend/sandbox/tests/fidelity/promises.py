"""What aiogram must be able to do."""

import asyncio
import struct
import zlib
from contextlib import asynccontextmanager

from aiogram import Bot, Dispatcher, exceptions, types
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ChatMemberStatus
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

KINDS = ["message", "edited_message", "callback_query", "message_reaction", "my_chat_member", "chat_member",
         "channel_post", "edited_channel_post", "message_reaction_count"]


@asynccontextmanager
async def client(sandbox, known: dict):
    """An aiogram bot that talks to the sandbox."""
    server = TelegramAPIServer.from_base(sandbox.url)
    bot = Bot(known["token"], session=AiohttpSession(api=server), default=DefaultBotProperties())
    try:
        yield bot
    finally:
        await bot.session.close()


class Heard:
    """A dispatcher that puts every update in a queue."""

    def __init__(self):
        self.queue = asyncio.Queue()
        self.dispatcher = Dispatcher()
        for kind in KINDS:
            self.dispatcher.observers[kind].register(self.queue.put)

    async def next(self):
        return await asyncio.wait_for(self.queue.get(), 10)


@asynccontextmanager
async def polling(bot: Bot):
    """aiogram's own long polling."""
    heard = Heard()
    task = asyncio.create_task(
        heard.dispatcher.start_polling(bot, handle_signals=False, allowed_updates=KINDS, polling_timeout=5)
    )
    try:
        yield heard
    finally:
        await heard.dispatcher.stop_polling()
        await task


async def raises(kind, call, text: str):
    """The call fails with this class of error and this text."""
    try:
        await call
    except kind as error:
        assert type(error) is kind, f"{type(error)} instead of {kind}"
        assert text in str(error), str(error)
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


def png(width: int = 8, height: int = 8) -> bytes:
    """A grey picture."""
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


async def introduces_itself(sandbox):
    """getMe, names, descriptions and commands"""
    async with client(sandbox, await sandbox.add_bot("north_support")) as bot:
        me = await bot.get_me()
        assert me.is_bot and me.username == "north_support" and me.can_join_groups is True
        assert await bot.set_my_name("North") and (await bot.get_my_name()).name == "North"
        await bot.set_my_description("We answer by day")
        assert (await bot.get_my_description()).description == "We answer by day"
        await bot.set_my_short_description("Support")
        assert (await bot.get_my_short_description()).short_description == "Support"
        await bot.set_my_commands([types.BotCommand(command="help", description="Help")])
        assert (await bot.get_my_commands())[0].command == "help"
        await raises(exceptions.TelegramRetryAfter, bot.close(), "Too Many Requests")
        assert await bot.log_out()


async def polls(sandbox):
    """long polling: messages, edits, reactions, answers"""
    known = await sandbox.add_bot("north_support")
    elena = await sandbox.add_person("Elena", username="elena_m", language_code="ru")
    async with client(sandbox, known) as bot, polling(bot) as heard:
        written = await sandbox.write(elena, known["id"], "/start with\nhttps://north.test")
        message = await heard.next()
        assert message.from_user.username == "elena_m" and message.chat.type == "private"
        assert [entity.type for entity in message.entities] == ["bot_command", "url"]
        await sandbox.ask("PATCH", f"/people/{elena}/messages/{written}", {"text": "edited"})
        edited = await heard.next()
        assert edited.text == "edited" and edited.edit_date and edited.message_id == message.message_id
        await sandbox.ask("PUT", f"/people/{elena}/messages/{written}/reaction", {"emoji": "👍"})
        reaction = await heard.next()
        assert reaction.new_reaction[0].emoji == "👍" and reaction.message_id == message.message_id
        answer = await message.reply("<b>Hello</b> &amp; welcome", parse_mode="HTML")
        assert answer.text == "Hello & welcome" and answer.reply_to_message.message_id == message.message_id
        assert answer.html_text == "<b>Hello</b> &amp; welcome"
        await answer.edit_text("*Bye*", parse_mode="MarkdownV2")
        await answer.react([types.ReactionTypeEmoji(emoji="🔥")])
        await bot.send_chat_action(elena, "typing")
        await answer.delete()
        kinds = [one["kind"] for one in await sandbox.received(elena, 0)]
        assert kinds == ["message", "edit", "reaction", "deletion"], kinds


async def takes_a_webhook(sandbox):
    """a webhook with a secret, and the conflict with polling"""
    known = await sandbox.add_bot("north_support")
    elena = await sandbox.add_person("Elena")
    heard = Heard()
    async with client(sandbox, known) as bot:
        app = web.Application()
        SimpleRequestHandler(heard.dispatcher, bot, handle_in_background=False, secret_token="s3cret").register(app, "/hook")
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}/hook"
        await sandbox.write(elena, known["id"], "before")
        await bot.set_webhook(url, secret_token="s3cret", allowed_updates=KINDS, max_connections=10)
        await sandbox.write(elena, known["id"], "after")
        assert [(await heard.next()).text for _ in range(2)] == ["before", "after"]
        acknowledged = await sandbox.ask("GET", f"/bots/{known['id']}/acknowledged", after=1, wait=10)
        assert len(acknowledged) == 1
        info = await bot.get_webhook_info()
        assert info.url == url and info.pending_update_count == 0 and info.allowed_updates
        await raises(exceptions.TelegramConflictError, bot.get_updates(), "can't use getUpdates method while webhook is active")
        await bot.delete_webhook(drop_pending_updates=True)
        assert (await bot.get_webhook_info()).url == ""
        assert await bot.get_updates() == []
        await runner.cleanup()


async def moves_files(sandbox):
    """photos, documents, albums and voices, up and down"""
    known = await sandbox.add_bot("north_support")
    elena = await sandbox.add_person("Elena")
    async with client(sandbox, known) as bot, polling(bot) as heard:
        await sandbox.write_file(elena, known["id"], "photo", None, png(), "look")
        photo = await heard.next()
        assert photo.caption == "look" and (photo.photo[-1].width, photo.photo[-1].height) == (8, 8)
        assert (await bot.download(photo.photo[-1])).read() == png()
        await sandbox.write_file(elena, known["id"], "document", "list.csv", b"a,b\n")
        document = await heard.next()
        assert document.document.file_name == "list.csv" and document.document.mime_type == "text/csv"
        assert (await bot.download(document.document)).read() == b"a,b\n"

        sent = await bot.send_photo(elena, types.BufferedInputFile(png(), "a.png"), caption="<i>this</i>", parse_mode="HTML")
        assert sent.photo and sent.caption_entities[0].type == "italic"
        again = await bot.send_photo(elena, sent.photo[-1].file_id)
        assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
        await sent.edit_caption(caption="that")
        file = await bot.send_document(elena, types.BufferedInputFile(b"%PDF-1.4", "invoice.pdf"))
        assert file.document.mime_type == "application/pdf"
        voice = await bot.send_voice(elena, types.BufferedInputFile(b"OggS", "v.ogg"), duration=3)
        assert voice.voice.duration == 3
        media = [types.InputMediaPhoto(media=types.BufferedInputFile(png(), f"{n}.png"), caption=str(n)) for n in range(3)]
        album = await bot.send_media_group(elena, media)
        assert len({message.media_group_id for message in album}) == 1 and [m.caption for m in album] == ["0", "1", "2"]
        copy = await album[0].copy_to(elena)
        assert copy.message_id > album[2].message_id
        received = await sandbox.received(elena, 0)
        assert received[3]["file"] == {"kind": "document", "name": "invoice.pdf", "mime": "application/pdf", "size": 8}
        await raises(exceptions.TelegramBadRequest, bot.send_photo(elena, "nonsense"), "wrong file identifier")
        await raises(exceptions.TelegramBadRequest, bot.get_file("nonsense"), "invalid file_id")


async def answers_buttons(sandbox):
    """inline keyboards and callback queries"""
    known = await sandbox.add_bot("north_support")
    elena = await sandbox.add_person("Elena")
    async with client(sandbox, known) as bot, polling(bot) as heard:
        await sandbox.write(elena, known["id"], "/start")
        message = await heard.next()
        button = types.InlineKeyboardButton(text="Yes", callback_data="yes")
        keyboard = types.InlineKeyboardMarkup(inline_keyboard=[[button]])
        sent = await message.answer("Sure?", reply_markup=keyboard)
        shown = (await sandbox.received(elena, 0))[0]
        await sandbox.ask("POST", f"/people/{elena}/messages/{shown['message']}/press", {"data": "yes"})
        query = await heard.next()
        assert query.data == "yes" and query.message.message_id == sent.message_id
        await query.answer("Done", show_alert=True)
        assert (await sandbox.received(elena, 1))[0]["text"] == "Done"
        await query.message.edit_reply_markup(reply_markup=None)
        await raises(exceptions.TelegramBadRequest, query.answer(), "query is too old")


async def lives_in_groups(sandbox):
    """groups, members, pins, forwards, channels and migration"""
    known = await sandbox.add_bot("north_support")
    oleg = await sandbox.add_person("Oleg")
    elena = await sandbox.add_person("Elena")
    group = (await sandbox.ask("POST", "/chats", {"kind": "group", "title": "Warehouse 7", "creator": oleg}))["id"]
    async with client(sandbox, known) as bot, polling(bot) as heard:
        async def stand(chat, user, status):
            await sandbox.ask("PUT", f"/chats/{chat}/members/{user}", {"status": status})

        await stand(group, known["id"], "administrator")
        mine = await heard.next()
        assert mine.new_chat_member.status == ChatMemberStatus.ADMINISTRATOR
        assert mine.old_chat_member.status == ChatMemberStatus.LEFT
        assert (await heard.next()).new_chat_members[0].id == known["id"]
        await stand(group, elena, "member")
        assert (await heard.next()).new_chat_member.user.id == elena
        assert (await heard.next()).new_chat_members[0].id == elena
        await sandbox.write(elena, group, "hello")
        hello = await heard.next()
        await hello.pin()
        assert (await heard.next()).pinned_message.text == "hello"
        assert (await bot.get_chat(group)).pinned_message.message_id == hello.message_id
        assert await hello.unpin()
        assert (await bot.get_chat_member(group, elena)).status == ChatMemberStatus.MEMBER
        assert {admin.status for admin in await bot.get_chat_administrators(group)} == {"creator", "administrator"}
        new = (await sandbox.ask("POST", f"/chats/{group}/migrate"))["id"]
        assert (await heard.next()).migrate_to_chat_id == new
        assert (await heard.next()).migrate_from_chat_id == group
        moved = await raises(exceptions.TelegramMigrateToChat, bot.send_message(group, "x"), "upgraded")
        assert moved.migrate_to_chat_id == new
        assert (await bot.send_message(new, "x")).chat.type == "supergroup"

        news = (await sandbox.ask("POST", "/chats", {"kind": "channel", "title": "News", "creator": oleg, "username": "north_news"}))["id"]
        await stand(news, known["id"], "administrator")
        assert (await heard.next()).chat.type == "channel"
        await sandbox.write(oleg, news, "open on Sunday")
        post = await heard.next()
        assert post.sender_chat.username == "north_news" and post.from_user is None
        forwarded = await post.forward(new)
        assert forwarded.forward_origin.type == "channel" and forwarded.forward_origin.chat.id == news
        assert (await bot.send_message("@north_news", "by the bot")).sender_chat.id == news
        assert await bot.leave_chat(new)
        assert (await heard.next()).new_chat_member.status == ChatMemberStatus.LEFT
        await stand(news, known["id"], "kicked")
        assert (await heard.next()).new_chat_member.status == ChatMemberStatus.KICKED
        await raises(exceptions.TelegramForbiddenError, bot.send_message(news, "x"), "bot was kicked from the channel chat")


async def complains_like_telegram(sandbox):
    """the real classes and texts of errors"""
    known = await sandbox.add_bot("north_support")
    elena = await sandbox.add_person("Elena")
    bad, forbidden = exceptions.TelegramBadRequest, exceptions.TelegramForbiddenError
    async with client(sandbox, known) as bot:
        await sandbox.write(elena, known["id"], "/start")
        await raises(bad, bot.send_message(1, "x"), "chat not found")
        await raises(bad, bot.send_message(elena, " "), "message text is empty")
        await raises(bad, bot.send_message(elena, "x" * 4097), "message is too long")
        await raises(bad, bot.send_message(elena, "<b>x", parse_mode="HTML"), "can't parse entities: Can't find end tag")
        await raises(bad, bot.edit_message_text("x", chat_id=elena, message_id=99), "message to edit not found")
        sent = await bot.send_message(elena, "same")
        await raises(bad, sent.edit_text("same"), "message is not modified")
        await raises(bad, bot.delete_message(elena, 99), "message to delete not found")
        await sandbox.fault("too_many_requests", retry_after=7, method="sendMessage")
        flood = await raises(exceptions.TelegramRetryAfter, bot.send_message(elena, "x"), "Flood control")
        assert flood.retry_after == 7
        await sandbox.fault("server_error", code=500)
        await raises(exceptions.TelegramServerError, bot.send_message(elena, "x"), "Internal Server Error")
        await sandbox.fault("lost_reply")
        await raises(exceptions.TelegramNetworkError, bot.send_message(elena, "lost"), "")
        assert [one["text"] for one in await sandbox.received(elena, 0)] == ["same", "lost"]
        await sandbox.ask("PUT", f"/people/{elena}/blocks/{known['id']}")
        await raises(forbidden, bot.send_message(elena, "x"), "bot was blocked by the user")
        newest = (await bot.get_updates())[-1].update_id
        calls = await sandbox.ask("GET", f"/bots/{known['id']}/calls", after=0)
        waiting = asyncio.create_task(bot.get_updates(offset=newest + 1, timeout=20))
        await sandbox.called(known["id"], "getUpdates", calls[-1]["number"])
        async with client(sandbox, known) as other:
            await other.get_updates()
        await raises(exceptions.TelegramConflictError, waiting, "terminated by other getUpdates request")
        await sandbox.ask("DELETE", f"/bots/{known['id']}/token")
        await raises(exceptions.TelegramUnauthorizedError, bot.get_me(), "Unauthorized")


ALL = [introduces_itself, polls, takes_a_webhook, moves_files, answers_buttons, lives_in_groups, complains_like_telegram]
