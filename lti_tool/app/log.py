"""The log: lines on standard error, unless whoever runs us has set up something else."""

import logging

_NOISY = ("alembic", "huey", "waitress.queue")


def show_log() -> None:
    """Show lines of the level INFO and above, where nobody has said otherwise."""
    if logging.getLogger().handlers:
        return
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
