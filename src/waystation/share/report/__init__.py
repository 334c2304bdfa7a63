"""The report: one page for a camp manager, and the brief in two pages, in the reader's language.

``report_page`` puts the parts together; each other module words one part of it from plain figures.
"""
