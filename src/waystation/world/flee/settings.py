"""``simsetting.yml``: every setting of Flee, honoured or refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from waystation.errors import InputError, Problem, nearest
from waystation.world.textfile import read_text, shown
from waystation.world.wording import explain

__all__ = ["GROUPS", "MANUAL", "REFUSED", "FleeSettings", "read_flee_settings", "status"]

_MOST_BYTES = 1_000_000

MANUAL = {
    "link_closures": "Closures of type `link` close the link. Flee's code looks for it in a way that never finds it.",
    "changing_intensity": "Changes of intensity between values above 0 count. "
    "Flee's code sees only beginnings and ends.",
    "capacity_counts_everyone": "A camp's room is its capacity. Flee's code takes those of day 0 from it and "
    "counts them in it as well.",
}
"""Options that follow Flee's manual where its code differs; none is on unless asked for."""

_NEEDS_AGENTS = "It decides agent by agent; leave it out, or run Flee itself for it."
REFUSED: dict[str, str] = {
    "move_rules.two_system_decision_making": _NEEDS_AGENTS,
    "move_rules.harvest_months": _NEEDS_AGENTS,
    "move_rules.fixed_routes": "Use awareness_level, which lists routes from each place anew.",
    "move_rules.use_economic_pull": "Put the pull into location weights, for example with use_pop_for_loc_weight.",
    "move_rules.flee_when_starving": "Give regions in need a conflict intensity instead.",
    "move_rules.avoid_food_deprived_locations": "Give regions in need a conflict intensity instead.",
    "move_rules.women_avoid_hazards": "Use ChildrenAvoidHazards, the rule whose code is known here.",
    "move_rules.elderly_avoid_hazards": "Use ChildrenAvoidHazards, the rule whose code is known here.",
    "move_rules.match_camp_religion": "Routing by religion or ethnicity is not done here (see data responsibility).",
    "move_rules.match_camp_ethnicity": "Routing by religion or ethnicity is not done here (see data responsibility).",
    "move_rules.match_town_ethnicity": "Routing by religion or ethnicity is not done here (see data responsibility).",
    "move_rules.match_conflict_ethnicity": "Routing by religion or ethnicity is not done here "
    "(see data responsibility).",
    "spawn_rules.camps_are_sinks": "Flee's code cannot switch it on either; leave it out.",
    "spawn_rules.read_from_agents_csv_file": "Give numbers by place as initial_idps in locations.csv.",
    "spawn_rules.starvation_driven_spawning": "Give regions in need a conflict intensity instead.",
    "spawn_rules.flood_zone_spawning_only": "Give flooded places a conflict intensity instead.",
    "spawn_rules.flood_driven_spawning": "Give flooded places a conflict intensity instead.",
    "spawn_rules.flood_driven_spawn_mode": "Give flooded places a conflict intensity instead.",
    "top.flood_rules": "Give flooded places a conflict intensity instead, and leave flood_rules out.",
    "log_levels.agent": "No record of single agents is written (see data responsibility); set it to 0.",
}
"""Settings that are read but not honoured when switched on, and what to do instead."""


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @field_validator("*", mode="before")
    @classmethod
    def _no_quoted_switch(cls, value: Any, info: ValidationInfo) -> Any:
        # Flee takes every text in quotation marks for "on", "False" as well.
        if cls.model_fields[str(info.field_name)].annotation is bool and isinstance(value, str):
            raise PydanticCustomError("bool_type", "not a switch")
        return value


class ConflictDriven(_Group):
    """``spawn_rules.conflict_driven_spawning``: people flee by conflict, not by counts."""

    spawn_mode: Literal["constant", "poisson", "pop_ratio"] = Field(
        "constant", description="number, mean number, or share of the population that flees a place of conflict"
    )
    displaced_per_conflict_day: float = Field(
        500.0, ge=0, description="people per place and day, or share of the population (then 0.01); times intensity"
    )

    @model_validator(mode="before")
    @classmethod
    def _usual_share(cls, values: Any) -> Any:
        if isinstance(values, dict) and values.get("spawn_mode") == "pop_ratio":
            return {"displaced_per_conflict_day": 0.01, **values}
        return values


class LogLevels(_Group):
    """``log_levels``: no effect on what happens."""

    agent: int = Field(0, description="records of single agents: refused")
    link: int = Field(0, description="no effect")
    camp: int = Field(0, description="no effect")
    conflict: int = Field(0, description="no effect")
    init: int = Field(0, description="no effect")
    idp_totals: int = Field(0, description="a column of people in IDP camps in Flee's table")
    granularity: str = Field("location", description="no effect")


class SpawnRules(_Group):
    """``spawn_rules``: who comes into being."""

    take_from_population: bool = Field(False, description="those who flee are taken from the population")
    insert_day0: bool = Field(True, description="camps start with the counts of day 0")
    empty_camps_on_day0: bool = Field(False, description="camps start empty, counts are of later arrivals")
    conflict_zone_spawning_only: bool = Field(True, description="no effect: Flee's code gives other places no weight")
    flood_zone_spawning_only: bool = False
    camps_are_sinks: bool = False
    read_from_agents_csv_file: bool = False
    sum_from_camps: bool = Field(True, description="people flee as the sum of the camps grows; else as the total does")
    starvation_driven_spawning: bool = False
    average_social_connectivity: float = Field(3.0, description="no effect without two-system decisions")
    conflict_spawn_decay: list[float] | None = Field(
        None, description="factors on intensity, one per interval since a conflict began; the last one holds"
    )
    conflict_spawn_decay_interval: int = Field(30, ge=1, description="days")
    conflict_driven_spawning: ConflictDriven | None = Field(None, description="people flee by conflict, not by counts")
    flood_driven_spawning: dict[str, Any] | None = None
    flood_driven_spawn_mode: Any = None


class MoveRules(_Group):
    """``move_rules``: who goes where."""

    max_move_speed: float = Field(360.0, gt=0, description="km a day")
    max_walk_speed: float = Field(35.0, gt=0, description="km a day on foot")
    max_crossing_speed: float = Field(20.0, gt=0, description="no effect: Flee's code does not use it")
    foreign_weight: float = Field(1.0, ge=0, description="factor on the pull of places abroad")
    camp_weight: float = Field(1.0, ge=0, description="factor on the pull of camps")
    conflict_weight: float = Field(1.0 / 3.16227766017, ge=0, description="factor on the pull of places of conflict")
    conflict_movechance: float = Field(1.0, ge=0, le=1, description="chance of leaving a place of conflict, per day")
    camp_movechance: float = Field(0.001, ge=0, le=1, description="chance of leaving a camp, per day")
    idpcamp_movechance: float = Field(0.1, ge=0, le=1, description="chance of leaving an IDP camp, per day")
    default_movechance: float = Field(0.3, ge=0, le=1, description="chance of leaving a town, per day")
    movechance_pop_base: float = Field(10_000.0, gt=0, description="people at which a chance of leaving is as given")
    movechance_pop_scale_factor: float = Field(0.0, description="power of people over that base on the chance")
    awareness_level: int = Field(1, ge=-1, le=6, description="links ahead that people know; 0 moves nobody")
    capacity_buffer: float = Field(0.9, ge=0, lt=1, description="share of capacity from which a camp repels")
    capacity_scaling: float = Field(1.0, ge=0, description="factor on capacities")
    avoid_short_stints: bool = Field(False, description="in towns, those who hardly travelled in two days go on")
    start_on_foot: bool = Field(False, description="first journeys are walked")
    use_v1_rules: bool = Field(False, description="200 km a day, camps pull twice, conflict a quarter")
    softening: float = Field(10.0, ge=0, description="km added to every distance")
    weight_softening: float = Field(0.0, ge=0, description="added to every pull")
    weight_power: float = Field(1.0, ge=0, description="power of weights")
    distance_power: float = Field(1.0, ge=0, description="power of distance")
    pruning_threshold: float = Field(1.0, ge=0, description="weaker options by this factor are dropped; 1: none")
    fixed_routes: bool = False
    stay_close_to_home: bool = Field(False, description="nearer places (from here, in Flee's code) pull more")
    home_distance_power: float = Field(0.5, ge=0, description="power of that distance")
    use_pop_for_loc_weight: bool = Field(False, description="populous places pull more")
    pop_power_for_loc_weight: float = Field(0.1, description="power of their population")
    use_economic_pull: bool = False
    children_avoid_hazards: bool = Field(False, alias="ChildrenAvoidHazards", description="under 19: danger squared")
    women_avoid_hazards: bool = Field(False, alias="WomenAvoidHazards")
    elderly_avoid_hazards: bool = Field(False, alias="ElderlyAvoidHazards")
    boys_take_risk: bool = Field(False, alias="BoysTakeRisk", description="males from 15 on ignore danger")
    match_camp_religion: bool = Field(False, alias="MatchCampReligion")
    match_camp_ethnicity: bool = Field(False, alias="MatchCampEthnicity")
    match_town_ethnicity: bool = Field(False, alias="MatchTownEthnicity")
    match_conflict_ethnicity: bool = Field(False, alias="MatchConflictEthnicity")
    avg_religion_fraction: float = Field(0.25, description="no effect without rules of religion")
    two_system_decision_making: bool = False
    harvest_months: list[int] = Field(default_factory=list)
    flee_when_starving: bool = False
    avoid_food_deprived_locations: bool = False


class Optimisations(_Group):
    """``optimisations``."""

    hasten: int = Field(1, ge=1, description="people per agent: counts, populations and capacities are divided by it")


class FleeSettings(_Group):
    """All of ``simsetting.yml``, with Flee's names and defaults, and the options of `MANUAL` asked for."""

    number_of_steps: int = Field(-1, description="no effect: the period is that of sim_period.csv")
    conflict_input_file: str = Field("", description="no effect: conflicts.csv is read")
    flood_level_input_file: str = Field("", description="no effect")
    default_conflict_intensity: float = Field(1.0, description="of places of conflict before conflicts.csv says")
    log_levels: LogLevels = LogLevels()
    spawn_rules: SpawnRules = SpawnRules()
    move_rules: MoveRules = MoveRules()
    optimisations: Optimisations = Optimisations()
    flood_rules: dict[str, Any] | None = None
    manual: frozenset[str] = Field(frozenset(), description="options that follow Flee's manual, not its code")

    def changed(self, **changes: Any) -> FleeSettings:
        """The same with other settings, named without their group.

        Raises
        ------
        InputError
            If there is no such setting, or not with such a value.

        Examples
        --------
        >>> FleeSettings().changed(softening=50, hasten=20).optimisations.hasten
        20
        """
        groups = {name: getattr(self, name) for name in ("log_levels", "spawn_rules", "move_rules", "optimisations")}
        values: dict[str, Any] = {name: group.model_dump() for name, group in groups.items()}
        values |= {name: getattr(self, name) for name in type(self).model_fields if name not in groups}
        known = {each: name for name, group in groups.items() for each in type(group).model_fields}
        for name, value in changes.items():
            if name in known:
                values[known[name]][name] = value
            elif name in values and name not in groups:
                values[name] = value
            else:
                raise InputError(Problem(f'unknown setting "{name}".', nearest(name, [*known, *values]), value=name))
        return _validated(values, "settings", {})

    def meaning(self, option: str) -> FleeSettings:
        """The same with one more option of `MANUAL` on."""
        return self.model_copy(update={"manual": self.manual | {option}})


GROUPS: tuple[tuple[str, str, type[BaseModel]], ...] = (
    ("Top of the file", "top", FleeSettings),
    ("log_levels", "log_levels", LogLevels),
    ("spawn_rules", "spawn_rules", SpawnRules),
    ("spawn_rules: conflict_driven_spawning", "conflict_driven_spawning", ConflictDriven),
    ("move_rules", "move_rules", MoveRules),
    ("optimisations", "optimisations", Optimisations),
)
"""Heading, name and model of every group, for the manual."""


def status(group: str, name: str, field: FieldInfo) -> str:
    """What becomes of a setting: honoured, without effect, or refused with what to do instead."""
    if f"{group}.{name}" in REFUSED:
        return f"refused when on. {REFUSED[f'{group}.{name}']}"
    meaning = field.description or ""
    return meaning if meaning.startswith("no effect") else f"honoured: {meaning}"


def read_flee_settings(path: Path) -> FleeSettings:
    """Read ``simsetting.yml``.

    Raises
    ------
    InputError
        With every setting that is unknown, wrong or refused, with row and fix.
    """
    text = read_text(path, most_bytes=_MOST_BYTES)
    if isinstance(text, Problem):
        raise InputError(text)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        twice = _stated_twice(node)
        values = yaml.safe_load(text)
    except (ValueError, RecursionError, OverflowError, TypeError) as error:
        found = f"This cannot be read as settings: {shown(error)}."
        raise InputError(Problem(found, "Write settings as name: value, below their group.", path.name)) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        found = f"This is not YAML: {shown(getattr(error, 'problem', None) or 'it cannot be read')}."
        fix = "Write settings as name: value, indented alike below their group."
        raise InputError(Problem(found, fix, path.name, mark.line + 1 if mark else None)) from None
    if values is None:
        return FleeSettings()
    if not isinstance(values, dict):
        raise InputError(Problem("These are no settings.", "Write groups such as move_rules: first.", path.name))
    if twice:
        said = [(f"The setting {name} stands twice.", row) for name, row in twice]
        raise InputError(Problem(found, "Keep one: Flee takes the last.", path.name, row) for found, row in said)
    groups = {str(name): {} if value is None else value for name, value in values.items()}
    return _validated(groups, path.name, _rows(node))


def _stated_twice(node: Any) -> list[tuple[str, int]]:
    found, seen = [], set()
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        name = str(key.value)
        if name in seen:
            found.append((name, key.start_mark.line + 1))
        seen.add(name)
        found += _stated_twice(value)
    return found


def _rows(node: Any, trail: tuple[str, ...] = ()) -> dict[tuple[str, ...], int]:
    found = {}
    for key, value in getattr(node, "value", ()) if isinstance(node, yaml.MappingNode) else ():
        here = (*trail, str(key.value))
        found[here] = key.start_mark.line + 1
        found |= _rows(value, here)
    return found


def _validated(values: dict[str, Any], file: str, rows: dict[tuple[str, ...], int]) -> FleeSettings:
    problems = []
    try:
        settings = FleeSettings.model_validate(values)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            loc = tuple(str(part) for part in each["loc"])
            message, fix = explain(each, f'"{shown(each["input"])}"', names=_names(loc[:-1]))
            problems.append(Problem(message, fix, file, rows.get(loc), ".".join(loc), shown(each["input"])))
        raise InputError(problems) from None
    for name in sorted(settings.manual - set(MANUAL)):
        problems.append(Problem(f'"{name}" is no option of the manual.', nearest(name, MANUAL), file, value=name))
    for name, fix in REFUSED.items():
        group, _, setting = name.partition(".")
        part: _Group = settings if group == "top" else getattr(settings, group)
        value = getattr(part, setting)
        if value:
            written = type(part).model_fields[setting].alias or setting
            trail = (written,) if group == "top" else (group, written)
            found = f"{written} cannot be honoured."
            problems.append(Problem(found, fix, file, rows.get(trail), ".".join(trail), shown(value)))
    if problems:
        raise InputError(problems)
    if settings.move_rules.use_v1_rules:
        old = {"max_move_speed": 200.0, "camp_weight": 2.0, "conflict_weight": 0.25}
        return settings.model_copy(update={"move_rules": settings.move_rules.model_copy(update=old)})
    return settings


def _names(trail: tuple[str, ...]) -> list[str]:
    model: Any = FleeSettings
    for name in trail:
        info = model.model_fields.get(name)
        model = info.annotation if info else None
        if model is None or not hasattr(model, "model_fields"):
            model = ConflictDriven if name == "conflict_driven_spawning" else None
        if model is None:
            return []
    return [info.alias or name for name, info in model.model_fields.items()]
