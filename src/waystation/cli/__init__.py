"""The command line: a thin door over the public functions.

Commands load what they need when they run, so that help answers at once.
"""

from __future__ import annotations

import _thread
import json
import os
import sys
import threading
import traceback
from collections.abc import Sequence
from typing import NoReturn

from waystation.arrow import without_arrow
from waystation.cli.app import app
from waystation.errors import InputError

__all__ = ["app", "main"]

BAD_INPUT, INTERNAL, STOPPED, NO_READER = 2, 1, 130, 141


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process.

    Exit codes: 0 done, 1 a fault of the program, 2 bad input, 130 stopped with Ctrl-C, 141 whoever read the output
    stopped reading (as after ``| head``).

    Parameters
    ----------
    argv : arguments; default: those of the process
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if argv is None:  # a process of our own, not a caller's
        without_arrow()
        sys.unraisablehook = _hear_again
    try:
        app(arguments, prog_name="waystation")
    except InputError as error:
        _say_problems(error, as_json="--json" in arguments)
        _end(BAD_INPUT)
    except KeyboardInterrupt:
        _end(STOPPED)
    except BrokenPipeError:
        _end(NO_READER)
    except OSError as error:
        sys.stderr.write(f"{_in_words(error)}\n")
        sys.exit(BAD_INPUT)
    except SystemExit as ending:
        _end(NO_READER if isinstance(ending.__context__, BrokenPipeError) else ending.code)  # click ends with 1 there
    except Exception:
        traceback.print_exc()
        sys.stderr.write("\nThis is a fault of Waystation, not of your input. Please report it with the lines above.\n")
        sys.exit(INTERNAL)
    _end(0)


def _hear_again(dropped: sys.UnraisableHookArgs) -> None:
    """A Ctrl-C that falls into a callback of compiled code, where Python drops it, is heard a moment later."""
    if not issubclass(dropped.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(dropped)
        return
    again = threading.Timer(0.05, _thread.interrupt_main)
    again.daemon = True
    again.start()


def _end(code: str | int | None) -> NoReturn:
    """End the process when all that was printed has gone out: what Python finds at its own end it reports as noise."""
    if code == STOPPED:
        sys.stderr.write("\nStopped. Files that were there before are as they were.\n")
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would try once more
        if isinstance(error, BrokenPipeError):
            code = code or NO_READER
        else:
            sys.stderr.write(f"{_in_words(error)}\n")
            code = code or BAD_INPUT
    sys.exit(code)


def _say_problems(error: InputError, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps({"problems": [each.as_dict() for each in error.problems]}, indent=2) + "\n")
        return
    sys.stderr.write("".join(f"{problem}\n" for problem in error.problems))
    if len(error.problems) > 1:
        sys.stderr.write(f"{len(error.problems)} problems.\n")


def _in_words(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}. Check the disk's space and that you may read and write there."
