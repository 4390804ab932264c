"""Type of any kind on any page: the tests' own fonts (tests/fonts/), larger text, and what then overprints or runs out.

It goes past a page's policy on purpose, by the browser's own interfaces: nothing of this is in what learners get.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

FONTS = Path(__file__).parents[1] / "fonts"


class Type(NamedTuple):
    """A family, the spacing of its letters in em, and the size of text in percent of what it was."""

    file: str
    spacing: float = 0
    percent: int = 100

    def __str__(self) -> str:
        return f"{self.file}{' spaced' * bool(self.spacing)} at {self.percent}%"


# What Debian has with Chromium alone, what Windows and macOS are as wide as, and two that are wider than any reader's.
FACES = (("dejavu-sans", 0), ("arial-widths", 0), ("noto-sans", 0), ("dejavu-mono", 0), ("dejavu-sans", 0.12))
TYPES = [Type(file, spacing, percent) for (file, spacing), percent in product(FACES, (100, 200))]
# For long pages, whose text flows: where one of all types runs out, one of these does.
WIDEST = [Type("dejavu-sans"), Type("dejavu-mono", 0, 200), Type("dejavu-sans", 0.12, 200)]

SET = """async ([name, files, spacing, percent]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  if (![...document.fonts].some((face) => face.family.includes(name))) {
    for (const [weight, text] of files) {
      document.fonts.add(await new FontFace(name, bytes(text).buffer, { weight }).load());
    }
  }
  window.typeOfTest ??= new CSSStyleSheet();
  await window.typeOfTest.replace(`:root { font-size: ${percent}% !important }
    *, *::before, *::after { font-family: "${name}" !important; letter-spacing: ${spacing}em !important }`);
  document.adoptedStyleSheets = [window.typeOfTest];
  await document.fonts.ready;
  for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);
}"""

# Every line of text that can be seen, as a box without the room above and below its letters; then each pair of boxes
# that lie over one another, and each that leaves the page or the block that it stands in.
FAULTS = """() => {
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  // What cuts an element's text off: nothing, some boxes, or (null) it is laid over others on purpose.
  const cuts = new Map([[document.body, []]]);
  const cutsOf = (e) => {
    if (cuts.has(e)) return cuts.get(e);
    let found = e.parentElement ? cutsOf(e.parentElement) : [];
    const style = getComputedStyle(e);
    if (style.clipPath !== 'none' || ['fixed', 'sticky'].includes(style.position)) found = null;
    else if (found && !['visible', 'clip'].includes(style.overflowX)) found = [...found, e.getBoundingClientRect()];
    cuts.set(e, found);
    return found;
  };
  const clipped = (e, box) => !cutsOf(e) || cutsOf(e).some((edge) => box.right > edge.right + 1
    || box.left < edge.left - 1 || box.bottom > edge.bottom || box.top < edge.top);
  while (walker.nextNode()) {
    const node = walker.currentNode, e = node.parentElement;
    if (!node.data.trim() || e.closest('script, style, select, textarea, template, svg, .skip')) continue;
    if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || clipped(e, box)) continue;
      const trim = box.height * 0.25;
      lines.push({ e, text: node.data.trim().replace(/\\s+/g, ' ').slice(0, 40),
        left: box.left, right: box.right, top: box.top + trim, bottom: box.bottom - trim });
    }
  }
  const found = new Set(), wide = document.documentElement.clientWidth;
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.add(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
  for (const line of lines) {
    if (line.left < -1 || line.right > wide + 1) found.add(`“${line.text}” leaves the page`);
    let block = line.e;
    while (getComputedStyle(block).display.startsWith('inline') && block.parentElement) block = block.parentElement;
    const edge = block.getBoundingClientRect();
    // Where spaces are kept, the one at a line's end hangs out of the block by the browser's own rule, and is not seen.
    const hangs = getComputedStyle(block).whiteSpace === 'pre-wrap' ? parseFloat(getComputedStyle(block).fontSize) * 0.75 : 2;
    if (line.right > edge.right + hangs || line.left < edge.left - 2) found.add(`“${line.text}” leaves its block`);
  }
  lines.sort((a, b) => a.top - b.top);
  lines.forEach((a, i) => {
    for (let k = i + 1; k < lines.length && lines[k].top < a.bottom - 1; k += 1) {
      const b = lines[k];
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1.5) found.add(`“${a.text}” and “${b.text}” overprint`);
    }
  });
  return [...found];
}"""


@cache
def _files(name: str) -> list[tuple[str, str]]:
    return [
        (weight, b64encode((FONTS / f"{name}{end}.woff2").read_bytes()).decode())
        for weight, end in (("100 500", ""), ("600 900", "-bold"))
    ]


def set_type(page: Any, kind: Type) -> None:
    """The page in that type, laid out anew."""
    page.evaluate(SET, [kind.file, _files(kind.file), kind.spacing, kind.percent])


def layout_faults(page: Any) -> list[str]:
    """What overprints, leaves its block or makes the page scroll sideways, as it stands now."""
    return page.evaluate(FAULTS)


def in_every_type(
    page: Any, types: list[Type] = TYPES, widths: tuple[int, ...] = (1280, 420, 320), height: int = 900
) -> list[str]:
    """The faults of a page that is open, in each type and at each width."""
    found = []
    for kind in types:
        set_type(page, kind)
        for width in widths:
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("async () => { for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame); }")
            found += [f"{kind}, {width} wide: {line}" for line in layout_faults(page)]
    return found
