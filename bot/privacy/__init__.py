"""What is somebody's own: given out, erased, and let go when its time is over."""
