"""Files for other tools: tables of a forecast, needs as a workbook, GeoJSON, and CF data sets."""
