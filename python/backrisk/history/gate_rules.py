"""The rules of the gate and the intended use, as tables."""

from __future__ import annotations

from backrisk import _core
from backrisk._shared.table import Table

_h = _core.history


def flag_rules() -> Table:
    """The rules of `red_flags`, one a finding or combination.

    Returns
    -------
    Table
        rule, kind (finding or combination), concern, with_pain and without_pain (levels of the courses
        recent, undated, longstanding, reviewed_recent, reviewed; of a combination its level), recent_days,
        members, source, doi, status, author, written, rated (empty: not rated by a professional yet).

    Examples
    --------
    >>> table = flag_rules()
    >>> table.row(table["rule"].tolist().index("osteoporosis"))["without_pain"].split()[0]
    'none_reported'
    """
    rows: list[dict[str, object]] = [
        {
            "rule": one.rule, "kind": "finding", "concern": one.concern, "with_pain": one.with_pain,
            "without_pain": one.without_pain, "recent_days": one.recent_days, "members": "",
            "source": one.source.citation, "doi": one.source.doi, "status": one.source.status,
            "author": one.author, "written": one.written, "rated": one.rated,
        }
        for one in _h.red_flag_rules()
    ]  # fmt: skip
    for one in _h.flag_combinations():
        needed = "".join(f"{name} and " for name in one.needed)
        rows.append(
            {
                **rows[0], "rule": one.rule, "kind": "combination", "concern": one.concern,
                "with_pain": one.with_pain, "without_pain": one.without_pain,
                "recent_days": 0, "members": f"{needed}{one.at_least} of {', '.join(one.members)}",
                "source": one.source.citation, "doi": one.source.doi, "status": one.source.status,
            }
        )  # fmt: skip
    return Table({key: [row[key] for row in rows] for key in rows[0]}, title="rules of the gate")


def intended_use() -> Table:
    """Whom scores, plans and advice were made for, who may use them, for what, and for what not.

    Returns
    -------
    Table
        kind (population, exclusion, user, decision, not_for), id, text, enforced (the `eligibility` that the
        gate answers where the line is broken; "eligible" where no code can know).

    Examples
    --------
    >>> table = intended_use()
    >>> table["text"][table["kind"] == "exclusion"].tolist()[0]
    'children and adolescents under 18'
    """
    rows = _h.intended_use()
    names = ("kind", "id", "text", "enforced")
    return Table({name: [getattr(one, name) for one in rows] for name in names}, title="intended use")
