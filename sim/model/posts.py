"""Who holds a post, where posts change by date: see `sim.world.posts`."""

from __future__ import annotations

from sim.model import codes, requests
from sim.model.state import State
from sim.world.arrays import World


def ask_for(w: World, s: State, change: int) -> None:
    """Ask for a change of posts, if there is one of that number."""
    if change < len(w.duties.posts_ms):
        requests.ask(s, w.duties.posts_ms[change], codes.EVENT_POSTS_CHANGE, change, 0)


def change(w: World, s: State, number: int) -> None:
    """Have those come who were not there, and those leave who were; ask for the next change."""
    ask_for(w, s, number + 1)
    for row in range(w.duties.first_changed[number], w.duties.first_changed[number + 1]):
        officer = w.duties.changed[row]
        s.posts.in_post[officer] = not s.posts.in_post[officer]
