"""Reports: from counted rows to figures, pure; what is counted and how stands in docs/reports.md."""
