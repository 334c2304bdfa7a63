"""The compiled loops of the surge model: many possible pasts, weighed by the counts, carried on.

Each member is one possible surge: the logarithm of its daily rate fades with age, wanders, jumps now and then
(a border shut, a new assault) and has good and bad spells that pass. `weigh` runs members through the known
counts and resamples them after each; `carry_on` runs them into the future. The equations are in
``docs/forecasting.md``.

References
----------
Gordon, Salmond, Smith (1993), Novel approach to nonlinear/non-Gaussian Bayesian state estimation, IEE
Proceedings F 140: the bootstrap filter. Kitagawa (1996), J. Comput. Graph. Stat. 5: systematic resampling.
"""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import njit

__all__ = ["FADE", "PARAMETERS", "carry_on", "counted", "start", "weigh"]

PARAMETERS = (
    "fade", "onset_days", "drift", "flow_error", "total_error", "jumps_per_day", "jump_size", "first_rate_error",
    "spell_ends_per_day", "spell_size", "early_rise", "recounts",
)  # fmt: skip
"""Columns of a member's parameters, in order; `waystation.forecast.surges.priors` says what they mean."""

FADE, ONSET, DRIFT, FLOW, TOTAL, JUMPS, JUMP, FIRST, ENDS, SPELL, RISE, RECOUNTS = range(len(PARAMETERS))

_MOST_LOG_RATE = 25.0
_DEGREES = 3.0
_RECOUNT_SHARE = 0.12
_DAYS_A_COUNT = 3.0


@njit(cache=True, nogil=True)
def start(first_total, age, theta, rng, level, spell):  # type: ignore[no-untyped-def]
    """Log rates of a surge of which one total is known: about that total a day of its age.

    Fills ``level`` and ``spell`` (members,).
    """
    for i in range(level.size):
        level[i] = np.log(max(first_total, 1.0) / max(age, 0.5)) + theta[i, FIRST] * rng.standard_normal()
        spell[i] = 0.0


@njit(cache=True, nogil=True)
def _next_rate(i, age, theta, rng, level, spell):  # type: ignore[no-untyped-def]
    """One day of member ``i``: moves its log rate on, and gives the people of that day."""
    fade = theta[i, FADE] / (theta[i, ONSET] + age + 0.5)
    level[i] += theta[i, DRIFT] * rng.standard_normal() - fade
    if rng.random() < theta[i, JUMPS]:
        # A jump more often ends an old surge than renews it; in a young one it may as well be the real beginning.
        young = theta[i, RISE] * np.exp(-age / theta[i, ONSET])
        level[i] += theta[i, JUMP] * (rng.standard_normal() + young - 0.5)
    ends = theta[i, ENDS]
    spell[i] = spell[i] * (1.0 - ends) + theta[i, SPELL] * np.sqrt(ends * (2.0 - ends)) * rng.standard_normal()
    return np.exp(min(level[i] + spell[i], _MOST_LOG_RATE))


@njit(cache=True, nogil=True)
def _student(rng):  # type: ignore[no-untyped-def]
    """A draw of Student's t with three degrees of freedom."""
    chi = 0.0
    for _ in range(int(_DEGREES)):
        chi += rng.standard_normal() ** 2
    return rng.standard_normal() / np.sqrt(chi / _DEGREES)


@njit(cache=True, nogil=True)
def _error_of_count(i, came, total, theta):  # type: ignore[no-untyped-def]
    """Scale of the error of the people counted since a total, of whom so many came."""
    return np.sqrt((theta[i, FLOW] * came) ** 2 + (theta[i, TOTAL] * total) ** 2) + 1.0


@njit(cache=True, nogil=True)
def counted(days, first_total, theta, rng, level, spell, totals):  # type: ignore[no-untyped-def]
    """Totals that one possible surge after another would have been counted at: what `weigh` takes to be likely.

    Parameters
    ----------
    days : (counts,) whole days since the surge began, rising
    first_total : people, the first count of all
    theta : (surges, parameters)
    level, spell : (surges,) as `start` left them, moved on in place
    totals : (surges, counts) filled
    """
    for i in range(level.size):
        totals[i, 0] = first_total
        for k in range(1, days.size):
            came = 0.0
            for day in range(int(days[k - 1]), int(days[k])):
                came += _next_rate(i, float(day), theta, rng, level, spell)
            scale = _error_of_count(i, came, totals[i, k - 1], theta)
            if rng.random() < theta[i, RECOUNTS]:
                scale += _RECOUNT_SHARE * totals[i, k - 1]
            totals[i, k] = totals[i, k - 1] + came + scale * _student(rng)


@njit(cache=True, nogil=True)
def _density(off, scale):  # type: ignore[no-untyped-def]
    """Density of Student's t with three degrees of freedom, but for the constant."""
    return (1.0 + (off / scale) ** 2 / _DEGREES) ** (-0.5 * (_DEGREES + 1.0)) / scale


@njit(cache=True, nogil=True)
def weigh(days, totals, theta, rng, level, spell):  # type: ignore[no-untyped-def]
    """Run members through the counts after the first, resampling them after each.

    Parameters
    ----------
    days, totals : (counts,) whole days since the surge began, and people, in order of days
    theta : (members, parameters), reordered in place
    level, spell : (members,) as `start` left them, moved on in place

    Returns
    -------
    float, the log likelihood of the counts given the first
    """
    members = level.size
    came = np.empty(members)
    weight = np.empty(members)
    chosen = np.empty(members, dtype=np.int64)
    log_likelihood = 0.0
    for k in range(1, days.size):
        for i in range(members):
            came[i] = 0.0
        for day in range(int(days[k - 1]), int(days[k])):
            for i in range(members):
                came[i] += _next_rate(i, float(day), theta, rng, level, spell)
        seen = totals[k] - totals[k - 1]
        most = -np.inf
        for i in range(members):
            scale = _error_of_count(i, came[i], totals[k - 1], theta)
            wide = scale + _RECOUNT_SHARE * totals[k - 1]
            chance = theta[i, RECOUNTS]
            likely = (1.0 - chance) * _density(seen - came[i], scale) + chance * _density(seen - came[i], wide)
            weight[i] = np.log(likely)
            most = max(most, weight[i])
        total = 0.0
        for i in range(members):
            weight[i] = np.exp(weight[i] - most)
            total += weight[i]
        log_likelihood += most + np.log(total / members)
        offset, passed, j = rng.random(), weight[0] / total, 0
        for i in range(members):
            while (offset + i) / members > passed and j < members - 1:
                j += 1
                passed += weight[j] / total
            chosen[i] = j
        _take(level, chosen, came)
        _take(spell, chosen, came)
        for p in range(theta.shape[1]):
            _take(theta[:, p], chosen, came)
    return log_likelihood


@njit(cache=True, nogil=True)
def _take(values, chosen, room):  # type: ignore[no-untyped-def]
    """Put the chosen values (members,) in place; a loop, as indexing by an array compiles for three seconds."""
    for i in range(chosen.size):
        room[i] = values[chosen[i]]
    for i in range(chosen.size):
        values[i] = room[i]


@njit(cache=True, nogil=True)
def carry_on(age, total, ahead, left, theta, rng, level, spell, told, true):  # type: ignore[no-untyped-def]
    """Run members on from the last count.

    Parameters
    ----------
    age : days since the surge began, on the day of the last count
    total : people, the last count
    ahead : (dates,) whole days after it, rising, at least one
    left : (members,) people who can still come; infinite where nothing is known of them
    told, true : (dates, members) filled with the totals that will be reported, and with those that came
    """
    members = level.size
    came = np.zeros(members)
    at = 0
    for day in range(int(ahead[-1])):
        for i in range(members):
            people = _next_rate(i, age + day, theta, rng, level, spell)
            remain = left[i] - came[i]
            if remain < np.inf:
                remain = max(remain, 1e-9)
                people = remain * (1.0 - np.exp(-people / remain))
            came[i] += people
        while at < ahead.size and ahead[at] == day + 1:
            for i in range(members):
                scale = np.sqrt((theta[i, FLOW] * came[i]) ** 2 + (theta[i, TOTAL] * total) ** 2)
                chi = 0.0
                for _ in range(int(_DEGREES)):
                    chi += rng.standard_normal() ** 2
                error = scale * rng.standard_normal() / np.sqrt(chi / _DEGREES)
                counts = 1.0 + ahead[at] / _DAYS_A_COUNT
                if rng.random() < 1.0 - (1.0 - theta[i, RECOUNTS]) ** counts:
                    # People found who had come before: totals are raised far more often than cut.
                    error += abs(_RECOUNT_SHARE * total * rng.standard_normal())
                told[at, i] = max(total + came[i] + error, 0.0)
                true[at, i] = total + came[i]
            at += 1
