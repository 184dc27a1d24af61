"""The keys that tests seal with; those of a real database are made at its first start."""

from bot.storage.cipher import Cipher, Keys

KEYS = Keys(index=b"i" * 32, sealing={1: b"1" * 32})
CIPHER = Cipher(KEYS)
