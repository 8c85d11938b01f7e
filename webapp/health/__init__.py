"""For machines that watch this one: is it alive, is it ready, how much waits."""
