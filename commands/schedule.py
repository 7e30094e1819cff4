"""`scrapy schedule`: the daemon that asks each source by the schedule of its file."""

import argparse
import logging
import signal
import sys
from contextlib import suppress

from commands.answering import Answering, none
from commands.collect import add_selection, order_of
from commands.exit_codes import ExitCode
from scheduler import serve


class Command(Answering):
    """Runs until SIGTERM or Ctrl-C, and then lets the crawls finish what they have begun."""

    def syntax(self) -> str:
        return "[--topic TOPIC]... [--source SOURCE]..."

    def short_desc(self) -> str:
        return "Collect from each source by its schedule, for as long as it runs"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_selection(parser)

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        none(args)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        logging.basicConfig(
            stream=sys.stderr,
            level=self.values["LOG_LEVEL"],
            format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        )
        for chatty in ("alembic", "apscheduler"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
        order = order_of(self.values, opts)
        with suppress(KeyboardInterrupt):  # told to end before it had begun
            serve(order)
        return ExitCode.DONE
