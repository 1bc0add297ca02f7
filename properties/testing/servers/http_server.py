"""A correct endpoint on Python's own http.server: by HTTP/1.1, or one connection at a time by 1.0,
which ends after each answer.

Run as: python http_server.py 1.1|1.0; prints its port.
"""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from urllib.parse import unquote_to_bytes

from contract_by_hand import read, shown

ROUTE = re.compile(r"/v3/tasks/([^/]+)(/progress)?")
tasks = {f"task-{n}": None for n in range(1, 2001)}


class Handler(BaseHTTPRequestHandler):
    protocol_version = f"HTTP/{sys.argv[1]}"
    disable_nagle_algorithm = True
    wbufsize = -1

    def body(self):
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            whole = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                whole += self.rfile.read(size)
                self.rfile.readline()
            while self.rfile.readline() not in (b"\r\n", b"\n", b""):
                pass
            return whole
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status, value):
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Request-Id", "http.server")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def refuse(self, status, message):
        self.answer(status, {"error_code": f"SMS.{status}", "error_msg": message})

    def handle_any(self):
        body = self.body()
        if self.headers.get("X-Auth-Token") != "secret":
            return self.refuse(401, "token")
        route = ROUTE.fullmatch(self.path.split("?")[0])
        if route is None:
            return self.refuse(404, "no such route")
        task = unquote_to_bytes(route[1]).decode("utf-8", "replace")
        if task not in tasks:
            return self.refuse(404, "no such task")
        if route[2] is None:
            if self.command != "GET":
                return self.refuse(405, "method")
            return self.answer(200, shown(tasks[task]))
        if self.command != "PUT":
            return self.refuse(405, "method")
        try:
            tasks[task] = read(body)
        except ValueError as wrong:
            return self.refuse(400, str(wrong)[:100])
        self.answer(200, {})

    do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = do_OPTIONS = handle_any

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer if sys.argv[1] == "1.1" else HTTPServer):
    request_queue_size = 128
    daemon_threads = True


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
