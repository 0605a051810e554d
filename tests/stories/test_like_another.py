"""Story 8: a new case resembles an old one, and the case manager sees what failed then."""

from kit import Stack
from stories.test_river_is_assessed import ACCIDENT
from stories.test_river_is_cared_for import agreed, assessed, go, party, progress, seen, treated

LIKE = """query($id: ID!) { case(id: $id) { similar(first: 3) {
  score sharedFields sharedWords
  case { id number status interventions { method effectiveness effectivenessNote }
    outcomes { measure attainment } lessonsLearned { worked text } } } } }"""


async def test_what_failed_then_is_not_tried_again(stack: Stack) -> None:
    """Neuropsychology came too early for River; whoever plans for the next patient is told before they plan."""
    cora, cleo = stack.person("cora", "care_coordinator"), stack.person("cleo", "clinician")
    river = await assessed(cora, cleo)
    clinic = await party(cleo, river, "provider", "Rehabilitation clinic")
    river = await agreed(stack, river, clinic)
    await treated(cleo, river, "Neuropsychology tires River")
    river = await go(cleo, "monitor", river)
    await progress(cleo, river, ("IMPROVING", "10"), ("WORSENING", "22"))
    [plan] = (await seen(cleo, river, "plans(first: 1) { interventions { id method } }"))["plans"]
    judged = {"Physiotherapy": ("EFFECTIVE", None), "Neuropsychology": ("INEFFECTIVE", "Too early")}
    for intervention in plan["interventions"]:
        if intervention["method"] in judged:
            did, note = judged[intervention["method"]]
            values = {"effectiveness": did, "note": note} if note else {"effectiveness": did}
            await cleo.done("noteEffectiveness", "intervention { id }", id=intervention["id"], **values)
    spirits = {"dimension": "WELL_BEING", "measure": "PHQ-9", "baseline": "20", "target": "10", "actual": "22"}
    await cleo.done("recordOutcome", "outcome { id }", id=river["id"], **spirits)
    await cleo.done("addLesson", "lesson { id }", id=river["id"], worked=False, text="Wait until they sleep well")

    # Somebody else has an accident, and a third one has nothing to do with that.
    robin = {"patientIdentifier": "P-78", "parties": [{"role": "patient", "name": "Robin", "subject": "robin"}]}
    opened = await cora.done("openCarePlanCase", "carePlanCase { id }", **ACCIDENT | robin)
    other = {"patientIdentifier": "P-79", "programme": "Diabetes", "referralReason": "Sugar"}
    await cora.done("openCarePlanCase", "carePlanCase { id }", **ACCIDENT | other)

    [old] = (await cleo.ask(LIKE, id=opened["carePlanCase"]["id"]))["case"]["similar"][:1]
    assert old["case"]["id"] == river["id"]
    assert (old["sharedFields"], old["sharedWords"]) == (["programme"], ["after", "injury", "patient", "recovery"])
    done = {each["method"]: (each["effectiveness"], each["effectivenessNote"]) for each in old["case"]["interventions"]}
    assert done["Neuropsychology"] == ("INEFFECTIVE", "Too early")
    assert done["Physiotherapy"] == ("EFFECTIVE", None)
    assert old["case"]["outcomes"] == [{"measure": "PHQ-9", "attainment": "-0.2000"}]
    assert old["case"]["lessonsLearned"] == [{"worked": False, "text": "Wait until they sleep well"}]

    # Robin, who may see their own case, is told of nobody else's.
    assert (await stack.person("robin", "patient").ask(LIKE, id=opened["carePlanCase"]["id"]))["case"]["similar"] == []
