"""``simsetting.yml`` as a model: every setting that Flee reads, honoured or refused by name."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from waystation.errors import InputError, Problem, nearest
from waystation.world.textfile import shown
from waystation.world.wording import explain

__all__ = ["GROUPS", "MANUAL", "REFUSED", "V1_RULES", "FleeSettings", "status", "validated"]

MANUAL = {
    "link_closures": "Closures of type `link` close the link. Flee's code finds it only where `name1` is one letter, "
    "and then closes the way to that place alone.",
    "changing_intensity": "Changes of intensity between values above 0 count. "
    "Flee's code sees only beginnings and ends.",
    "capacity_counts_everyone": "A camp's room is its capacity. Flee's code takes those of day 0 from it and "
    "counts them in it as well.",
}
"""Options that follow Flee's manual where its code differs; none is on unless asked for."""

_LEAST_TOWN_CHANCE = 0.005
"""Flee takes a place that people hardly leave for a camp."""

_NOT_BY_FAITH = (
    "People are not steered by religion or ethnicity here (see data responsibility). It costs no run: Flee never uses "
    "the shares of locations.csv for it, and its code ends with an error once a journey takes more than a day."
)
REFUSED: dict[str, str] = {
    "move_rules.match_camp_religion": _NOT_BY_FAITH,
    "move_rules.match_camp_ethnicity": _NOT_BY_FAITH,
    "move_rules.match_town_ethnicity": _NOT_BY_FAITH,
    "move_rules.match_conflict_ethnicity": _NOT_BY_FAITH,
}
"""Settings that are read but not honoured when switched on, and why."""


V1_RULES: dict[str, float | bool] = {
    "max_move_speed": 200.0, "camp_weight": 2.0, "conflict_weight": 0.25,
    "start_on_foot": False, "avoid_short_stints": False,
}  # fmt: skip
"""What ``use_v1_rules`` sets, whatever else is written."""


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @field_validator("*", mode="before")
    @classmethod
    def _no_quoted_switch(cls, value: Any, info: ValidationInfo) -> Any:
        if cls.model_fields[str(info.field_name)].annotation is bool and isinstance(value, str):
            raise PydanticCustomError("bool_type", "not a switch")
        return value


SpawnMode = Literal["constant", "poisson", "pop_ratio", "none"]


class ConflictDriven(_Group):
    """``spawn_rules.conflict_driven_spawning``: people flee by conflict, not by counts."""

    spawn_mode: SpawnMode = Field(
        "constant", description="number, mean number, or share of those left, that flees a place of conflict a day"
    )
    displaced_per_conflict_day: float = Field(
        500.0, ge=0, description="people per place and day, or share of those left (then 0.01); times intensity"
    )

    @model_validator(mode="before")
    @classmethod
    def _usual_share(cls, values: Any) -> Any:
        if isinstance(values, dict) and values.get("spawn_mode") == "pop_ratio":
            return {"displaced_per_conflict_day": 0.01, **values}
        return values


class FloodDriven(_Group):
    """``spawn_rules.flood_driven_spawn_mode``: people flee by flood; with ``flood_zone_spawning_only`` only."""

    spawn_mode: SpawnMode = Field(
        "pop_ratio", description="share of those left, number, or mean number, that flees a flooded place a day"
    )
    displaced_per_flood_day: list[float] = Field(
        [0.0, 0.1, 0.2, 0.5, 0.9], description="by level of flood; numbers default to 0, 100, 200, 300, 500"
    )

    @model_validator(mode="before")
    @classmethod
    def _usual_numbers(cls, values: Any) -> Any:
        if isinstance(values, dict) and values.get("spawn_mode") in {"constant", "poisson"}:
            return {"displaced_per_flood_day": [0, 100, 200, 300, 500], **values}
        return values


class FloodRules(_Group):
    """``move_rules.flood_rules``: where flooded people go, and what a forecast of floods does."""

    max_flood_level: float = Field(-1, description="no effect: Flee's code does not use it")
    flood_movechances: list[float] | None = Field(None, description="chance of leaving, by level; the first is unused")
    flood_loc_weights: list[float] | None = Field(None, description="factor on pull, by level; twice at a flood_zone")
    flood_link_weights: Any = Field(None, description="no effect: Flee's code does not use it")
    flood_forecaster: bool = Field(False, description="coming floods count: in Flee's code fewer leave worse ones")
    flood_forecaster_timescale: int = Field(0, ge=0, description="days ahead")
    flood_forecaster_weights: list[float] | None = Field(None, description="by the day itself, not by days ahead")
    flood_forecaster_end_time: int = Field(0, ge=0, description="last day of the forecast")
    flood_awareness_weights: list[float] | None = Field(None, description="by class of demographics_floodawareness.csv")


class LogLevels(_Group):
    """``log_levels``: no effect on what happens."""

    agent: int = Field(0, description="no effect: no record of single agents is written (see data responsibility)")
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
    conflict_zone_spawning_only: bool = Field(True, description="with hunger: only places of conflict shed people")
    flood_zone_spawning_only: bool = Field(False, description="people flee by flood, with flood_driven_spawn_mode")
    camps_are_sinks: bool = Field(False, description="no effect: Flee's code reads it as camps_are_sicks")
    camps_are_sicks: bool = Field(False, description="no effect; with a column deactivation_probability Flee ends")
    read_from_agents_csv_file: bool = Field(
        False, description="people of agents.csv are there too, as numbers by place"
    )
    sum_from_camps: bool = Field(True, description="people flee as the sum of the camps grows; else as the total does")
    starvation_driven_spawning: bool = Field(False, description="the share in need of food adds to who flees a place")
    average_social_connectivity: float = Field(3.0, description="no effect")
    conflict_spawn_decay: list[float] | None = Field(
        None, description="factors on intensity, one per interval since a conflict began; the last one holds"
    )
    conflict_spawn_decay_interval: int = Field(30, ge=1, description="days")
    conflict_driven_spawning: ConflictDriven | None = Field(None, description="people flee by conflict, not by counts")
    flood_driven_spawn_mode: FloodDriven | None = Field(None, description="people flee by flood")


class MoveRules(_Group):
    """``move_rules``: who goes where."""

    max_move_speed: float = Field(360.0, gt=0, description="km a day")
    max_walk_speed: float = Field(35.0, gt=0, description="km a day on foot")
    max_crossing_speed: float = Field(20.0, description="no effect: Flee's code does not use it")
    foreign_weight: float = Field(1.0, ge=0, description="factor on the pull of places abroad")
    camp_weight: float = Field(1.0, ge=0, description="factor on the pull of camps")
    conflict_weight: float = Field(1.0 / 3.16227766017, ge=0, description="factor on the pull of places of conflict")
    conflict_movechance: float = Field(1.0, ge=0, description="chance of leaving a place of conflict, per day")
    camp_movechance: float = Field(0.001, ge=0, description="chance of leaving a camp, per day")
    idpcamp_movechance: float = Field(0.1, ge=0, description="chance of leaving an IDP camp, per day")
    default_movechance: float = Field(0.3, ge=0, description="chance of leaving a town, per day")
    movechance_pop_base: float = Field(10_000.0, gt=0, description="people at which a chance of leaving is as given")
    movechance_pop_scale_factor: float = Field(0.0, description="power of people over that base on the chance")
    awareness_level: int = Field(1, ge=-1, le=6, description="links ahead that people know; 0 moves nobody")
    capacity_buffer: float = Field(0.9, ge=0, description="share of capacity from which a camp repels")
    capacity_scaling: float = Field(1.0, ge=0, description="factor on capacities")
    avoid_short_stints: bool = Field(False, description="in towns, those who hardly travelled in two days go on")
    start_on_foot: bool = Field(False, description="first journeys are walked")
    use_v1_rules: bool = Field(False, description="200 km a day, camps pull twice, conflict a quarter, no short stints")
    softening: float = Field(10.0, ge=0, description="km added to every distance")
    weight_softening: float = Field(0.0, ge=0, description="added to every pull")
    weight_power: float = Field(1.0, ge=0, description="power of weights")
    distance_power: float = Field(1.0, ge=0, description="power of distance")
    pruning_threshold: float = Field(1.0, ge=0, description="weaker options by this factor are dropped; 1: none")
    fixed_routes: bool = Field(False, description="one way to each place, the best; full camps keep their pull")
    stay_close_to_home: bool = Field(False, description="nearer places (from here, in Flee's code) pull more")
    home_distance_power: float = Field(0.5, ge=0, description="power of that distance")
    use_pop_for_loc_weight: bool = Field(False, description="populous places pull more")
    pop_power_for_loc_weight: float = Field(0.1, description="power of their population")
    use_economic_pull: bool = Field(False, description="abroad, pull is 1 + trade_volume + hdi squared")
    children_avoid_hazards: bool = Field(False, alias="ChildrenAvoidHazards", description="under 19: pull squared")
    women_avoid_hazards: bool = Field(False, alias="WomenAvoidHazards", description="women: pull squared, if not yet")
    elderly_avoid_hazards: bool = Field(False, alias="ElderlyAvoidHazards", description="from 60 on: pull squared")
    boys_take_risk: bool = Field(
        False, alias="BoysTakeRisk", description="with ChildrenAvoidHazards: males from 15 on ignore danger"
    )
    match_camp_religion: bool = Field(False, alias="MatchCampReligion")
    match_camp_ethnicity: bool = Field(False, alias="MatchCampEthnicity")
    match_town_ethnicity: bool = Field(False, alias="MatchTownEthnicity")
    match_conflict_ethnicity: bool = Field(False, alias="MatchConflictEthnicity")
    avg_religion_fraction: float = Field(0.25, description="no effect without rules of religion")
    two_system_decision_making: Any = Field(False, description="no effect: no setting switches it on in Flee's code")
    harvest_months: list[int] = Field(
        default_factory=list, description="months in which nobody at a place goes on, and all are counted at home"
    )
    flee_when_starving: bool = Field(False, description="the share in need of food adds to the chance of leaving")
    avoid_food_deprived_locations: bool = Field(False, description="at home, pull falls with the share in need squared")
    flood_rules: FloodRules | None = Field(None, description="where flooded people go")


class Optimisations(_Group):
    """``optimisations``."""

    hasten: int = Field(1, ge=1, description="people per agent: counts, populations and capacities are divided by it")


class FleeSettings(_Group):
    """All of ``simsetting.yml``, with Flee's names and defaults, and the options of `MANUAL` asked for."""

    number_of_steps: float = Field(-1, description="no effect: the period is that of sim_period.csv")
    conflict_input_file: str = Field("", description="no effect: conflicts.csv is read")
    flood_level_input_file: str = Field("", description="no effect: flood_level.csv is read")
    default_conflict_intensity: int = Field(1, description="of places that location_changes.csv makes conflict")
    log_levels: LogLevels = LogLevels()
    spawn_rules: SpawnRules = SpawnRules()
    move_rules: MoveRules = MoveRules()
    optimisations: Optimisations = Optimisations()
    manual: frozenset[str] = Field(frozenset(), description="options that follow Flee's manual, not its code")

    @property
    def floods(self) -> bool:
        """Whether people flee by flood."""
        return self.spawn_rules.flood_zone_spawning_only and self.spawn_rules.flood_driven_spawn_mode is not None

    @property
    def hunger(self) -> bool:
        """Whether any rule asks for ``region_attributes_IPC.csv``."""
        moves = self.move_rules
        return (
            self.spawn_rules.starvation_driven_spawning
            or moves.flee_when_starving
            or moves.avoid_food_deprived_locations
        )

    @property
    def chance_by_kind(self) -> dict[str, float]:
        """Chance of leaving each kind of place, per day, before anything else counts."""
        rules = self.move_rules
        return {
            "camp": rules.camp_movechance, "idpcamp": rules.idpcamp_movechance, "conflict": rules.conflict_movechance,
            "town": rules.default_movechance, "flood_zone": rules.default_movechance, "forward": 1.0, "marker": 1.0,
        }  # fmt: skip

    def is_camp(self, kind: str) -> bool:
        """Whether a place of a kind begins as a camp: Flee takes one that people hardly leave for a camp."""
        hardly_left = kind != "flood_zone" and self.chance_by_kind[kind] < _LEAST_TOWN_CHANCE
        return kind in {"camp", "idpcamp"} or hardly_left

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
        return validated(values, "settings", {})

    def meaning(self, option: str) -> FleeSettings:
        """The same with one more option of `MANUAL` on."""
        return self.model_copy(update={"manual": self.manual | {option}})


GROUPS: tuple[tuple[str, str, type[BaseModel]], ...] = (
    ("Top of the file", "top", FleeSettings),
    ("log_levels", "log_levels", LogLevels),
    ("spawn_rules", "spawn_rules", SpawnRules),
    ("spawn_rules: conflict_driven_spawning", "conflict_driven_spawning", ConflictDriven),
    ("spawn_rules: flood_driven_spawn_mode", "flood_driven_spawn_mode", FloodDriven),
    ("move_rules", "move_rules", MoveRules),
    ("move_rules: flood_rules", "flood_rules", FloodRules),
    ("optimisations", "optimisations", Optimisations),
)
"""Heading, name and model of every group, for the manual."""


def status(group: str, name: str, field: FieldInfo) -> str:
    """What becomes of a setting: honoured, without effect, or refused with what to do instead."""
    if f"{group}.{name}" in REFUSED:
        return f"refused when on. {REFUSED[f'{group}.{name}']}"
    meaning = field.description or ""
    return meaning if meaning.startswith("no effect") else f"honoured: {meaning}"


def validated(values: dict[str, Any], file: str, rows: dict[tuple[str, ...], int]) -> FleeSettings:
    """Settings from plain values.

    Parameters
    ----------
    values : by group
    file : name for messages
    rows : of the file, by group and name

    Raises
    ------
    InputError
        With every setting that is unknown, wrong or refused.
    """
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
        problems.append(Problem(f'"{name}" is not an option of the manual.', nearest(name, MANUAL), file, value=name))
    for name, why in REFUSED.items():
        group, _, setting = name.partition(".")
        part: _Group = getattr(settings, group)
        if getattr(part, setting):
            written = type(part).model_fields[setting].alias or setting
            found = f"{written} is not run here."
            problems.append(Problem(found, why, file, rows.get((group, written)), f"{group}.{written}", "True"))
    problems += [
        Problem(message, fix, file, rows.get(trail), ".".join(trail)) for trail, message, fix in _ends_flee(settings)
    ]
    if problems:
        raise InputError(problems)
    if settings.move_rules.use_v1_rules:
        return settings.model_copy(update={"move_rules": settings.move_rules.model_copy(update=V1_RULES)})
    return settings


def _ends_flee(settings: FleeSettings) -> list[tuple[tuple[str, ...], str, str]]:
    """Settings that do not go together, with which Flee itself ends: where, what, and a fix."""
    spawn, moves = settings.spawn_rules, settings.move_rules
    found: list[tuple[tuple[str, ...], str, str]] = []
    if spawn.flood_zone_spawning_only and spawn.conflict_zone_spawning_only:
        found.append((
            ("spawn_rules", "flood_zone_spawning_only"),
            "flood_zone_spawning_only and conflict_zone_spawning_only are both on: Flee ends here.",
            "Write conflict_zone_spawning_only: False; it is on unless told otherwise.",
        ))  # fmt: skip
    if settings.floods and not spawn.take_from_population:
        found.append((
            ("spawn_rules", "take_from_population"), "Flood rules without take_from_population: Flee ends here.",
            "Write take_from_population: True.",
        ))  # fmt: skip
    if settings.floods and moves.flood_rules is None:
        found.append((
            ("spawn_rules", "flood_driven_spawn_mode"),
            "People flee by flood, but move_rules.flood_rules is missing: Flee ends on the first flooded day.",
            "Add flood_rules with flood_movechances and flood_loc_weights to move_rules.",
        ))  # fmt: skip
    if moves.flood_rules is not None and not settings.floods:
        found.append((
            ("move_rules", "flood_rules"),
            "flood_rules without flood_zone_spawning_only and flood_driven_spawn_mode: Flee ends on day 0.",
            "Add both to spawn_rules (flood_driven_spawning is not read), or leave flood_rules out.",
        ))  # fmt: skip
    if settings.floods and moves.flood_rules is not None:
        found += _flood_lists(moves.flood_rules)
    return found


def _flood_lists(rules: FloodRules) -> list[tuple[tuple[str, ...], str, str]]:
    needed = ["flood_movechances", "flood_loc_weights"]
    if rules.flood_forecaster:
        needed += ["flood_forecaster_weights", "flood_awareness_weights"]
    return [
        (("move_rules", "flood_rules", name), f"{name} is missing: Flee ends on the first flooded day.",
         "Write one value a level, beginning with level 0." if "weights" not in name or "loc" in name
         else "Write a list of weights.")
        for name in needed if not getattr(rules, name)
    ]  # fmt: skip


def _names(trail: tuple[str, ...]) -> list[str]:
    groups: dict[str, type[BaseModel]] = {name: model for _, name, model in GROUPS}
    model = groups.get(trail[-1]) if trail else FleeSettings
    return [info.alias or name for name, info in model.model_fields.items()] if model is not None else []
