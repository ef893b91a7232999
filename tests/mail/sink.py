"""A real mail server (aiosmtpd) that keeps a log. Usage: sink.py [--tls CERT KEY | --starttls CERT KEY] [--login USER PASSWORD]

Prints "PORT n" when it listens, then for each message it takes "ACCEPTED <message-id> TO <address>".
"""
import argparse
import asyncio
import email
import ssl
import sys

try:
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
except ImportError:
    sys.exit("aiosmtpd is missing: pip install aiosmtpd")

options = argparse.ArgumentParser()
options.add_argument("--tls", nargs=2)
options.add_argument("--starttls", nargs=2)
options.add_argument("--login", nargs=2)
options = options.parse_args()


class Keep:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content)
        for address in envelope.rcpt_tos:
            print("ACCEPTED", message["Message-ID"], "TO", address, flush=True)
        return "250 2.0.0 queued"


def check(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and [data.login.decode(), data.password.decode()] == options.login
    return AuthResult(success=right, handled=right)


def context(files):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*files)
    return made


def server():
    settings = {"hostname": "sink.example.org"}
    if options.login:
        settings.update(authenticator=check, auth_required=True, auth_require_tls=False)
    if options.starttls:
        settings.update(tls_context=context(options.starttls), require_starttls=True)
    return SMTP(Keep(), **settings)


async def main():
    loop = asyncio.get_running_loop()
    encrypted = context(options.tls) if options.tls else None
    listening = await loop.create_server(server, "127.0.0.1", 0, ssl=encrypted)
    print("PORT", listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


asyncio.run(main())
