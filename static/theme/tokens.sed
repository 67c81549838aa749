# The theme's colors, once compiled, become the custom properties of css/wayhome.css (light and dark).
s/background(-color)?:#fff/background\1:var(--card)/g
s/#fff\b/var(--on-fill)/g
s/#1d2b2[0-9a-f]\b/var(--ink)/g
s/#4a5a5[0-9a-f]\b/var(--quiet)/g
s/#76857[0-9a-f]\b/var(--border)/g
s/#d9d5cb\b/var(--hairline)/g
s/#(f1eee6|e4e0d7)\b/var(--sand)/g
s/#e6f0ec\b/var(--mist)/g
s/#17594[0-9a-f]\b/var(--evergreen)/g
s/#10443a\b/var(--evergreen-deep)/g
s/#0b332b\b/var(--evergreen-deeper)/g
s/#a8431f\b/var(--clay)/g
s/#8a3517\b/var(--clay-deep)/g
s/#6d2911\b/var(--clay-deeper)/g
s/#8a1f1[0-9a-f]\b/var(--danger)/g
