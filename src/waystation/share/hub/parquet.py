"""Tables as Parquet, where pyarrow is installed."""

from __future__ import annotations

import io

import pandas as pd

from waystation.arrow import allow_arrow
from waystation.errors import InputError, Problem

__all__ = ["as_parquet"]


def as_parquet(table: pd.DataFrame) -> bytes:
    """A hub table as the bytes of a Parquet file, dates as dates.

    Raises
    ------
    InputError
        If pyarrow is missing.
    """
    allow_arrow()
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError as error:
        fix = "Install it: pip install 'waystation[hub]', or write CSV."
        raise InputError(Problem("Parquet needs pyarrow, which is not installed.", fix)) from error
    typed = table.assign(
        **{column: pd.to_datetime(table[column]).dt.date for column in ("origin_date", "target_end_date")},
        horizon=table["horizon"].astype("int32"),
        output_type_id=table["output_type_id"].astype(float),
        value=table["value"].astype(float),
    )
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(typed, preserve_index=False), file)
    return file.getvalue()
