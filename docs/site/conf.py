"""How Sphinx makes pages of the texts that stage.py gathers. Nothing is fetched while it builds or when a page is read."""

from __future__ import annotations

from pathlib import Path

from wayhome import __version__

HERE = Path(__file__).parent

project = "wayhome"
author = "The wayhome developers"
version = release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
root_doc = "docs/index"
exclude_patterns = ["**/.ipynb_checkpoints"]

source_suffix = {".md": "markdown"}
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
highlight_language = "none"  # a block without a name is what a terminal or a file shows
suppress_warnings = ["misc.highlighting_failure"]  # `csv` blocks: no colours, but their file's name beside them

default_role = "code"  # docstrings are plain text with `code` in them
add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True

html_theme = "pydata_sphinx_theme"
html_context = {"default_mode": "auto"}
html_title = "wayhome"
html_static_path = [str(HERE / "static")]
templates_path = [str(HERE / "templates")]
html_css_files = ["wayhome.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # a summary is fetched, which a browser refuses for files opened from a disk
html_show_copyright = False
html_theme_options = {
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button-field"],
    "show_toc_level": 2,
    "navigation_depth": 3,
    "footer_start": ["sphinx-version"],
    "footer_end": [],
    "show_prev_next": True,
    "article_header_start": ["breadcrumbs"],
}
html_sidebars = {"**": ["pages.html"]}
