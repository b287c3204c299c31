"""Flee and FabFlee: their input folders as studies, and studies as such folders."""
