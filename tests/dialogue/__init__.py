"""Our parts inside Rasa, one by one."""
