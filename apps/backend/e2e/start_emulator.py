"""Starts MiniStack on loopback alone, for as long as whoever started it keeps its standard input open."""

import asyncio.base_events
import os
import runpy
import signal
import sys
import threading

# Its MQTT listener would otherwise bind every interface of the machine.
bind = asyncio.base_events.BaseEventLoop.create_server


async def bind_loopback(self, protocol_factory, host=None, port=None, **options):
    return await bind(self, protocol_factory, "127.0.0.1" if host == "0.0.0.0" else host, port, **options)


def stop_with_starter():
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


asyncio.base_events.BaseEventLoop.create_server = bind_loopback
threading.Thread(target=stop_with_starter, daemon=True).start()
runpy.run_module("ministack", run_name="__main__")
