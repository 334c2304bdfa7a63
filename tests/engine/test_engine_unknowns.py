"""Priors: where their bounds lie, and that their two writings agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engine_worlds import chain
from scipy.special import expit, logit, ndtri

from waystation.engine.unknowns import Values, amount, draw_normals, draw_unknowns, value
from waystation.forecast.scenario.arrays import _shape
from waystation.forecast.scenario.density_kernel import value_of
from waystation.world.scenario_model import Unknown

SHAPES = [
    ("lognormal", 500.0, 5000.0),
    ("normal", -3.0, 9.0),
    ("logitnormal", 0.02, 0.3),
    ("uniform", 2.0, 10.0),
    ("loguniform", 10.0, 1000.0),
]


def unknown(prior: Any, low: float, high: float) -> Unknown:
    return Unknown(prior=prior, low=low, high=high, unit="people", why="Made up.")


@pytest.mark.parametrize(("prior", "low", "high"), SHAPES[:3])
def test_ninety_five_percent_of_a_normal_shape_lie_between_its_bounds(prior: str, low: float, high: float) -> None:
    assert value(unknown(prior, low, high), ndtri([0.025, 0.975])) == pytest.approx([low, high])


@pytest.mark.parametrize(("prior", "low", "high"), SHAPES[3:])
def test_all_of_a_uniform_shape_lies_between_its_bounds(prior: str, low: float, high: float) -> None:
    shape = unknown(prior, low, high)
    assert value(shape, [-40.0, 40.0]) == pytest.approx([low, high])
    points = value(shape, ndtri([0.025, 0.975]))
    if prior == "uniform":
        assert points == pytest.approx([2.2, 9.8])
    else:
        assert points == pytest.approx([10 ** (1 + 2 * 0.025), 10 ** (1 + 2 * 0.975)])


def test_the_middle_of_a_prior_is_that_of_its_scale() -> None:
    middles = [float(value(unknown(*each), 0.0)) for each in SHAPES]
    between = expit((logit(0.02) + logit(0.3)) / 2)
    assert middles == pytest.approx([np.sqrt(500 * 5000), 3.0, between, 6.0, 100.0])


@pytest.mark.parametrize(("prior", "low", "high"), SHAPES)
def test_values_grow_with_the_number_behind_them(prior: str, low: float, high: float) -> None:
    assert (np.diff(value(unknown(prior, low, high), np.linspace(-4, 4, 200))) > 0).all()


@pytest.mark.parametrize(("prior", "low", "high"), SHAPES)
def test_the_compiled_twin_gives_the_same_values(prior: str, low: float, high: float) -> None:
    shape = unknown(prior, low, high)
    numbers = np.linspace(-5, 5, 41)
    twins: list[Any] = [value_of, value_of.py_func]
    for twin in twins:
        found = [twin(*_shape(shape), z) for z in numbers]
        np.testing.assert_allclose(found, value(shape, numbers), rtol=1e-11)


def test_unknowns_are_drawn_by_name_one_stream_each() -> None:
    table = {name: {"prior": name, "low": low, "high": high, "unit": "x", "why": "y"} for name, low, high in SHAPES}
    scenario = chain(unknowns=table)
    drawn = draw_unknowns(scenario, 4000, 3)
    assert list(drawn) == list(table)
    alone = draw_unknowns(chain(unknowns={"normal": table["normal"]}), 50, 3)
    assert (alone["normal"] == drawn["normal"][:50]).all()
    inside = {name: ((low < drawn[name]) & (drawn[name] < high)).mean() for name, low, high in SHAPES}
    error = 4 * np.sqrt(0.95 * 0.05 / 4000)
    assert [inside[name] for name, _, _ in SHAPES[:3]] == pytest.approx([0.95] * 3, abs=error)
    assert [inside[name] for name, _, _ in SHAPES[3:]] == [1.0, 1.0]
    correlations = np.corrcoef(list(draw_normals(scenario, 4000, 3).values())) - np.eye(len(SHAPES))
    assert abs(correlations).max() < 4 / np.sqrt(4000)


def test_a_quantity_is_a_number_or_the_draws_of_an_unknown() -> None:
    draws = {"share": np.array([0.2, -0.1, 0.7])}
    assert amount(3, draws, 3).tolist() == [3.0, 3.0, 3.0]
    assert amount("share", draws, 3).tolist() == [0.2, 0.0, 0.7]
    assert amount(None, draws, 3).tolist() == [-1.0, -1.0, -1.0]


def test_all_unknowns_at_once_have_the_values_of_each_by_itself() -> None:
    unknowns = [unknown(*shape) for shape in (*SHAPES[::-1], *SHAPES, ("lognormal", 3.0, 4.0))]
    z = np.random.default_rng(7).standard_normal((50, len(unknowns)))
    each = np.stack([value(one, z[:, i]) for i, one in enumerate(unknowns)], axis=1)
    np.testing.assert_allclose(Values(unknowns)(z), each, rtol=1e-14)
    assert Values([])(np.empty((3, 0))).shape == (3, 0)
