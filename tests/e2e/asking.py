"""What is asked of a page as it stands: axe, its width, its targets, its words at twice the size."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

NARROW = {"width": 320, "height": 640}
TARGET = 44  # pixels, each way (WCAG 2.5.5)

_AXE = """() => axe.run(document, {
  resultTypes: ['violations'],
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
})"""

_TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll('body *')]
    .filter(one => { const box = one.getBoundingClientRect(); return box.right > room + 1 || box.left < -1; })
    .filter(one => !one.closest('.unseen, .skip, thead'))
    .map(one => one.tagName + '.' + one.className + ' ' + one.textContent.trim().slice(0, 40)).slice(0, 5)
    .concat([document.documentElement.scrollWidth + ' > ' + room]);
}"""

_CUT_OFF = """() => [...document.querySelectorAll('main *, header *, aside *')]
  .filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1)
  .filter(one => ['hidden', 'clip'].includes(getComputedStyle(one).overflowX))
  .filter(one => !one.closest('.unseen, .rule, thead') && !['INPUT', 'SELECT', 'TEXTAREA'].includes(one.tagName))
  .map(one => one.tagName + '.' + one.className + ' ' + one.textContent.trim().slice(0, 40))"""

_SMALL = """least => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(one => one.checkVisibility() && !one.closest('.unseen') && !one.classList.contains('unseen'))
  .filter(one => !one.classList.contains('skip'))
  .map(one => {
    const label = one.matches('input[type=checkbox], input[type=radio]') && one.closest('.choice');
    return [one, (label || one).getBoundingClientRect()];
  })
  .filter(([one, box]) => box.width > 0 && (box.width < least - 0.5 || box.height < least - 0.5))
  .map(([one, box]) => one.tagName + ' "' + (one.textContent.trim() || one.name).slice(0, 40) + '" '
    + Math.round(box.width) + ' x ' + Math.round(box.height))"""


@cache
def _source() -> str:
    return AXE_FILE_PATH.read_text(encoding="utf-8")


def axe(page: Page) -> list[str]:
    """What axe-core finds serious or critical, each with the elements it names."""
    page.evaluate(f"() => {{ {_source()} }}")
    found: dict[str, Any] = page.evaluate(_AXE)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}; "
        + "; ".join(
            json.dumps(node["target"]) + " " + (node.get("failureSummary") or "")[:200]
            for node in one["nodes"][:3]
        )
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    return page.evaluate(_TOO_WIDE)


def cut_off(page: Page) -> list[str]:
    """Whatever has words that cannot be seen because its box is too small."""
    return page.evaluate(_CUT_OFF)


def too_small(page: Page) -> list[str]:
    """Whatever can be pressed and is smaller than a thumb needs."""
    return page.evaluate(_SMALL, TARGET)


def twice_the_text(page: Page) -> list[str]:
    """What is lost, or scrolls sideways, at 320 pixels with letters of twice the size."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = too_wide(page) + cut_off(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return [f"at 200 % text: {one}" for one in found]
