"""An answer as the fields of a form that carries it on."""

from icf.core.answer import Answer


def answer_parts(answer: Answer) -> list[tuple[str, str]]:
    """What stands after the question's key in the name of each field, and its text."""
    values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    parts = [("value", str(one)) for one in values if one not in (None, "")]
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
