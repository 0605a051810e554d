"""Story 4: ten people start on Monday, each by the same checklist, under a parent case that ends after all of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from kit import Person, Stack
from story import SHOWN, WallClock, complete, move, refused

NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gil", "Hana", "Ivo", "Jun")
MONDAY = "2026-06-15"
Cases = list[dict[str, Any]]


async def all_of(person: Person, mutation: str, inputs: Sequence[dict[str, Any]], selection: str) -> list[Any]:
    """The same mutation for each input, in one request."""
    name = f"{mutation[0].upper()}{mutation[1:]}Input"
    variables = ", ".join(f"$i{number}: {name}!" for number in range(len(inputs)))
    fields = " ".join(
        f"m{number}: {mutation}(input: $i{number}) {{ problems {{ rule message }} {selection} }}"
        for number in range(len(inputs))
    )
    given = {f"i{number}": each for number, each in enumerate(inputs)}
    answers = (await person.ask(f"mutation({variables}) {{ {fields} }}", **given)).values()
    assert [answer["problems"] for answer in answers] == [[]] * len(inputs)
    return list(answers)


async def each(person: Person, verb: str, cases: Cases, **values: Any) -> Cases:
    """The same move of all cases; returns them as they are then."""
    inputs = [{"id": case["id"], "expectedVersion": case["version"], **values} for case in cases]
    return [
        answer["onboarding"]
        for answer in await all_of(person, f"{verb}Onboarding", inputs, f"onboarding {{ {SHOWN} }}")
    ]


async def do_tasks(person: Person, role: str, cases: Cases) -> set[str]:
    """Do what is open for a role in these cases; returns the titles."""
    asked = " ".join(
        f'c{number}: case(id: "{case["id"]}") {{ tasks(state: OPEN) {{ id title role }} }}'
        for number, case in enumerate(cases)
    )
    found = (await person.ask(f"{{ {asked} }}")).values()
    tasks = [task for case in found for task in case["tasks"] if task["role"] == role]
    for start in range(0, len(tasks), 10):
        await all_of(
            person, "completeTask", [{"id": task["id"]} for task in tasks[start : start + 10]], "task { state }"
        )
    return {task["title"] for task in tasks}


async def gathered(hanna: Person) -> tuple[dict[str, Any], Cases]:
    """The parent, and an onboarding for each of the ten, opened at once from one template."""
    group = {"group": "Starters of June", "startsOn": MONDAY, "people": len(NAMES)}
    parent = (await hanna.done("openStartingGroup", f"startingGroup {{ {SHOWN} }}", **group))["startingGroup"]
    inputs = [
        {
            "employee": name,
            "position": "Clerk",
            "location": "Boston",
            "startsOn": MONDAY,
            "parties": [
                {"role": "new_hire", "name": name, "subject": name.lower()},
                {"role": "hiring_manager", "name": "Mara", "subject": "mara"},
            ],
        }
        for name in NAMES
    ]
    opened = await all_of(hanna, "openOnboarding", inputs, f"onboarding {{ {SHOWN} mentoredUntil }}")
    cases = [answer["onboarding"] for answer in opened]
    assert {case["mentoredUntil"] for case in cases} == {"2026-12-15"}
    links = [{"id": parent["id"], "otherId": case["id"], "kind": "PARENT"} for case in cases]
    await all_of(hanna, "linkCases", links, "case { id }")
    return await move(hanna, "prepareGroup", parent), cases


async def prepared(hanna: Person, ian: Person, mara: Person, cases: Cases) -> Cases:
    """Contract, right to work, what the work has to open, equipment, accounts, and a mentor for six months."""
    cases = await each(hanna, "beginPreboarding", cases)
    assert await do_tasks(hanna, "hr_partner", cases) == {"Send the contract"}
    cases = await each(hanna, "confirmRightToWork", cases, checkedOn="2026-06-01")
    cases = await each(hanna, "reviewAccess", cases)
    assert await do_tasks(mara, "hiring_manager", cases) == {"List what the work has to open"}
    cases = await each(hanna, "grantAccess", cases, access="STANDARD", systems=["Mail", "Time sheet"])
    equipment = {"Order the equipment", "Set up accounts with the least privilege", "Prepare the workplace"}
    assert await do_tasks(ian, "it_support", cases) == equipment
    return await each(hanna, "nameMentor", cases, mentor="Carla Mendes")


async def first_week(stack: Stack, hanna: Person, ian: Person, cases: Cases) -> Cases:
    """Equipment and access card are handed over, forms and policies signed, the training done."""
    cases = await each(hanna, "beginWork", cases)
    assert await do_tasks(ian, "it_support", cases) == {"Hand over equipment and access card"}
    await do_tasks(hanna, "hr_partner", cases)
    for name, case in zip(NAMES, cases, strict=True):
        signed = await do_tasks(stack.person(name.lower(), "new_hire"), "new_hire", [case])
        assert signed == {"Complete section 1 of Form I-9", "Read and sign the policies"}
    cases = await each(hanna, "finishFirstDay", cases)
    for name, case in zip(NAMES, cases, strict=True):
        trained = await do_tasks(stack.person(name.lower(), "new_hire"), "new_hire", [case])
        assert trained == {"Do the mandatory training"}
    await taught(hanna, cases)
    return await each(hanna, "finishFirstWeek", cases)


async def taught(hanna: Person, cases: Cases) -> None:
    """What each of them learned on that day is on record, with how well it was understood."""
    topic = {"topic": "Safety at work", "method": "In the room", "material": "Slides", "understanding": "NOT_ASSESSED"}
    asked = " ".join(
        f'c{number}: case(id: "{case["id"]}") {{ id parties {{ role party {{ id }} }} }}'
        for number, case in enumerate(cases)
    )
    inputs = [
        {"id": case["id"], "partyId": role["party"]["id"], **topic}
        for case in (await hanna.ask(f"{{ {asked} }}")).values()
        for role in case["parties"]
        if role["role"] == "new_hire"
    ]
    assert len(inputs) == len(NAMES)
    await all_of(hanna, "recordEducation", inputs, "education { understanding }")


async def stayed(hanna: Person, ian: Person, mara: Person, cases: Cases) -> Cases:
    """Three reviews each, the probation passed, and a look at how it goes after it."""
    for day in ("DAY_30", "DAY_60", "DAY_90"):
        cases = await each(mara, "recordReview", cases, day=day, summary="Goes well")
    cases = await each(mara, "recommend", cases, recommendation="Should stay")
    await do_tasks(hanna, "hr_partner", cases)
    cases = await each(hanna, "passProbation", cases)
    assert await do_tasks(ian, "it_support", cases) == {"Look whether every access is still needed"}
    return await each(mara, "checkAfterProbation", cases, summary="Goes well")


async def heard(stack: Stack, cases: Cases) -> Cases:
    """What each of them says."""
    words = {"rating": 2, "text": "The training was too long"}
    return [
        await move(stack.person(name.lower(), "new_hire"), "giveFeedback", case, **words)
        for name, case in zip(NAMES, cases, strict=True)
    ]


async def test_ten_people_start_on_monday(stack: Stack, clock: WallClock) -> None:
    """The parent waits for the last of the ten; what they say changes the training."""
    hanna, ian = stack.person("hanna", "hr_partner"), stack.person("ian", "it_support")
    mara = stack.person("mara", "hiring_manager")
    parent, cases = await gathered(hanna)
    await complete(hanna, parent, "Reserve the room of the first day", "Plan the training of the first week")
    cases = await prepared(hanna, ian, mara, cases)

    clock.now = datetime(2026, 6, 15, 13, tzinfo=UTC)
    parent = await move(hanna, "startTogether", parent)
    cases = await first_week(stack, hanna, ian, cases)
    assert await refused(hanna, "lookBack", parent) == ["children.ended"]

    clock.now = datetime(2026, 9, 14, 14, tzinfo=UTC)
    cases = await heard(stack, await stayed(hanna, ian, mara, cases))
    await each(hanna, "conclude", cases[1:])
    assert await refused(hanna, "lookBack", parent) == ["children.ended"]
    await each(hanna, "conclude", cases[:1])
    parent = await move(hanna, "lookBack", parent)

    asked = await hanna.ask("{ onboardings(first: 20) { edges { node { outcome feedbackRating feedback } } } }")
    said = [edge["node"] for edge in asked["onboardings"]["edges"]]
    assert said == [{"outcome": "settled_in", "feedbackRating": 2, "feedback": "The training was too long"}] * 10
    parent = await move(hanna, "conclude", parent, lessons="Half a day of training, the rest with the mentor")
    assert (parent["status"], parent["outcome"]) == ("COMPLETED", "all_settled")
