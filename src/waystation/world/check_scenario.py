"""Whether what each file says alone also holds together."""

from __future__ import annotations

from waystation.errors import Problem
from waystation.world.check_figures import check_figures
from waystation.world.check_names import check_names
from waystation.world.check_paths import check_paths
from waystation.world.check_tables import check_tables
from waystation.world.scenario_folder import Folder

__all__ = ["check"]


def check(folder: Folder) -> list[Problem]:
    """Every problem that shows only when parts are held against each other.

    Parameters
    ----------
    folder : as read; what could not be read is passed over, so that no slip is told twice

    Returns
    -------
    problems, in no particular order
    """
    problems = check_tables(folder)
    if folder.settings is not None:
        problems += [*check_names(folder), *check_figures(folder), *check_paths(folder)]
    return problems
