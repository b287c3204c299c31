"""`python -m docs.site`: gather the texts, write the reference, and let Sphinx make pages of them; a warning is an error."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sphinx.cmd.build import build_main

from docs.site.stage import ROOT, stage

FIRST_PAGE = """<!doctype html><meta charset="utf-8"><title>wayhome</title>
<meta http-equiv="refresh" content="0; url=docs/index.html"><a href="docs/index.html">wayhome</a>
"""


def main() -> int:
    """Build; the exit code is Sphinx's."""
    asked = argparse.ArgumentParser(prog="python -m docs.site", description=__doc__)
    asked.add_argument("--to", type=Path, default=ROOT / "build" / "docs", help="where the pages go (build/docs)")
    to: Path = asked.parse_args().to.resolve()
    texts = to.with_name(f"{to.name}-texts")
    stage(texts)
    code = build_main(["-q", "-W", "--keep-going", "-b", "html", "-c", str(Path(__file__).parent), str(texts), str(to)])
    if code == 0:
        (to / "index.html").write_text(FIRST_PAGE, encoding="utf-8")
        print(f"Written: {to / 'index.html'}")
    return code


if __name__ == "__main__":
    sys.exit(main())
