"""The checks of `dezura doctor`, each a small function, in the order they are told."""
