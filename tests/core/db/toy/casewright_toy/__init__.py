"""Two small apps, as plugins would bring them: a forest, and a garden that refers to it."""

from casewright.db.database import App

FOREST = App("forest", "casewright_toy.forest.models", "casewright_toy.forest.migrations")
GARDEN = App("garden", "casewright_toy.garden.models", "casewright_toy.garden.migrations")
