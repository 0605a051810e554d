"""Assessments: forms drawn from their declaration, answers scored, superseded, required, and heard when one alarms."""

from collections.abc import Mapping
from typing import Any

import pytest

from stack.refuge import PLUGINS, Refuge
from stack.town import codes, nothing_changes, rules
from stack.watch import Watch

ASSESSED = (
    "instrument version variant title source state score band risk missing current assessor reviewDueAt"
    " answers { item option number points } alarms { item label value reason priority }"
)


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """The shelter."""
    return PLUGINS


@pytest.fixture(scope="module")
def now(shared_watch: Watch) -> Watch:
    """The gateway looks at the watch."""
    return shared_watch


async def test_a_frontend_can_draw_the_form(refuge: Refuge) -> None:
    """Items with options or steps, bands, and what each variant changes."""
    question = """{ instruments { name title version source plugin review imports variants { name source bands { name
        atLeast } } items { id label required scored options { id points } steps { atLeast points } most decimals unit
        alarmAt alarmReason alarmPriority } bands { name atLeast risk } } caseTypes { name instruments { instrument
        stage required } } }"""
    seen = await refuge.helper.ask(question)
    cold, need = seen["instruments"]
    assert (need["name"], need["plugin"], need["review"], need["imports"]) == (
        "need",
        "shelters",
        "10 calendar days",
        True,
    )
    assert need["items"][1]["alarmPriority"] == "ASAP"
    assert need["items"][1]["options"] == [{"id": "no", "points": 0}, {"id": "yes", "points": 3}]
    assert need["bands"][2] == {"name": "urgent", "atLeast": 6, "risk": "HIGH"}
    assert cold["items"][0]["steps"][1] == {"atLeast": "5", "points": 1}
    assert [variant["source"] for variant in cold["variants"]] == ["the weather office", "wind table"]
    assert cold["variants"][1]["bands"][1] == {"name": "bitter", "atLeast": 1}
    assert seen["caseTypes"][0]["instruments"] == [
        {"instrument": "need", "stage": "visited", "required": True},
        {"instrument": "cold", "stage": "weighed", "required": False},
    ]
    assert (await refuge.person("nina").ask("{ instruments { name } }"))["instruments"] == []


async def test_answers_are_scored_banded_and_count_for_the_risk(refuge: Refuge) -> None:
    """With instrument, version and source; the risk names the band as its factor."""
    case = await refuge.visited()
    assert case["risk"] == {"level": "LOW", "points": 0}
    payload = await refuge.assess(case)
    assert payload["problems"] == []
    assert payload["case"]["risk"] == {"level": "MODERATE", "points": 10}
    seen = await refuge.seen(
        case,
        f"assessments {{ {ASSESSED} }} events(newest: true, first: 1) {{ name data }}"
        " risk { assessments(first: 1) { factors { rule sentence points fact } missing } }",
    )
    [assessment] = seen["assessments"]
    assert {
        name: assessment[name] for name in ("instrument", "version", "title", "state", "score", "band", "risk")
    } == {
        "instrument": "need",
        "version": "3",
        "title": "Need for shelter",
        "state": "COMPLETE",
        "score": 3,
        "band": "some",
        "risk": "MODERATE",
    }
    assert (assessment["source"], assessment["assessor"], assessment["alarms"]) == (
        "the town's form of 2026",
        "hanna",
        [],
    )
    assert assessment["answers"][0] == {"item": "outside", "option": "yes", "number": None, "points": 3}
    reading = seen["risk"]["assessments"][0]
    assert reading["factors"] == [
        {"rule": "need", "sentence": "Need for shelter: some", "points": 10, "fact": "score 3"}
    ]
    assert reading["missing"] == []
    [event] = seen["events"]
    assert (event["name"], event["data"]["score"], event["data"]["alarms"]) == ("assessed", 3, [])


async def test_a_variant_has_bands_of_its_own_and_is_named(refuge: Refuge) -> None:
    """The same cold is bitter with wind only; without a variant nothing is stored."""
    case = await refuge.visited()
    values = {"id": case["id"], "instrument": "cold", "answers": [{"item": "degrees", "number": "7.5"}]}
    found = {}
    for variant in ("calm", "wind"):
        payload = await refuge.helper.done(
            "submitAssessment", "assessment { score band source }", variant=variant, **values
        )
        found[variant] = payload["assessment"]
    assert found == {
        "calm": {"score": 1, "band": "bearable", "source": "the weather office"},
        "wind": {"score": 1, "band": "bitter", "source": "wind table"},
    }
    async with nothing_changes(refuge.stack):
        unnamed = await refuge.helper.do("submitAssessment", "assessment { id }", **values)
        unknown = await refuge.helper.do("submitAssessment", "assessment { id }", variant="snow", **values)
    for payload in (unnamed, unknown):
        [problem] = payload["problems"]
        assert (problem["rule"], problem["path"]) == ("assessment.variant", ["input", "variant"])


async def test_a_newer_assessment_supersedes_the_older(refuge: Refuge) -> None:
    """Both stay; an incomplete one takes the place of nothing that is complete, and has no score."""
    case = await refuge.visited()
    begun = await refuge.helper.done(
        "submitAssessment",
        "assessment { state score band missing }",
        id=case["id"],
        instrument="need",
        answers=[{"item": "outside", "option": "yes"}],
        incomplete=True,
    )
    assert begun["assessment"] == {"state": "INCOMPLETE", "score": None, "band": None, "missing": ["ill"]}
    assert await refuge.reasons(case, "weigh") == ["assessments.required"]
    await refuge.assess(case)
    await refuge.helper.done(
        "submitAssessment", "assessment { id }", id=case["id"], instrument="need", answers=[], incomplete=True
    )
    await refuge.assess(case, outside="no")
    seen = await refuge.seen(case, "assessments { state score current } risk { level }")
    assert [(each["state"], each["score"], each["current"]) for each in seen["assessments"]] == [
        ("COMPLETE", 0, True),
        ("INCOMPLETE", None, False),
        ("COMPLETE", 3, False),
        ("INCOMPLETE", None, False),
    ]
    assert seen["risk"] == {"level": "LOW"}
    current = await refuge.seen(case, "assessments(current: true) { score }")
    assert current["assessments"] == [{"score": 0}]


async def test_what_the_answers_say_beside_the_score_and_since_the_first_time(refuge: Refuge) -> None:
    """The first has nothing to compare with; each later one is compared with the first, whatever came between."""
    case = await refuge.visited()
    for outside, ill in (("yes", "yes"), ("yes", "no"), ("yes", "yes")):
        await refuge.assess(case, outside=outside, ill=ill)
    asked = "assessments { score finding baseline progress estimated } events(newest: true, first: 2) { data }"
    seen = await refuge.seen(case, asked)
    assert [tuple(each.values()) for each in seen["assessments"]] == [
        (6, "in_danger", 6, None, False),
        (3, None, 6, "better", False),
        (6, "in_danger", None, None, False),
    ]
    told = [(event["data"]["finding"], event["data"]["progress"]) for event in seen["events"]]
    assert told == [("in_danger", None), (None, "better")]


async def test_a_missing_item_is_estimated_where_that_is_asked_for(refuge: Refuge) -> None:
    """What is missing stays named; more than the instrument allows, or something nobody may overlook, is refused."""
    case = await refuge.visited()
    values = {"id": case["id"], "instrument": "need", "answers": [{"item": "ill", "option": "yes"}]}
    async with nothing_changes(refuge.stack):
        unasked = await refuge.helper.do("submitAssessment", "case { id }", **values)
        silent = [{"item": "outside", "option": "yes"}]
        alarming = await refuge.helper.do(
            "submitAssessment", "case { id }", **values | {"answers": silent}, estimated=True
        )
        nothing = await refuge.helper.do("submitAssessment", "case { id }", **values | {"answers": []}, estimated=True)
    assert [rules(each) for each in (unasked, alarming)] == [["assessment.missing"]] * 2
    assert set(rules(nothing)) == {"assessment.missing"}
    selection = "assessment { state score band missing estimated finding }"
    guess = await refuge.helper.done("submitAssessment", selection, estimated=True, **values)
    assert guess["assessment"] == {
        "state": "COMPLETE",
        "score": 6,
        "band": "urgent",
        "missing": ["outside"],
        "estimated": True,
        "finding": None,
    }
    read = await refuge.helper.done(
        "importAssessment",
        selection,
        id=case["id"],
        instrument="need",
        document={"form": "need", "answers": {"ill": "no"}},
        estimated=True,
    )
    assert (read["assessment"]["score"], read["assessment"]["estimated"]) == (0, True)


async def test_a_required_instrument_holds_the_case_until_it_is_answered(refuge: Refuge, watch: Watch) -> None:
    """It is named to frontend and caller alike, and is due again when its answers are too old."""
    case = await refuge.visited()
    version = (await refuge.seen(case, "version"))["version"]
    async with nothing_changes(refuge.stack):
        early = await refuge.helper.do("weighShelterCase", "shelterCase { id }", id=case["id"], expectedVersion=version)
    [problem] = early["problems"]
    assert problem["rule"] == "assessments.required"
    assert "Need for shelter" in problem["message"]
    await refuge.assess(case)
    assert await refuge.reasons(case, "weigh") == []
    before = watch.moment
    watch.pass_by(days=11)
    try:
        assert await refuge.reasons(case, "weigh") == ["assessments.required"]
        await refuge.assess(case)
        assert (await refuge.move(case, "weigh"))["stage"] == "weighed"
    finally:
        watch.moment = before


async def test_an_item_alarm_raises_an_alert_whatever_the_score(refuge: Refuge) -> None:
    """The case has its priority until somebody says what was done; a second answer finds it answered."""
    case = await refuge.visited()
    payload = await refuge.assess(case, outside="no", ill="yes")
    assert (payload["assessment"]["band"], payload["case"]["priority"]) == ("some", "ASAP")
    seen = await refuge.seen(case, f"assessments {{ {ASSESSED} }} alerts(open: true) {{ id rule message priority }}")
    assert seen["assessments"][0]["alarms"] == [
        {"item": "ill", "label": "Is ill", "value": "3", "reason": "ask a doctor today", "priority": "ASAP"}
    ]
    [alert] = seen["alerts"]
    assert (alert["rule"], alert["message"], alert["priority"]) == ("need.ill", "ask a doctor today", "ASAP")
    await refuge.assess(case, outside="no", ill="yes")
    assert len((await refuge.seen(case, "alerts { id }"))["alerts"]) == 1
    answered = await refuge.helper.done(
        "answerAlert", "alert { answer answeredBy } case { priority }", id=alert["id"], answer="Dr Lee came"
    )
    assert answered["alert"] == {"answer": "Dr Lee came", "answeredBy": "hanna"}
    assert answered["case"]["priority"] == "ROUTINE"
    async with nothing_changes(refuge.stack):
        again = await refuge.helper.do("answerAlert", "alert { id }", id=alert["id"], answer="Once more")
        blank = await refuge.helper.do("answerAlert", "alert { id }", id=alert["id"], answer=" ")
        other = await refuge.helper.do("answerAlert", "alert { id }", id=case["id"], answer="x")
        broken = await refuge.helper.do("answerAlert", "alert { id }", id=alert["id"], answer="a\x00b")
    assert (rules(again), rules(blank), codes(other)) == (["alert.open"], ["answer.missing"], ["BAD_USER_INPUT"])
    assert (rules(broken), broken["problems"][0]["path"]) == (["text.characters"], ["input", "answer"])


async def test_an_incomplete_form_alarms_too(refuge: Refuge) -> None:
    """What nobody may overlook does not wait for the rest."""
    case = await refuge.visited()
    answers = [{"item": "ill", "option": "yes"}]
    await refuge.helper.done(
        "submitAssessment", "assessment { state }", id=case["id"], instrument="need", answers=answers, incomplete=True
    )
    seen = await refuge.seen(case, "alerts { rule }")
    assert seen["alerts"] == [{"rule": "need.ill"}]


WRONG: dict[str, tuple[dict[str, Any], list[str], str]] = {
    "unknown item": ({"answers": [{"item": "hat", "option": "no"}]}, ["answers", "0", "item"], "assessment.answers"),
    "no option": ({"answers": [{"item": "ill", "option": "maybe"}]}, ["answers", "0", "option"], "assessment.answers"),
    "a number": ({"answers": [{"item": "ill", "number": "1"}]}, ["answers", "0", "option"], "assessment.answers"),
    "twice": (
        {"answers": [{"item": "ill", "option": "no"}, {"item": "ill", "option": "yes"}]},
        ["answers", "1", "item"],
        "assessment.answers",
    ),
    "missing": ({"answers": [{"item": "ill", "option": "no"}]}, ["answers"], "assessment.missing"),
    "variant": ({"answers": [], "variant": "wind"}, ["variant"], "assessment.variant"),
    "instrument": ({"answers": [], "instrument": "phq_9"}, ["instrument"], "assessment.instrument"),
    "too cold": (
        {"instrument": "cold", "variant": "calm", "answers": [{"item": "degrees", "number": "61"}]},
        ["answers", "0", "number"],
        "assessment.answers",
    ),
    "too exact": (
        {"instrument": "cold", "variant": "calm", "answers": [{"item": "degrees", "number": "1.25"}]},
        ["answers", "0", "number"],
        "assessment.answers",
    ),
    "no number": (
        {"instrument": "cold", "variant": "calm", "answers": [{"item": "degrees", "option": "no"}]},
        ["answers", "0", "number"],
        "assessment.answers",
    ),
}


@pytest.mark.parametrize("mistake", WRONG)
async def test_bad_answers_are_named_and_nothing_is_written(refuge: Refuge, mistake: str) -> None:
    """Every problem has code, path and rule."""
    values, path, rule = WRONG[mistake]
    case = await refuge.visited()
    async with nothing_changes(refuge.stack):
        payload = await refuge.helper.do(
            "submitAssessment", "assessment { id }", id=case["id"], **({"instrument": "need"} | values)
        )
    [problem] = payload["problems"]
    assert (problem["code"], problem["path"], problem["rule"]) == ("BAD_USER_INPUT", ["input", *path], rule)
    assert payload["assessment"] is None


async def test_a_document_of_another_system_is_read(refuge: Refuge) -> None:
    """By the instrument's own reader; what it refuses, what it trips over and what is not read changes nothing."""
    case = await refuge.visited()
    given = {"form": "need", "answers": {"outside": "yes", "ill": "yes"}}
    values = {"id": case["id"], "instrument": "need"}
    read = await refuge.helper.done("importAssessment", "assessment { score band }", document=given, **values)
    assert read["assessment"] == {"score": 6, "band": "urgent"}
    cold = {"id": case["id"], "instrument": "cold", "variant": "calm"}
    async with nothing_changes(refuge.stack):
        other = await refuge.helper.do("importAssessment", "case { id }", document={"form": "want"}, **values)
        listed = await refuge.helper.do("importAssessment", "case { id }", document=[1], **values)
        broken = await refuge.helper.do("importAssessment", "case { id }", document={"form": "need"}, **values)
        unread = await refuge.helper.do("importAssessment", "case { id }", document={}, **cold)
    assert (rules(other), other["problems"][0]["path"]) == (["need.form"], ["input", "document"])
    assert (rules(listed), codes(broken), rules(unread)) == (
        ["assessment.document"],
        ["PLUGIN_ERROR"],
        ["assessment.document"],
    )
    assert broken["problems"][0]["plugin"] == "shelters"


async def test_what_is_hidden_is_neither_told_nor_done(refuge: Refuge) -> None:
    """No assessments, alerts, priority or events about them for whom a grant hides them, and none of their own."""
    case = await refuge.visited()
    await refuge.assess(case, ill="yes")
    watcher = refuge.person("willa", "watcher")
    seen = await refuge.seen(
        case, "assessments { id } alerts { id } priority risk { level } events { name data }", watcher
    )
    assert (seen["assessments"], seen["alerts"], seen["priority"], seen["risk"]) == ([], [], None, None)
    assert seen["events"][-1] == {"name": "assessed", "data": {}}
    ids = await refuge.seen(case, "assessments { id } alerts { id }")
    for kind in ("assessments", "alerts"):
        [found] = ids[kind]
        node = "query($id: ID!) { node(id: $id) { id } }"
        assert (await refuge.helper.ask(node, id=found["id"]))["node"] == {"id": found["id"]}
        assert (await watcher.ask(node, id=found["id"]))["node"] is None
    async with nothing_changes(refuge.stack):
        answers = [{"item": "ill", "option": "no"}, {"item": "outside", "option": "no"}]
        assessed = await watcher.do(
            "submitAssessment", "case { id }", id=case["id"], instrument="need", answers=answers
        )
        answered = await watcher.do("answerAlert", "case { id }", id=ids["alerts"][0]["id"], answer="x")
        listed = await watcher.send("{ cases(where: {priority: {eq: ASAP}}) { totalCount } }")
    assert (codes(assessed), codes(answered)) == (["NOT_FOUND"], ["NOT_FOUND"])
    assert listed["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_hidden_alerts_are_hidden_in_the_assessment_too(refuge: Refuge) -> None:
    """Neither the assessment nor the event about it tells which item alarmed."""
    case = await refuge.visited()
    await refuge.assess(case, ill="yes")
    question = "assessments { score alarms { item } } events(newest: true, first: 1) { data }"
    seen = await refuge.seen(case, question, refuge.person("paul", "porter"))
    assert seen["assessments"] == [{"score": 6, "alarms": []}]
    assert (seen["events"][0]["data"]["score"], "alarms" in seen["events"][0]["data"]) == (6, False)
    full = await refuge.seen(case, question)
    assert full["assessments"][0]["alarms"] == [{"item": "ill"}]
    assert "alarms" in full["events"][0]["data"]
