"""Tables in the layouts that publishers use, with figures of our own."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["SAMPLES", "Sample", "claims_of", "written"]


@dataclass(frozen=True)
class Sample:
    """Rows of one layout, and what they say: place, day, figure, unit, term."""

    name: str
    header: list[str]
    rows: list[list[str]]
    says: set[tuple[str, str, float, str, str]]
    tags: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)


DTM = [
    "id", "operation", "admin0Name", "admin0Pcode", "admin1Name", "admin1Pcode", "admin2Name", "admin2Pcode", "adminLevel",
    "numPresentIdpInd", "reportingDate", "yearReportingDate", "monthReportingDate", "roundNumber", "displacementReason",
    "numberMales", "numberFemales", "idpOriginAdmin1Name", "idpOriginAdmin1Pcode", "assessmentType", "operationStatus",
]  # fmt: skip
DTM_TAGS = [
    "#id+code", "#operation+name", "#country+name", "#country+code", "#adm1+name", "#adm1+code", "#adm2+name", "#adm2+code",
    "#adm+level", "#affected+idps", "#date+reported", "#date+year+reported", "#date+month+reported", "#round+code",
    "#cause+type", "#affected+idps+m", "#affected+idps+f", "#adm1+name+origin", "#adm1+code+origin", "#assessment+type",
    "#operation+status",
]  # fmt: skip


def _dtm(id: str, admin2: str, code: str, figure: int, round: int, reason: str, day: str) -> list[str]:
    males = figure // 2
    return [
        id, "Valley response", "Madeup", "XXA", "North", "XX01", admin2, code, "2", str(figure), f"{day}T00:00:00", day[:4],
        str(int(day[5:7])), str(round), reason, str(males), str(figure - males), "Not available", "Not available", "BA", "Active",
    ]  # fmt: skip


SAMPLES = [
    Sample(
        "iom_dtm", DTM,
        [
            _dtm("901", "Upper", "XX0101", 5210, 3, "Conflict", "2030-03-15"),
            _dtm("902", "Upper", "XX0101", 1290, 3, "Flood", "2030-03-15"),
            _dtm("903", "Lower", "XX0102", 1840, 3, "Conflict", "2030-03-16"),
            _dtm("870", "Upper", "XX0101", 9999, 2, "Conflict", "2030-01-20"),
        ],
        {
            ("Upper", "2030-03-15", 6500, "people", "currently_displaced"),
            ("Lower", "2030-03-16", 1840, "people", "currently_displaced"),
        },
        DTM_TAGS,
    ),
    Sample(
        "hdx_hapi_idps",
        ["location_code", "has_hrp", "in_gho", "provider_admin1_name", "provider_admin2_name", "admin1_code", "admin1_name",
         "admin2_code", "admin2_name", "admin_level", "operation", "assessment_type", "population", "reporting_round",
         "reference_period_start", "reference_period_end", "dataset_hdx_id", "resource_hdx_id", "warning", "error"],
        [
            ["TCD", "Y", "Y", "", "", "TD15", "Ouaddaï", "TD1501", "Assoungha", "2", "Est", "BA", "128412", "11", "2030-01-31", "2030-01-31", "a", "b", "", ""],
            ["TCD", "Y", "Y", "", "", "TD15", "Ouaddaï", "TD1502", "Abdi", "2", "Est", "BA", "3217", "11", "2030-01-30", "2030-01-30", "a", "b", "", ""],
            ["TCD", "Y", "Y", "", "", "TD15", "Ouaddaï", "TD1501", "Assoungha", "2", "Est", "BA", "118000", "10", "2029-10-31", "2029-10-31", "a", "b", "", ""],
        ],
        {
            ("Assoungha", "2030-01-31", 128412, "people", "currently_displaced"),
            ("Abdi", "2030-01-30", 3217, "people", "currently_displaced"),
        },
    ),
    Sample(
        "unhcr_portal_places",
        ["geomaster_name", "geomaster_id", "centroid_lon", "centroid_lat", "admin_level", "date", "month", "year", "individuals",
         "households", "population_group_id", "population_groups_concat", "individuals_type", "demography_type", "source"],
        [
            ["Adre", "21", "22.2", "13.4", "3", "2030-05-17", "5", "2030", "41250", "9021", "54", "Refugees", "total", "total", "CNARR"],
            ["Farchana", "22", "21.8", "13.6", "3", "2030-05-18", "5", "2030", "30118", "", "54", "Refugees", "total", "total", "CNARR"],
        ],
        {
            ("Adre", "2030-05-17", 41250, "people", "currently_displaced"),
            ("Adre", "2030-05-17", 9021, "households", "currently_displaced"),
            ("Farchana", "2030-05-18", 30118, "people", "currently_displaced"),
        },
    ),
    Sample(
        "unhcr_portal_timeseries", ["Date", "Individuals"],
        [["2030-02-24", "84681"], ["2030-02-25", "108301"], ["2030-02-26", "-"], ["2030-02-27", "1250"]],
        {
            ("Adre", "2030-02-24", 84681, "people", "currently_displaced"),
            ("Adre", "2030-02-25", 108301, "people", "currently_displaced"),
            ("Adre", "2030-02-27", 1250, "people", "currently_displaced"),
        },
        options={"place": "Adre"},
    ),
    Sample(
        "unhcr_population",
        ["Year", "Country of origin", "Country of origin (ISO)", "Country of asylum", "Country of asylum (ISO)",
         "Refugees under UNHCR's mandate", "Asylum-seekers", "Returned refugees", "IDPs of concern to UNHCR", "Returned IDPss",
         "Stateless persons", "Others of concern", "Other people in need of international protection", "Host Community"],
        [
            ["2024", "-", "-", "Chad", "TCD", "1278310", "9120", "0", "219412", "-", "0", "0", "-", "0"],
            ["2023", "Sudan", "SDN", "Chad", "TCD", "923451", "-", "-", "-", "-", "0", "0", "-", "0"],
        ],
        {
            ("Chad", "2024-12-31", 1278310, "people", "currently_displaced"),
            ("Chad", "2024-12-31", 9120, "people", "currently_displaced"),
            ("Chad", "2024-12-31", 0, "people", "returned"),
            ("Chad", "2024-12-31", 219412, "people", "currently_displaced"),
            ("Chad", "2023-12-31", 923451, "people", "currently_displaced"),
        },
    ),
    Sample(
        "unhcr_endyear_hdx", ["Year", "ISO3CoO", "ISO3CoA", "REF", "IDP", "ASY", "OOC", "STA", "VDA"],
        [["2012", "SDN", "TCD", "298311", "0", "251", "0", "0", "0"], ["2013", "SDN", "TCD", "352948", "0", "317", "0", "0", "0"]],
        {
            ("Chad", "2012-12-31", 298311, "people", "currently_displaced"),
            ("Chad", "2013-12-31", 352948, "people", "currently_displaced"),
            ("Chad", "2012-12-31", 251, "people", "currently_displaced"),
            ("Chad", "2013-12-31", 317, "people", "currently_displaced"),
            ("Chad", "2012-12-31", 0, "people", "currently_displaced"),
            ("Chad", "2013-12-31", 0, "people", "currently_displaced"),
            ("Chad", "2012-12-31", 0, "people", "currently_displaced"),
            ("Chad", "2013-12-31", 0, "people", "currently_displaced"),
        },
    ),
    Sample(
        "idmc_idu",
        ["id", "country", "iso3", "latitude", "longitude", "displacement_type", "qualifier", "figure", "displacement_date",
         "displacement_start_date", "displacement_end_date", "event_name", "created_at", "description", "link"],
        [
            ["501", "Madeup", "XXA", "10.1", "20.2", "Conflict", "more than", "1250", "2030-03-06T11:00:00.000Z", "2030-03-06T11:00:00.000Z",
             "2030-03-08T11:00:00.000Z", "Madeup: Conflict - Upper Valley - 07/03/2030", "2030-03-10T09:00:00.000Z",
             "Madeup: 1,250 displacements, 07 March - 09 March. More than 1,250 people fled.", ""],
            ["502", "Madeup", "XXA", "10.2", "20.3", "Disaster", "total", "318", "2030-03-20", "2030-03-20", "2030-03-20",
             "Madeup: Flood - Lower Valley - 20/03/2030", "2030-03-22T09:00:00.000Z",
             "Madeup: 318 displacements, 20 March - 20 March. A total of 318 people were displaced.", ""],
        ],
        {
            ("Upper Valley, Madeup", "2030-03-09", 1250, "people", "left"),
            ("Lower Valley, Madeup", "2030-03-20", 318, "people", "left"),
        },
    ),
    Sample(
        "kobo_arrivals",
        ["start", "end", "today", "site", "arrivals_today", "households", "_id", "_uuid", "_submission_time",
         "_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_tags", "_index"],
        [
            ["2030-01-14T07:58:12.000+03:00", "2030-01-14T08:10:44.000+03:00", "2030-01-14", "lower_camp", "1212", "241", "101", "u-1",
             "2030-01-14T05:11:02", "", "", "web", "", "v1", "", "1"],
            ["2030-01-15T07:58:12.000+03:00", "2030-01-15T08:10:44.000+03:00", "2030-01-15", "lower_camp", "187", "", "102", "u-2",
             "2030-01-15T05:11:02", "", "", "web", "", "v1", "", "2"],
        ],
        {
            ("lower_camp", "2030-01-14", 1212, "people", "arrived"),
            ("lower_camp", "2030-01-14", 241, "households", "arrived"),
            ("lower_camp", "2030-01-15", 187, "people", "arrived"),
        },
    ),
    Sample(
        "hxl_arrivals", ["Date", "Site", "P-code", "Arrivals", "Households", "Source"],
        [
            ["2030-01-18", "Lower Camp", "XX0101", "2120", "410", "Camp office"],
            ["2030-01-19", "Lower Camp", "XX0101", "97", "19", "Camp office"],
            ["2030-01-19", "Upper Camp", "XX0102", "306", "", "Camp office"],
        ],
        {
            ("Lower Camp", "2030-01-18", 2120, "people", "arrived"), ("Lower Camp", "2030-01-18", 410, "households", "arrived"),
            ("Lower Camp", "2030-01-19", 97, "people", "arrived"), ("Lower Camp", "2030-01-19", 19, "households", "arrived"),
            ("Upper Camp", "2030-01-19", 306, "people", "arrived"),
        },
        ["#date+occurred", "#loc+name", "#adm2+code+v_pcodes", "#affected+ind+incoming+num", "#affected+hh+num", "#meta+source"],
    ),
]  # fmt: skip


def written(
    header: list[str], rows: list[list[str]], path: Path, *, separator: str = ",", encoding: str = "utf-8"
) -> Path:
    """A table as a text file."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows([header, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def as_json(sample: Sample, path: Path, key: str) -> Path:
    """A table as the rows of a JSON answer."""
    path.write_text(json.dumps({key: [dict(zip(sample.header, row, strict=True)) for row in sample.rows]}))
    return path


def claims_of(taken: object) -> set[tuple[str, str, float, str, str]]:
    """What claims say, whatever their ids and words: place, last day, figure, unit, term."""
    found = set()
    for claim in taken.claims():  # type: ignore[attr-defined]
        figure = claim.quantity_low if claim.quantity_low is not None else claim.quantity_high
        found.add((claim.place, str(claim.about_end), figure, claim.unit, claim.term))
    return found
