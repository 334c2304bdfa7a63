"""Data that ships with the package: tables of facts, each row with its source.

``standards.csv`` holds the planning figures that needs are computed from; the module
`waystation.plan.standards` says what its columns mean. ``surge_priors.csv`` holds what past surges teach; see
`waystation.forecast.surges.priors`.
"""
