"""A programme and a queue for the small study of `ledgers`, and a scenario with more staff."""

from __future__ import annotations

PROGRAMME = """\
  join: {law: queue, from: returned, to: course, for: {nation: KGZ}, programme: reintegration}
  lost: {from: returned, to: away_again, rate: 1% to 5% per month}
  finish: {from: course, to: done, rate: 10% to 30% per month}
programmes:
  reintegration:
    title: =Reintegration
    needs: {man: {mentor: 26 h}, woman: {mentor: 13 h, teacher: 52 h}}
    over: 6 months
    staff: {mentor: {posts: 2, hours: 80 per month}, teacher: {posts: 1, hours: 80 per month}}
"""
SCENARIO = "scenario: more\ntitle: More staff\nfrom: 2016-06\nchanges:\n  - {programme: reintegration, times: 3}\n"
