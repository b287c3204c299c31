"""A study into which published tables are imported."""

from __future__ import annotations

STUDY = """\
wayhome: 1
study: crossing
title: Crossing a border
calendar: {start: 2014-01, as_of: 2016-06, end: 2018-12, step: month}
populations: {nationality: [SYR, IRQ]}
places:
  lebanon: {country: LBN, start: from stocks.csv}
  turkey: {title: Türkiye, start: from stocks.csv}
  home: {country: SYR}
areas: {abroad: [lebanon, turkey]}
flows:
  go_home: {from: [lebanon, turkey], to: home, rate: 0.1% to 3% per month}
"""
