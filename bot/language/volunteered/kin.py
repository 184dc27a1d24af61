"""Who may be named right beside an age."""

from __future__ import annotations

from collections.abc import Mapping

KIN: Mapping[str, str] = {
    **dict.fromkeys(("son", "daughter", "child", "kid", "baby", "boy", "girl", "toddler"), "child"),
    **dict.fromkeys(
        ("mom", "mother", "dad", "father", "wife", "husband", "brother", "sister", "uncle"), "other"
    ),
    **dict.fromkeys(
        ("aunt", "auntie", "grandma", "grandpa", "nephew", "niece", "cousin", "hubby"), "other"
    ),
    **dict.fromkeys(("youngest", "oldest", "stepson", "stepdaughter", "grandbaby"), "child"),
    **dict.fromkeys(
        ("patient", "client", "pt", "lola", "lolo", "tita", "abuela", "friend"), "other"
    ),
    **dict.fromkeys(("grandson", "granddaughter", "roommate", "partner", "mama", "papa"), "other"),
    **dict.fromkeys(("boyfriend", "girlfriend", "spouse", "fiance", "hubby", "wifey"), "other"),
    **dict.fromkeys(("pop", "pops", "daddy", "mommy", "mami", "papi", "mum", "ma"), "other"),
    **dict.fromkeys(
        ("sis", "bro", "tio", "tia", "esposo", "esposa", "hermano", "hermana"), "other"
    ),
    **dict.fromkeys(("gramps", "granny", "nana", "nanay", "tatay", "abuelo", "tito"), "other"),
    **dict.fromkeys(("stepdad", "stepmom", "godmother", "resident"), "other"),
    **dict.fromkeys(("kiddo", "hijo", "hija", "grandkid", "infant", "newborn", "teen"), "child"),
}
"""Who may stand right before an age."""
SEVERAL = frozenset(("kids", "children", "girls", "boys", "twins"))
YOUNG = frozenset(("baby", "son", "daughter", "girl", "boy", "one", "kid", "he", "she", "newborn"))
