"""Made-up medical claims for a demonstration."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from casewright import Sample
from casewright_insurance.medical.case_type import MedicalClaim, medical_claim
from casewright_insurance.medical.tariff import BilledItem, HealthCover, PricedItem

PROVIDERS = ("Hillsdale Clinic", "Practice at the Mill", "Harbor Pharmacy")
PRICES = {"visit": Decimal(80), "x-ray": Decimal(120), "physiotherapy": Decimal(45), "bandage": Decimal(12)}
DIAGNOSES = ("a sprained ankle", "a broken wrist", "back pain")
FIRST_DAY = date(2026, 1, 5)


@medical_claim.samples
def sample(random: Random) -> Sample:
    """A bill as it comes in."""
    treated_on = FIRST_DAY + timedelta(days=random.randrange(60))
    codes = random.sample(tuple(PRICES), k=random.randrange(1, 4))
    fields = MedicalClaim(
        insured_number=f"H-{random.randrange(10**6):06}",
        provider=random.choice(PROVIDERS),
        treated_on=treated_on,
        billed_on=treated_on + timedelta(days=random.choice((1, 7, 30, 120))),
        items=tuple(
            BilledItem(code=code, units=random.randrange(1, 4), price=PRICES[code] + random.choice((0, 0, 15)))
            for code in codes
        ),
        cover=HealthCover(
            in_force_from=treated_on - timedelta(days=random.choice((20, 400))),
            price_list=tuple(
                PricedItem(code=code, price=price, most_units=2, waiting_days=30 if code == "physiotherapy" else 0)
                for code, price in PRICES.items()
            ),
        ),
    )
    way: list[tuple[str, dict[str, Any]]] = [
        ("check_items", {}),
        ("state_diagnosis", {"diagnosis": random.choice(DIAGNOSES)}),
        ("process", {}),
        ("valuate", {}),
    ]
    parties = {"insured": "Grace Mbeki", "provider": fields.provider}
    return Sample(fields=fields, parties=parties, moves=way[: random.randrange(len(way) + 1)])
