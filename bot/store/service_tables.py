"""The tables of what is changed on an order, and of waiting for a shop that does not answer."""
