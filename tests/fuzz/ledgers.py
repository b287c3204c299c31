"""Seeds that are written here: a ledger with a claim of every kind, published tables, and what a review keeps."""

# ruff: noqa: E501

from __future__ import annotations

import json

from tests.fit.ledgers import STUDY as SMALL

HISTORY = "history: [{date: 2014-01, best: 0}, {date: 2015-12, best: 0.4}]"
STUDY = (
    SMALL.replace("monotone: rising}", f"monotone: rising, {HISTORY}}}")
    + """\
stocks: [{place: home, nation: KGZ, role: man, best: 10000}, {place: home, nation: UZB, role: woman, low: 100, best: 200, high: 300}]
words:
  counts: {several hundred: {range: 300 to 700, best: 500}, "a flood": {range: 1000 to 90000, also: [a stream], why: "as here"}}
  shares: {most: {range: 51% to 90%}}
  hedges: {roughly: {sense: about, range: 0.8x to 1.3x}}
  likelihoods: {sure to: {range: 90% to 99%}, might: {possibility: true}}
  grades: {letters: {B: {sd: 0.2}}, digits: {"2": {sd: 0.1}}}
  precision: {factor: 1.1}
"""
)
CLAIMS = """\
id,statement,kind,quantity,who,where,via,of,than,driver,direction,as_of,low,best,high,wording,speaker,speaker_role,source,grade,repeats,place_in_text,status,note
a1,About 100 came back,amount,arrivals,nation=KGZ,returned,go_home,,,,,2015-05,,,,about 100,Ministry,official,paper,B2,,,confirmed,
a2,"Some 1,300 are in the camp",amount,stock,,camp,,,,,,2015-06,,"1,300",,,,,paper,C3,,0-12#abcd,confirmed,"a note, quoted"
a3,The same again,amount,arrivals,nation=KGZ,returned,go_home,,,,,2015-05,,100,,,,,other,C3,a1,,confirmed,
a4,A third came back,amount,share,nation=UZB,returned,,arrivals; where=camp,,,,2015-07,,,,a third,,,paper,B3,,,confirmed,
a5,More of the one than of the other,comparison,share,nation=KGZ,returned,,arrivals; where=camp,nation=UZB,,more,2015-07,,,,more likely,,,paper,B3,,,confirmed,
a6,Unpaid people leave,effect,,,,go_home,,,wages_lost,raises,,1x,,3x,,,,other,C3,,,confirmed,
a7,More will come,outlook,arrivals_per_month,,returned,,,,,up,2016-01/2016-06,,,,expected to increase,,,other,C3,,,confirmed,
a8,Nothing was said,silence,,,returned,,,,,,,,,,has not said,,,other,,,,confirmed,
a9,They are divided,context,,,,,,,,,,,,,they are divided,,,other,,,,draft,
b1,Of another war,amount,arrivals,,,,,,,,,,5,,,,,other,,,,set_aside,of another war
b2,Several hundred left,amount,arrivals_in,,camp,,,,,,2014-06/2014-09,,,,several hundred,Ministry,official,paper,B2,,,confirmed,
"""
SOURCES = """\
id,outlet,title,date,url,document
paper,The Paper,"A title, quoted",2015-08-01,https://example.org/a,
other,The Other,,2015-12,,sources/other.html
"""
FIGURES_STOCKS = "place,nationality,low,best,high,source\nlebanon,IRQ,,8000,,assumption\nturkey,IRQ,,1,,assumption"
UNHCR = (
    """\
Year,"Country of origin","Country of origin (ISO)","Country of asylum","Country of asylum (ISO)","Refugees under UNHCR's mandate",\
Asylum-seekers,"Returned refugees"
2014,"Syrian Arab Rep.",SYR,Lebanon,LBN,1154001,4,0
2014,Iraq,IRQ,Lebanon,LBN,8001,2,0
2013,"Syrian Arab Rep.",SYR,Türkiye,TUR,*,0,250000
2013,"Syrian Arab Rep.",SYR,Lebanon,LBN,300,0,0
2015,Iraq,IRQ,Türkiye,TUR,0,0,0
""",
    """\
Year,Country of Origin Code,Country of Asylum Code,Country of Origin Name,Country of Asylum Name,Refugees,Returned refugees
#date+year,#country+code+origin,#country+code+asylum,#country+name+origin,#country+name+asylum,#affected+refugees,#affected+refugees+returned
2014,SYR,LBN,Syrian Arab Rep.,Lebanon,1154001,5
""",
)
DTM = (
    """\
id,operation,admin0Name,admin0Pcode,admin1Name,admin1Pcode,numPresentIdpInd,reportingDate,roundNumber,displacementReason
1,Sudan overview,Sudan,SDN,Kassala,SD11,1000,2015-07-31T00:00:00,3,Conflict
2,Sudan overview,Sudan,SDN,Kassala,SD11,"2,500",2015-07-31T00:00:00,3,Natural disaster
3,Sudan overview,Sudan,SDN,Gedaref,SD12,70,31/07/2015,3,Conflict
""",
    """\
State,State code,Households,Individuals,Survey date,Women
#adm1+name,#adm1+pcode,#affected+hh+idps,#affected+idps+ind,#date+survey,#affected+f+idps
Kassala,SD11,210,1000,2015-07-31,520
""",
)
_STEPS: tuple[dict[str, object], ...] = (
    {"do": "edit", "draft": "herald-26", "row": {"who": "nation=KGZ"}, "by": "aa", "at": "2016-05-20T10:00:00+00:00"},
    {"do": "source", "row": {"id": "herald", "outlet": "The Herald", "date": "2016-05-20"}, "by": "aa"},
    {"do": "done", "of": 2, "by": "aa"},
    {
        "do": "confirmed",
        "draft": "herald-26",
        "row": {"id": "herald-1", "statement": "Some came back"},
        "said": {"who": "x"},
    },
    {"do": "dropped", "of": 4},
    {"do": "undo", "of": 1, "draft": "herald-26", "by": "aa"},
)
JOURNAL = "".join(f"{json.dumps(step)}\n" for step in _STEPS)


def drafts() -> str:
    """Drafts of a short text, as `wayhome read` keeps them."""
    from wayhome.claims.reader.draft import drafts_text
    from wayhome.claims.reader.read import read_text

    text = (
        "About 300 refugees have returned home this year, officials said. Between 20 and 30 women are in prison abroad."
    )
    return drafts_text(read_text(text, source="herald", document="sources/herald.txt", document_hash="sha256:0"))
