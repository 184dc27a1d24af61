"""Imported once by the server that processes are forked from: reads what each of them would."""

from bot.app.wiring import build_alarm, build_replies

build_alarm()
build_replies()
