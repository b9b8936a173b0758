"""An answer as the fields of a form that carries it on."""

from collections.abc import Iterable

from icf.core.answer import Answer


def answer_parts(answer: Answer) -> list[tuple[str, str]]:
    """What stands after the question's key in the name of each field, and its text.

    The answer has to be of a kind of the toolkit's own; see ``sent_parts`` for any.
    """
    values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    return sent_parts([("value", str(one)) for one in values if one not in (None, "")], answer)


def sent_parts(sent: Iterable[tuple[str, str]], answer: Answer) -> list[tuple[str, str]]:
    """The same of any kind.

    Args:
        sent: (part, text) as the question's kind reads its answer.
    """
    parts = [(_name(part), text) for part, text in sent if text and not answer.blank]
    parts += [
        (name, text)
        for name, text in (
            ("blank", answer.blank),
            ("reason", answer.reason),
            ("words", answer.words),
            ("strength", answer.strength),
            ("later", "1" if answer.later else ""),
        )
        if text
    ]
    return parts


def _name(part: str) -> str:
    return part if part == "value" else f"value-{part}"
