"""A correct endpoint on aiohttp with its own limits: heads of 8 KiB, a success without a body.
`defaults` leaves out what a body needs that does not unpack.

Run as: python aiohttp_server.py correct|defaults; prints its port.
"""

import asyncio
import sys

from aiohttp import web

from contract_by_hand import read, shown

tasks = {f"task-{n}": None for n in range(1, 2001)}
# A body that is not packed as its header says; unhandled, it is answered 500.
UNREADABLE = (ValueError, web.RequestPayloadError) if sys.argv[1] == "correct" else ValueError


def refuse(status, message):
    body = {"error_code": f"SMS.{status}", "error_msg": message}
    return web.json_response(body, status=status, headers={"X-Request-Id": "aiohttp"})


@web.middleware
async def guard(request, handler):
    if request.headers.get("X-Auth-Token") != "secret":
        return refuse(401, "token")
    try:
        return await handler(request)
    except web.HTTPException as error:
        return refuse(error.status, error.reason)


async def progress(request):
    task = request.match_info["task"]
    if task not in tasks:
        return refuse(404, "no such task")
    try:
        tasks[task] = read(await request.read())
    except UNREADABLE as wrong:
        return refuse(400, str(wrong)[:100])
    return web.Response()


async def show(request):
    task = request.match_info["task"]
    if task not in tasks:
        return refuse(404, "no such task")
    return web.json_response(shown(tasks[task]))


async def main():
    app = web.Application(middlewares=[guard])
    app.router.add_put("/v3/tasks/{task}/progress", progress)
    app.router.add_get("/v3/tasks/{task}", show)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
