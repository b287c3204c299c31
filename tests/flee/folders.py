"""Small folders of Flee, with all the liberties that real ones take."""

from __future__ import annotations

from pathlib import Path

SOUND = {
    "input_csv/locations.csv": """#name,region,country,latitude,longitude,location_type,conflict_date,population
Alta,North,Ava,1.5,30.25,conflict_zone,0,1000
Bore,North,Ava,1.6,30.5,conflict_zone,3,3000
Cross,,Ava,,,town,,
Hub,East,Eza,2,31,forwarding_hub,,
Dor-Camp,East,Eza,2.1,31.1,camp,,500
Ela,East,Eza,2.2,31.2,camp,,0
""",
    "input_csv/routes.csv": """#name1,name2,distance,forced_redirection
Alta,Cross,10,
Bore,Cross,20.5,0
Cross,Hub,30,
Hub,Dor-Camp,40,2
Cross,Ela,90,
Dor-Camp,Ela,15,
""",
    "input_csv/closures.csv": """#closure_type,name1,name2,closure_start,closure_end
link,Cross,Ela,2,5
""",
    "input_csv/conflicts.csv": """#Day,Alta,Bore,Cross,Hub,Dor-Camp,Ela
0,1,0,0,0,0,0
1,1,0,0,0,0,0
2,1,0,0,0,0,0
3,1,0.5,0,0,0,0
4,1,0.5,0,0,0,0
5,1,0.5,0,0,0,0
6,1,0.5,0,0,0,0
7,1,0.5,0,0,0,0
8,1,0.5,0,0,0,0
9,1,0.5,0,0,0,0
""",
    "input_csv/sim_period.csv": "StartDate,2020-02-25\nLength,10\n",
    "source_data/data_layout.csv": "total,refugees.csv\nDor-Camp,dor.csv\nEla,ela.csv\n",
    "source_data/refugees.csv": "2020-02-25,10\n2020-03-05,160\n",
    "source_data/dor.csv": "2020-02-25,10\n2020-02-28,40\n2020-03-05,100\n",
    "source_data/ela.csv": "2020-02-25,0\n2020-03-05,60\n",
}

UNTIDY = {
    "input_csv/locations.csv": "\ufeffname, region ,country,lat,lon,location_type,conflict_date,population,gdp,\r\n"
    '# towns, hubs, "and camps\r\n'
    " Alta ,North,Ava,1.5,30.25,Conflict,0,1000,7,\r\n"
    "\r\n"
    ",,,\r\n"
    "Bore,North,Ava,1.6,30.5,conflict_zone,3,3000\r\n"
    "Cross,,Ava,,,town,,\r\n"
    "Hub,East,Eza,2,31,forwarding_hub,,,\r\n"
    "Dor-Camp,East,Eza,2.1,31.1,camp,0,500.0\r\n"
    "Ela,East,Eza,2.2,31.2,camp,,0\r\n",
    "input_csv/routes.csv": SOUND["input_csv/routes.csv"] + "# Alta,Ela,3\nCross,Alta,11,\n",
    "input_csv/closures.csv": SOUND["input_csv/closures.csv"]
    + "\nlocation,Nowhere,,0,5\ncountry,Ava,Uva,0,-1\nlinks,Hub,Cross,7,-1\n",
    "input_csv/conflicts.csv": SOUND["input_csv/conflicts.csv"]
    .replace(",", ", ")
    .replace("Ela\n", "Ela, Gone,\n", 1)
    .replace("\n4, 1, 0.5, 0, 0, 0, 0", "")
    + "10, 1, 1, 0, 0, 0, 0\n11, 1, 1, 0, 0, 0, 0\n",
    "input_csv/sim_period.csv": "StartDate,2020-02-25\r\nLength,10\r\n",
    "input_csv/demographics_age.csv": "age,Default,Alta\nyoung,60,10\nold,40,90\n",
    "input_csv/registration_corrections.csv": '"Dor-Camp","2020-03-05","normalize"\nGone,2020-03-01,normalize\n\n',
    "input_csv/location_changes.csv": "Cross,camp,3\n",
    "source_data/data_layout.csv": '"total","refugees.csv"\nDor-Camp,dor.csv,dor-outside.csv\nEla,ela.csv\n'
    "Gone,gone.csv\nLost,lost.csv\n"
    "Cross,ela.csv\n",
    "source_data/refugees.csv": "2020-02-25,10,5,5\n2020-03-05,160,90,70\n",
    "source_data/dor.csv": "# as registered, twice\n2020-02-20,0\t\n2020-02-25,10 \n2020-02-28,20\n\n2020-02-26,12\n2020-03-05,80\n"
    "2020-03-05,90\n2021-01-01,95\n",
    "source_data/dor-outside.csv": "2020-02-25,0\n2020-02-28,20\n2020-03-05,10\n",
    "source_data/ela.csv": "2020-02-25,0\n2020-02-28,10\n2020-03-05,60\n2020-02-28,30\n",
    "source_data/gone.csv": "2020-02-25,5\n",
}


def write(folder: Path, files: dict[str, str], **changes: str) -> Path:
    """The folder with these files; changes: file (without its folder and ending) -> text, "" to leave it out."""
    for name, text in files.items():
        path = folder / name
        text = changes.get(path.stem, text)
        if text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    return folder
