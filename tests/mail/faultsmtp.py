"""A mail server on loopback that fails on purpose. Usage: faultsmtp.py MODE [PORT]

Prints "PORT n" when it listens, then a line for each event. "ACCEPTED <message-id>" stands for a message the server has
taken, whatever its client was told about it.
"""
import asyncio
import sys

mode = sys.argv[1]
bodies = 0

RCPT = {
    "greylist": "451 4.7.1 Greylisted, try later",
    "ratelimit": "450 4.2.1 rate limited",
    "nouser": "550 5.1.1 <sam@example.net>: no such user",
    "disabled": "550 5.2.1 mailbox disabled",
    "baduser": "553 5.1.3 bad mailbox syntax",
    "barenouser": "550 no such user",
    "policy": "554 5.7.1 blocked by policy",
    "full": "552 5.2.2 mailbox full",
}
BODY = {
    "spam": "554 5.7.1 rejected as spam",
    "later": "451 4.3.0 try again",
    "threefifty": "354 go",
}


def log(*words):
    print(*words, flush=True)


async def talk(reader, writer):
    global bodies

    async def say(text):
        writer.write((text + "\r\n").encode())
        await writer.drain()

    log("CONNECT")
    try:
        if mode == "nogreet":
            await asyncio.sleep(3600)
        if mode == "dribble":
            while True:
                writer.write(b"220-slow\r\n")
                await writer.drain()
                await asyncio.sleep(0.1)
        if mode == "greet554":
            await say("554 5.3.2 no service here")
            return
        if mode == "greet421":
            await say("421 4.3.2 shutting down")
            return
        if mode == "noise":
            await say("hello, I am no mail server")
            return
        await say("220 fault ESMTP")
        while True:
            line = await reader.readline()
            if not line:
                log("EOF")
                return
            verb = line.decode(errors="replace").strip().upper()
            if verb.startswith("EHLO"):
                await say("250-fault")
                await say("250-AUTH PLAIN LOGIN")
                await say("250 8BITMIME")
            elif verb.startswith("AUTH"):
                await say("535 5.7.8 wrong password")
            elif verb.startswith("MAIL"):
                await say("550 5.7.1 sender refused" if mode == "mail550" else "250 2.1.0 ok")
            elif verb.startswith(("RSET", "NOOP")):
                await say("250 2.0.0 ok")
            elif verb.startswith("RCPT"):
                if mode == "droprcpt":
                    writer.transport.abort()
                    return
                if mode == "drop421":
                    await say("421 4.7.0 too many connections")
                    return
                await say(RCPT.get(mode, "250 2.1.5 ok"))
            elif verb.startswith("DATA"):
                if mode == "data554":
                    await say("554 5.7.1 no valid recipients")
                    continue
                if mode == "data250":
                    await say("250 2.0.0 what?")
                    continue
                bodies += 1
                await say("354 go")
                if mode == "dropmid":
                    await reader.readline()
                    log("DROP")
                    writer.transport.abort()
                    return
                body = b""
                while True:
                    line = await reader.readline()
                    if not line:
                        log("EOF in the body")
                        return
                    if line == b".\r\n":
                        break
                    body += line
                ids = [h.split(b":", 1)[1].strip().decode() for h in body.split(b"\r\n") if h.lower().startswith(b"message-id:")]
                if mode in BODY:
                    log("REJECTED", *ids)
                    await say(BODY[mode])
                elif mode == "slow250" and bodies > 1:
                    log("REJECTED", *ids)
                    await say("554 5.7.1 rejected as spam")
                elif mode == "slow250":
                    await asyncio.sleep(4)
                    log("ACCEPTED", *ids)
                    await say("250 2.0.0 queued")
                elif mode == "acceptdrop":
                    log("ACCEPTED", *ids)
                    writer.transport.abort()
                    return
                elif mode == "stallend":
                    log("ACCEPTED", *ids)
                    await asyncio.sleep(3600)
                elif mode == "hangup":
                    log("ACCEPTED", *ids)
                    await say("250 2.0.0 queued")
                    writer.transport.abort()
                    return
                else:
                    log("ACCEPTED", *ids)
                    await say("250 2.0.0 queued")
                    if mode == "chatty":
                        await say("250 2.0.0 and once more")
            elif verb.startswith("QUIT"):
                await say("221 2.0.0 bye")
                return
            else:
                await say("502 5.5.2 unknown")
    except (ConnectionError, asyncio.CancelledError) as error:
        log("LOST", repr(error))
    finally:
        writer.close()


async def main():
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    server = await asyncio.start_server(talk, "127.0.0.1", port)
    log("PORT", server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()


asyncio.run(main())
