"""The evaluation's questions and a filled-in example, read without an account."""

import pytest


@pytest.mark.parametrize(("size", "count"), [("quick", 10), ("standard", 19), ("full", 27)])
def test_every_question_of_a_size_can_be_read_without_an_account(client, size, count):
    page = client.page(f"/framework/evaluation/{size}")

    assert f"{count} questions" in page.get_text()
    assert "Did talk run both ways" in page.get_text()


def test_a_filled_in_example_can_be_read_without_an_account(client):
    text = client.page("/framework/evaluation/full/example").get_text()

    assert "Tenants without a garden have one within four minutes." in text
    assert "As hoped, or better" in text


def test_a_size_that_does_not_exist_is_not_found(client):
    client.page("/framework/evaluation/enormous", status=404)
