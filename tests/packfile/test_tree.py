import pytest

from icf.packfile.tree import read_tree


@pytest.mark.parametrize("text", ["no", "yes", "012", "1.10", "08:30", "0x1f", "2026-03-27", ".5"])
def test_every_plain_value_stays_the_text_it_is(text: str):
    assert read_tree(f"key: {text}\n").value == {"key": text}


@pytest.mark.parametrize("text", ["", "~", "null"])
def test_only_an_empty_value_is_none(text: str):
    assert read_tree(f"key: {text}\n").value == {"key": None}
    assert read_tree(f"key: '{text}'\n").value == {"key": text}


def test_keys_and_items_remember_their_places():
    tree = read_tree("a:\n  - b: 1\n    c: [x, y]\n")

    assert tree.value == {"a": [{"b": "1", "c": ["x", "y"]}]}
    assert tree.place(("a", 0, "c")) == (3, 5)
    assert tree.place(("a", 0, "c", 1)) == (3, 12)
    assert tree.place(("a", 0, "missing", "deeper")) == (2, 5)


def test_list_items_are_named_by_their_key():
    tree = read_tree("a:\n  - key: first\n    b: 1\n  - plain\n")

    assert tree.where(("a", 0, "b")) == "a.first.b"
    assert tree.where(("a", 1)) == "a.1"


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("a: &x 1\n", (1, 4), "the anchor &x: leave it out"),
        ("a: *x\n", (1, 4), "the alias *x: write the text out in full"),
        ("a: !!str 1\n", (1, 4), "the tag"),
        ("a: !!python/object/apply:os.system ['id']\n", (1, 4), "the tag"),
        ("a: 1\nb: 2\na: 3\n", (3, 1), "the key “a” is there twice, first in line 1"),
        ("a: 1\n---\nb: 2\n", (2, 1), "a pack is one document"),
        ("a: 1\n? [x]\n: 2\n", (2, 3), "a key has to be a word"),
        ("a: [1,\nb: 2", (2, 5), "this is not YAML"),
        ("a: 'open\n", (2, 1), "this is not YAML"),
        ("a: 1\n\tb: 2\n", (2, 1), "this is not YAML"),
        ("a: 1\nb: \x07\n", (2, 4), "this is not YAML"),
        ("[" * 13, (1, 13), "more than 12 levels of nesting"),
    ],
)
def test_what_makes_a_file_unclear_is_refused(text: str, place: tuple[int, int], problem: str):
    ((seen, said),) = read_tree(text).faults

    assert seen == place
    assert said.startswith(problem)


def test_nested_aliases_cannot_blow_a_file_up():
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"

    tree = read_tree(bomb)

    assert len(tree.faults) == 6
    assert tree.value["c"] == [None, None]


def test_a_deep_file_is_not_read_to_its_end():
    tree = read_tree("[" * 100_000)

    assert not tree.is_whole
