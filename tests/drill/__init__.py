"""The drill: real processes killed and started again in the middle of their work, and a judge who believes none of them."""
