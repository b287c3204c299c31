"""Outlines of countries for maps: Natural Earth's, 1:110 million, as the package countryinfo brings them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the world in degrees."""

    south: float
    west: float
    north: float
    east: float


def outlines(box: Box) -> list[dict[str, Any]]:
    """GeoJSON features of the countries that reach into the box."""
    from countryinfo import CountryInfo  # only maps wait for it

    found: list[dict[str, Any]] = []
    for country in CountryInfo.all().values():
        for feature in country.get("geoJSON", {}).get("features", ()):
            shapes = [shape for shape in _shapes(feature["geometry"]) if _meets(shape[0], box)]
            if shapes:
                geometry = {"type": "MultiPolygon", "coordinates": shapes}
                found.append({"type": "Feature", "geometry": geometry, "name": country["name"]})
    return found


def _shapes(geometry: dict[str, Any]) -> list[list[list[list[float]]]]:
    """Polygons, each an outer ring and its holes, of (longitude, latitude)."""
    if geometry["type"] == "MultiPolygon":
        return geometry["coordinates"]
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else []


def _meets(ring: list[list[float]], box: Box) -> bool:
    longitudes, latitudes = zip(*((point[0], point[1]) for point in ring))
    return (
        min(longitudes) <= box.east
        and max(longitudes) >= box.west
        and min(latitudes) <= box.north
        and max(latitudes) >= box.south
    )
