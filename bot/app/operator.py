"""Who works at this terminal, for the audit."""

import getpass
import socket


def operator() -> str:
    """Give the user and the machine, as "user@machine"."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        user = "unknown"
    return f"{user}@{socket.gethostname()}"[:80]
