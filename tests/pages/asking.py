"""What is asked of a page as it stands: axe, its width, its targets, its words at twice the size."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

from tests.pages.chromium import settle
from tests.pages.walks import Stop

NARROW = {"width": 320, "height": 640}
FAILING = ("status of 404", "status of 422", "status of 503")  # what the console says of pages that say no
TARGET = 44  # pixels, each way (WCAG 2.5.5)

_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")

_AXE = "rules => axe.run(document, { resultTypes: ['violations'], runOnly: rules })"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RULES_ON_COLOUR = ["color-contrast", "link-in-text-block"]  # all that can change when the light does

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


_INVISIBLE = """() => [...document.querySelectorAll(
    'a.button, a.exit, button, input:not([type=hidden]), select, textarea')]
  .filter(one => one.checkVisibility() && !one.closest('.unseen, .skip') && !one.matches('.unseen, .skip'))
  .filter(one => {
    const style = getComputedStyle(one);
    const framed = style.borderTopStyle !== 'none' && parseFloat(style.borderTopWidth) >= 1;
    return !framed && !style.textDecorationLine.includes('underline')
      && !['checkbox', 'radio', 'file'].includes(one.type) && !one.querySelector('svg, img');
  })
  .map(one => one.tagName + '.' + one.className + ' ' + one.textContent.trim().slice(0, 30))"""

_MARK = """() => {
  document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); scrollTo(0, 0);
  const groups = new Set();
  const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0)
    .filter(one => {
      if (one.type !== 'radio') return true;
      const group = [...document.getElementsByName(one.name)];
      const chosen = group.find(each => each.checked);
      if (chosen) return one === chosen;
      if (groups.has(one.name)) return false;
      groups.add(one.name);
      return true;
    });
  all.forEach((one, at) => { one.marked = at; });
  return all.length;
}"""

_FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  if (one.marked === undefined) return [-1, true, true, ''];  // a box that scrolls
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const shown = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
  const x = box.left + Math.min(box.width, innerWidth) / 2, y = box.top + Math.min(box.height, 40) / 2;
  const top = document.elementFromPoint(x, y);
  const free = Boolean(top) && (one.contains(top) || top.contains(one));
  return [one.marked, shown, free, one.tagName + ' ' + (one.textContent.trim() || one.name).slice(0, 40)];
}"""


def at_each(page: Page, walk: Iterator[Stop], closely: bool) -> set[str]:
    """The templates of all stops of a walk. Nothing is wrong at any; else all that is, each with the page it is on."""
    wrong, seen = [], set()
    for stop in walk:
        settle(page)
        seen.add(stop.template)
        found = axe(page) + too_wide(page) + cut_off(page) + too_small(page) + days_as_programs_write_them(page)
        if closely:
            found += twice_the_text(page) + in_the_dark(page) + without_colours(page) + by_tab(page)
        wrong += [f"{stop.name}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)
    return seen


@cache
def _source() -> str:
    return AXE_FILE_PATH.read_text(encoding="utf-8")


def axe(page: Page, rules: list[str] = _RULES) -> list[str]:
    """What axe-core finds serious or critical, each with the elements it names."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(f"() => {{ {_source()} }}")
    found: dict[str, Any] = page.evaluate(_AXE, rules)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}; "
        + "; ".join(
            json.dumps(node["target"]) + " " + (node.get("failureSummary") or "")[:200] for node in one["nodes"][:3]
        )
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def days_as_programs_write_them(page: Page) -> list[str]:
    """Each 2027-01-31 among the words of the page that people read."""
    shown = page.evaluate("() => document.querySelector('main')?.textContent ?? ''")
    return [f"{day} is not how people write a day" for day in _DAY.findall(shown)]


def in_the_dark(page: Page) -> list[str]:
    """What axe-core finds wrong with the colours in the dark; nothing else differs from the light."""
    page.emulate_media(color_scheme="dark")
    found = axe(page, _RULES_ON_COLOUR)
    page.emulate_media(color_scheme="light")
    return [f"in the dark: {one}" for one in found]


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


def without_colours(page: Page) -> list[str]:
    """What could not be told from plain words once the reader's own few colours replace ours."""
    page.emulate_media(forced_colors="active")
    found = page.evaluate(_INVISIBLE)
    page.emulate_media(forced_colors="none")
    return [f"with forced colours: {one}" for one in found]


def by_tab(page: Page) -> list[str]:
    """What goes wrong for somebody who presses Tab from the first control to the last, and out again."""
    page.emulate_media(reduced_motion="reduce")  # else what was jumped to is still on its way
    count = page.evaluate(_MARK)
    order, wrong = [], []
    for _ in range(count + 12):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused is None or (order and focused[0] == 0):  # out of the page, or round again
            break
        at, shown, free, what = focused
        if at < 0:
            continue
        order.append(at)
        wrong += [f"by Tab: the focus is not seen on {what}"] * (not shown)
        wrong += [f"by Tab: something covers {what}"] * (not free)
    if order != list(range(count)):
        wrong.append(f"by Tab: reached {order} of {count}")
    return wrong
