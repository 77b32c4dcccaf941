"""A Bot API that costs next to nothing: it counts what is sent and when, and answers ok. Runs in a process of its own."""

import asyncio
import json
import sys
import time

OK = b'{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"},"text":"x"}}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(OK), OK)
sent: dict[str, float] = {}  # chat id -> moment of its last message


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer request after request; `GET /sent` tells what came, `GET /reset` forgets it."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().split(b"content-length:")
            body = await reader.readexactly(int(length[1].split(b"\r\n")[0])) if len(length) > 1 else b""
            writer.write(_control(head) or _sent(body))
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _control(head: bytes) -> bytes:
    if head.startswith(b"GET /sent"):
        told = json.dumps(sent).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(told), told)
    if head.startswith(b"GET /reset"):
        sent.clear()
        return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    return b""


def _sent(body: bytes) -> bytes:
    mark = body.find(b"chat_id")
    digits = body[mark + 8 : mark + 40].lstrip(b'"=: ')
    chat = digits[: next((i for i, char in enumerate(digits) if not 48 <= char < 58), len(digits))].decode()
    sent[chat] = time.time()
    return ANSWER


async def main(port: int) -> None:
    """Listen until ended."""
    listening = await asyncio.start_server(serve, "127.0.0.1", port)
    await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
