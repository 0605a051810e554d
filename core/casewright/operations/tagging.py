"""Tags: words of the people who work on a case, beside what its type declares."""

from collections.abc import Iterable, Mapping, Sequence
from unicodedata import normalize
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Invalid, Refused
from casewright.fields import check_given
from casewright.operations.change import change
from casewright.platform import Platform

MOST_TAGS = 30
"""So many tags has a case."""

_LONGEST = 50


def key_of(name: str) -> str:
    """What makes two tags the same one, however they are written."""
    return " ".join(normalize("NFKC", name).casefold().split())


async def tag_case(
    platform: Platform, actor: Actor, case_id: UUID, *, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> None:
    """Give a case tags and take others off; a tag that it has, or has not, stays as it is.

    Raises Invalid for a name that is blank or longer than 50 characters, for more than 30 tags, or when nothing is
    named; Refused when all is so already.
    """
    if not add and not remove:
        raise Invalid("name a tag to add or to remove", rule="tag.missing", field="add")
    adding, removing = _named(add, "add"), _named(remove, "remove")
    if adding.keys() & removing.keys():
        raise Invalid("a tag is added or removed, not both", rule="tag.both", field="remove")
    async with change(platform, actor, case_id, Action.WORK, part="tag") as draft:
        present = {tag.key: tag for tag in await models.Tag.filter(case_id=case_id)}
        new = {key: name for key, name in adding.items() if key not in present}
        gone = [present[key] for key in removing if key in present]
        if not new and not gone:
            raise Refused("the case has these tags, and not the others, already", rule="tag.same", field="add")
        if len(present) + len(new) - len(gone) > MOST_TAGS:
            raise Invalid(f"a case has {MOST_TAGS} tags at most", rule="tag.many", field="add")
        for key, name in new.items():
            draft.insert(models.Tag, name=name, key=key, added_by=actor.subject, added_at=draft.now)
        await models.Tag.filter(id__in=[tag.id for tag in gone]).delete()
        draft.record("tagged", added=list(new.values()), removed=[tag.name for tag in gone])


def _named(names: Iterable[str], field: str) -> Mapping[str, str]:
    """Names by their keys, as each was written first."""
    found: dict[str, str] = {}
    for name in names:
        check_given(name, "a tag needs a name", field=field)
        if len(name) > _LONGEST:
            raise Invalid(f"a tag has {_LONGEST} characters at most", rule="tag.length", field=field)
        found.setdefault(key_of(name), name.strip())
    return found
