"""What tests look for on every page: findings of axe, small targets, sideways scrolling."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "button, input, textarea, summary, .call, .call-now, label.check")]
  .filter(e => e.offsetParent && !(e.matches("input") && e.closest("label")))
  .map(e => [e.getBoundingClientRect(), e.innerText || e.id])
  .filter(([box]) => box.height < 44 || box.width < 44)
  .map(([box, name]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def axe_findings(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    options = {"runOnly": {"type": "tag", "values": RULES}}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found]


def faults(page: Page) -> list[str]:
    """All that is wrong with the page, once its styles have come."""
    page.wait_for_load_state()
    wide = page.evaluate(TOO_WIDE)
    small: list[str] = page.evaluate(SMALL_TARGETS)
    return axe_findings(page) + small + ([f"{wide} px too wide"] if wide > 0 else [])
