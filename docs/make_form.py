"""Make the ready form for daily arrivals that ships with the package, and have pyxform check it.

Run from the top of a clone: python docs/make_form.py
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
from pyxform.xls2xform import convert

TARGET = Path(__file__).resolve().parents[1] / "src" / "waystation" / "claims" / "take" / "daily_arrivals.xlsx"

SURVEY = [
    ("type", "name", "label::English (en)", "label::Français (fr)", "hint::English (en)", "hint::Français (fr)", "required", "constraint", "constraint_message::English (en)", "constraint_message::Français (fr)"),
    ("start", "start", "", "", "", "", "", "", "", ""),
    ("end", "end", "", "", "", "", "", "", "", ""),
    ("date", "today", "Day of the arrivals", "Jour des arrivées", "The day the people came, not the day of writing", "Le jour où les personnes sont arrivées", "yes", ". <= today()", "The day cannot lie ahead.", "Le jour ne peut pas être à venir."),
    ("select_one site", "site", "Site", "Nom du site", "", "", "yes", "", "", ""),
    ("integer", "arrivals_today", "People who arrived", "Personnes arrivées", "0 if nobody came. Leave blank if nobody counted", "0 si personne n'est venu. Vide si personne n'a compté", "", ". >= 0", "A count is 0 or more.", "Un nombre est 0 ou plus."),
    ("integer", "households", "Families among them", "Familles parmi elles", "", "", "", ". >= 0 and . <= ${arrivals_today}", "There are not more families than people.", "Il n'y a pas plus de familles que de personnes."),
    ("integer", "departures_today", "People who left", "Personnes parties", "", "", "", ". >= 0", "A count is 0 or more.", "Un nombre est 0 ou plus."),
    ("integer", "people_there", "People at the site this evening", "Personnes sur le site ce soir", "", "", "", ". >= 0", "A count is 0 or more.", "Un nombre est 0 ou plus."),
    ("note", "no_persons", "Counts only: no names, no telephone numbers.", "Des nombres seulement : aucun nom, aucun téléphone.", "", "", "", "", "", ""),
]  # fmt: skip
CHOICES = [
    ("list_name", "name", "label::English (en)", "label::Français (fr)"),
    ("site", "site_1", "Write the name of your first site here", "Écrivez ici le nom du premier site"),
    ("site", "site_2", "Write the name of your second site here", "Écrivez ici le nom du deuxième site"),
]
SETTINGS = [
    ("form_title", "form_id", "version", "default_language"),
    ("Daily arrivals", "waystation_daily_arrivals", "1", "English (en)"),
]


def main() -> None:
    """Write the form and check it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in (("survey", SURVEY), ("choices", CHOICES), ("settings", SETTINGS)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([cell or None for cell in row])
    book.save(TARGET)
    convert(TARGET, validate=False)  # the further check with Java is for those who have it


if __name__ == "__main__":
    main()
