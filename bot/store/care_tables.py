"""The tables that look after people: coupons, call-backs, surveys, codes."""
