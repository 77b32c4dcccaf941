"""The tables of returns, of the risk reserve, and of persons as they are recognised."""
