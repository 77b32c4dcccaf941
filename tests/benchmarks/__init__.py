"""Benchmarks, each beside its baseline in the same run; ratios and counts, because the machine is noisy."""
