"""Starts MiniStack on loopback alone: its MQTT listener would otherwise bind every interface of the machine."""

import asyncio.base_events
import runpy

bind = asyncio.base_events.BaseEventLoop.create_server


async def bind_loopback(self, protocol_factory, host=None, port=None, **options):
    return await bind(self, protocol_factory, "127.0.0.1" if host == "0.0.0.0" else host, port, **options)


asyncio.base_events.BaseEventLoop.create_server = bind_loopback
runpy.run_module("ministack", run_name="__main__")
