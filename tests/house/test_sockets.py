import socket

import pytest


def test_tests_cannot_reach_the_world() -> None:
    documentation_address = ("192.0.2.1", 80)

    with pytest.raises(Warning, match="tried to use socket"):
        socket.create_connection(documentation_address, timeout=0.1)
