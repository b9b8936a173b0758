"""A bad network between the script of our pages and the server: it loses, delays and doubles."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Reply = tuple[int, Any]
Deliver = Callable[[dict[str, Any]], Reply]


@dataclass
class BadNetwork:
    """Carries requests to the server, badly, and counts what it did.

    What is delayed arrives after later requests, with its answer read by nobody.
    """

    deliver: Deliver
    chance: random.Random
    did: dict[str, int] = field(default_factory=dict)
    _on_the_way: list[dict[str, Any]] = field(default_factory=list)

    def send(self, body: dict[str, Any]) -> Reply | None:
        """The reply; None when the request or its reply is lost or late."""
        self._let_late_ones_arrive()
        happens = self.chance.choices(
            ["fine", "request lost", "reply lost", "delayed", "doubled"], [60, 10, 10, 10, 10]
        )[0]
        self.did[happens] = self.did.get(happens, 0) + 1
        if happens == "request lost":
            return None
        if happens == "delayed":
            self._on_the_way.append(body)
            return None
        reply = self.deliver(body)
        if happens == "doubled":
            self._on_the_way.append(body)
        return None if happens == "reply lost" else reply

    def let_all_arrive(self) -> None:
        """Deliver everything that is still on the way."""
        while self._on_the_way:
            self._let_one_arrive()

    def _let_late_ones_arrive(self) -> None:
        while self._on_the_way and self.chance.random() < 0.4:
            self._let_one_arrive()

    def _let_one_arrive(self) -> None:
        # Any of them, so that they also overtake each other.
        place = self.chance.randrange(len(self._on_the_way))
        self.deliver(self._on_the_way.pop(place))


class Script:
    """The autosave of one question: one save under way, and the same again until it is answered."""

    def __init__(self, network: BadNetwork, question: str) -> None:
        self._network = network
        self._question = question
        self._version = 0
        self._number = 0
        self.acknowledged: list[tuple[int, str]] = []

    def type_and_save(self) -> None:
        """Change the words and save them."""
        self._number += 1
        words = f"{self._question} {self._number}"
        answer = {
            "key": self._question, "version": self._version, "value": "partly", "words": words,
        }  # fmt: skip
        body = {"idempotency_key": words, "answers": [answer]}
        reply = self._network.send(body)
        while reply is None:
            reply = self._network.send(body)
        status, said = reply
        assert status == 200, said
        self._version = said["saved"][0]["version"]
        self.acknowledged.append((self._version, words))
