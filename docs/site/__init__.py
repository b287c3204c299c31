"""The documentation as pages with search: `python -m docs.site` builds them into build/docs."""
