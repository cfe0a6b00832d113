"""The same job on FastAPI: uvicorn with uvloop, httptools and websockets for clients, httpx to the upstream, the json
module for every event and frame. No chat is kept, nobody is checked.

    python3 bench/peers/fastapi_app.py UPSTREAM_PORT

The first line of its output is {"port":N}. Ends with SIGTERM. Packages: deps/bench-apt.txt.
"""

import asyncio
import json
import socket
import sys

import httpx
import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

END = "\x1e"
PING = '{"type":6}' + END
PING_EVERY = 15

app = FastAPI()
upstream = httpx.AsyncClient(
    base_url="http://127.0.0.1:" + sys.argv[1],
    timeout=None,
    limits=httpx.Limits(max_connections=None, max_keepalive_connections=None),
)


def record(message):
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False) + END


async def answer(client, call):
    body = {"model": "bench", "stream": True, "messages": [{"role": "user", "content": call["arguments"][0]}]}
    whole = ""
    async with upstream.stream("POST", "/v1/chat/completions", json=body) as response:
        async for line in response.aiter_lines():
            line = line.strip()
            if not line.startswith("data: ") or line == "data: [DONE]":
                continue
            text = json.loads(line[6:])["choices"][0]["delta"].get("content")
            if not text:
                continue
            whole += text
            argument = {"type": "messageResponse", "message": whole}
            await client.send_text(record({"type": 1, "target": "ReceiveMessage", "arguments": [argument]}))
    await client.send_text(record({"type": 3, "invocationId": call["invocationId"], "result": None}))


async def ping(client):
    while True:
        await asyncio.sleep(PING_EVERY)
        await client.send_text(PING)


@app.websocket("/ai-chat")
async def chat(client: WebSocket):
    await client.accept()
    tasks = set()

    def start(work):
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    shaken = False
    try:
        while True:
            for text in (await client.receive_text()).split(END)[:-1]:
                message = json.loads(text)
                if not shaken:
                    shaken = True
                    await client.send_text("{}" + END)
                    start(ping(client))
                elif message.get("type") == 1 and message.get("target") == "SendMessage":
                    start(answer(client, message))
    except WebSocketDisconnect:
        pass
    finally:
        for task in list(tasks):
            task.cancel()


def main():
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(4096)
    print(record({"port": listener.getsockname()[1]})[:-1], flush=True)
    config = uvicorn.Config(
        app, loop="uvloop", http="httptools", ws="websockets", log_level="error", access_log=False,
        ws_per_message_deflate=False, ws_ping_interval=None,
    )
    uvicorn.Server(config).run(sockets=[listener])


main()
