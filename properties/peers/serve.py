"""The published server as it is, but for Nagle's algorithm: with it, every answer waits 40 ms."""

import runpy
import socketserver

socketserver.StreamRequestHandler.disable_nagle_algorithm = True
runpy.run_path("server.py", run_name="__main__")
