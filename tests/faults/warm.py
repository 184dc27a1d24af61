"""
Imported once by the server that processes are forked from: reads what each of them would read.

Policy and wording are files that do not change under a test, and reading them is most of the time
a process needs to start.
"""

from functools import cache

from bot.app import wiring
from bot.gateway.first_look import look_at
from bot.gateway.sms_intake import sms_in
from bot.safety import look

wiring.load_policy = cache(wiring.load_policy)
wiring.load_wording = cache(wiring.load_wording)
wiring.build_alarm()
wiring.build_replies()
sms_in({"From": "+16505550100", "MessageSid": "SM0", "Body": "hello"})
look_at("hello", opted_out=False)
look("hello there, can you help me")
