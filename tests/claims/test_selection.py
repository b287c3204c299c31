from __future__ import annotations

import pytest

from wayhome.claims.claim import Target
from wayhome.claims.selection import changed, read_names, read_of, read_than, read_who


def test_who() -> None:
    assert read_who("nationality=KGZ|UZB; role=woman") == {"nationality": ("KGZ", "UZB"), "role": ("woman",)}
    assert read_who(" region = Central Asia|Near East ;") == {"region": ("Central Asia", "Near East")}
    assert read_who("role=any") == read_who("") == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("KGZ", "not of the form"),
        ("nationality=", "not a level"),
        ("Nationality=KGZ", "not of the form"),
        ("nationality=KGZ;;role=man", "not of the form"),
        ("nationality=Kyrgyz people", "not a level"),
        ("nationality=KGZ|KGZ", "twice"),
        ("nationality=KGZ; nationality=UZB", "named twice"),
        ("nationality=any|KGZ", "stands alone"),
        ("where=is", "column of its own"),
        ("region=a=b", "not a level"),
    ],
)
def test_who_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_who(text)


def test_names() -> None:
    assert read_names("is | other_group") == ("is", "other_group")
    assert read_names("") == ()
    with pytest.raises(ValueError, match="is not a name"):
        read_names("is||nusra")
    with pytest.raises(ValueError, match="occurs twice"):
        read_names("is|is")


def test_other_sides_keep_what_they_do_not_name() -> None:
    own = Target("arrivals", {"nationality": ("KGZ",), "role": ("woman",)}, ("returned",), ("go_home",))
    assert changed(own, read_than("nationality=UZB")) == Target(
        "arrivals", {"nationality": ("UZB",), "role": ("woman",)}, ("returned",), ("go_home",)
    )
    whole = changed(own, read_of("arrivals; where=is|nusra; role=any; via=any"))
    assert whole == Target("arrivals", {"nationality": ("KGZ",)}, ("is", "nusra"), ())
    assert changed(own, read_of("arrivals_in")).measure == "arrivals_in"


@pytest.mark.parametrize("text", ["people", "", "stok; role=any"])
def test_of_begins_with_a_measure(text: str) -> None:
    with pytest.raises(ValueError, match="begins with what both sides measure"):
        read_of(text)


def test_than_needs_a_difference_and_a_place() -> None:
    with pytest.raises(ValueError, match="other side is missing"):
        read_than(" ")
    with pytest.raises(ValueError, match="no place to count in"):
        read_than("where=any")
    with pytest.raises(ValueError, match="is not a name"):
        read_than("via=Go")
