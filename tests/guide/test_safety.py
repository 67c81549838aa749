"""The five facts that must never be wrong, read from the pages as a person gets them.

Each fact must stand on every page (the safety block) and in the words of the pages that are about it; and no sentence
of any page may say the contrary. What the search for contraries finds is shown beside what it must leave alone.
"""

import re

import pytest
from guide.reading_room import OTHERS, PAGES, STATEMENTS, main_of, words
from test_reading import sentences

from app.guide.checks import STATEMENTS as NAMES
from app.guide.checks import VITAL

DENIED = re.compile(
    r"\b(?:not|no|never|cannot|can't|nor|neither|nobody|none|isn't|doesn't|don't|without|instead of|false|nothing)\b",
    re.IGNORECASE,
)
OURS = r"\b(?:naltrexone|vivitrol|the shot|the tablet)\b"
THEN = r"(?:(?!naloxone|nalmefene)[^.;])*"  # further on in the same sentence, and still about naltrexone
FEW_DAYS = r"(?<![\d.])(?<!to )[1-6](?: to \d+| or \d+)? days?\b"
# What would be wrong wherever it stood, unless the sentence denies it or asks: patterns, and sentences to tell apart.
CONTRARIES = {
    "it reverses an overdose": (
        (
            rf"{OURS}{THEN}\b(?:revers\w+|rescues?|stops?|treats?|antidote)\b{THEN}\boverdos",
            rf"\b(?:give|use|take|spray)\b{THEN}{OURS}{THEN}\b(?:in|during|for|after) an overdose",
        ),
        ("Naltrexone can reverse an opioid overdose.", "Give the shot in an overdose and call 911."),
        ("Naltrexone cannot reverse an overdose.", "In an overdose, call 911 and give naloxone."),
    ),
    "it may be started early": (
        (
            r"\b(?:start|begin|take)\b[^.;]*\b(?:as soon as|once|when)\b[^.;]*withdrawal[^.;]*\b(?:eas|fad|lessen|better)",
            r"\bsafe (?:for you )?to (?:start|take|begin)\b",
        ),
        ("You can start naltrexone once withdrawal lessens.", "After a week it is safe to start."),
        ("Do not start because withdrawal is fading.", "Starting too soon brings on withdrawal."),
    ),
    "a shorter wait": (
        (
            rf"{FEW_DAYS}[^.;]*\b(?:off|without|free of|clear of|after)\b[^.;]*\bopioid",
            rf"\bopioid[^.;]*\b(?:off|without|free|wait)\b[^.;]*{FEW_DAYS}",
        ),
        ("Wait 3 days and stay off any opioid.", "Be free of opioids, off them all, and wait 5 to 6 days."),
        ("Wait at least 7 to 10 days without any opioid.", "In 10 to 14 days without opioids you are checked."),
    ),
    "more opioid gets past it": (
        (
            r"\b(?:take|use|try|need)\b(?: \w+){0,3} (?:more|extra|larger|higher|bigger)\b(?: \w+){0,3} (?:opioid|heroin)",
        ),
        ("You may need to take more opioid to feel it.",),
        ("Do not take more opioids to overpower it.", "Never use a larger amount of an opioid."),
    ),
    "it lowers deaths": (
        (
            rf"{OURS}{THEN}\b(?:lowers?|fewer|reduces?|cuts?|prevents?|protects?)\b{THEN}\b(?:deaths?|dying|overdos)",
            r"\b(?:safer|better|stronger) than (?:methadone|buprenorphine)",
        ),
        ("Naltrexone lowers the risk of death.", "The shot protects you from an overdose."),
        ("Naltrexone has not been shown to lower deaths.", "Methadone and buprenorphine are linked to fewer deaths."),
    ),
    "it treats withdrawal": (
        (
            rf"{OURS}{THEN}\b(?:treats?|eases?|helps? with|relieves?|softens?|calms?)\b{THEN}\bwithdrawal",
            r"\b(?:fine|safe|all right|ok) to (?:stop|quit) (?:drinking|alcohol)\b[^.;]*\b(?:suddenly|alone|at once)",
        ),
        ("Naltrexone eases alcohol withdrawal.", "It is fine to stop drinking all at once."),
        ("Naltrexone does not treat alcohol withdrawal.", "Methadone and buprenorphine ease withdrawal."),
    ),
}
# Where each fact must stand in the page's own words, beside the block that every page has.
MUST_SAY = {
    "it cannot reverse an overdose, and naloxone can": (
        ("naloxone-is-not-naltrexone", "index", "serious-warnings", "questions-and-answers", "return-to-use"),
        (r"(?:cannot|not|no) [^.]{0,40}(?:reverse|rescue)|only naloxone", r"\bnaloxone\b", r"\b911\b"),
    ),
    "it is never started with opioids in the body": (
        ("before-you-start", "index", "opioid-use-disorder", "switching", "questions-and-answers", "tablet-or-shot",
         "opioid-medicines-compared", "alcohol-medicines-compared", "alcohol-use-disorder"),
        (r"at least 7 to 10 days", r"\b(?:2 weeks|10 to 14|14)\b", r"methadone or buprenorphine", r"clinician"),
    ),
    "a once usual amount can kill at four times": (
        ("serious-warnings", "stopping", "index"),
        (r"\bkill\b", r"\bdetox\b", r"\bdue\b", r"\bmissed\b", r"\bafter (?:you stop|stopping)\b"),
    ),
    "the block must not be tested or overpowered": (
        ("serious-warnings", "stopping", "return-to-use", "doses-and-missed-doses", "how-it-works", "interactions"),
        (r"(?:get past|overpower|break through|beat|test|whether the block)", r"\b(?:kill|coma|death|deadly|die)\b"),
    ),
    "methadone and buprenorphine are linked to fewer deaths, naltrexone is not": (
        ("opioid-medicines-compared", "opioid-use-disorder", "index", "before-you-start", "questions-and-answers"),
        (r"linked to fewer (?:overdose )?deaths", r"naltrexone has not been shown to (?:lower (?:overdose )?deaths|do that)"),
    ),
    "it does not treat alcohol withdrawal, and stopping suddenly can kill": (
        ("alcohol-withdrawal", "alcohol-use-disorder", "alcohol-medicines-compared", "index"),
        (r"(?:not|nor) (?:treat|ease)[^.]*withdrawal", r"\bheav(?:y|ily)\b", r"\b(?:fatal|deadly|kill)\b"),
    ),
}  # fmt: skip


@pytest.fixture
def read(client, directory):
    """Read a page by its address: its main part, each time anew."""
    return lambda url: main_of(client.get(url).get_data(as_text=True))


def own_words(main):
    """Return what a page says beside the blocks that the engine draws."""
    for block in main.select(".safety, .safety-more, .sources, .guide-centers, .words"):
        block.extract()
    return words(main)


def said(statement):
    return " ".join(filter(None, (statement["lead"], statement["text"])))


def test_every_page_carries_the_five_vital_statements_before_its_text_and_the_others_at_its_end(read):
    vital = [said(statement) for statement in STATEMENTS if statement["id"] in VITAL]
    others = [said(statement) for statement in STATEMENTS if statement["id"] not in VITAL]
    assert (len(vital), len(others)) == (5, 5)
    assert [statement["id"] for statement in STATEMENTS] == list(NAMES)
    for slug, url in PAGES.items():
        main = read(url)
        assert [words(item) for item in main.select(".safety li")] == vital, slug
        assert [words(item) for item in main.select(".safety-more li")] == others, slug
        order = [element.get("class", [""])[0] for element in main.select(".key-facts, .to-do, .safety, .guide-text")]
        assert order == ["key-facts", "to-do", "safety", "guide-text"], f"{slug}: the answer first, then the dangers."


@pytest.mark.parametrize("url", OTHERS)
def test_the_guide_s_other_doors_carry_the_vital_statements_too(read, url):
    vital = [said(statement) for statement in STATEMENTS if statement["id"] in VITAL]
    assert [words(item) for item in read(url).select(".safety li")] == vital


def test_the_statements_say_what_they_must():
    text = {statement["id"]: said(statement) for statement in STATEMENTS}
    assert re.search(r"not naloxone.*cannot reverse an overdose.*911.*give naloxone", text["naloxone"])
    assert re.search(
        r"Never start.*at least 7 to 10 days.*up to about 2 weeks.*clinician must confirm", text["opioid-free"]
    )
    assert re.search(r"stop or miss a dose.*can kill", text["after-stopping"])
    assert re.search(r"Do not take more opioids.*coma or in death", text["overpower"])
    assert re.search(r"911.*988", text["emergency"])
    assert re.search(
        r"heavily every day.*before you stop.*can kill.*does not treat alcohol withdrawal", text["alcohol"]
    )
    assert re.search(r"pregnant, breastfeeding or under 18.*liver or kidney", text["ask-first"])
    assert "general information, not advice for you" in text["not-advice"]


@pytest.mark.parametrize("fact", MUST_SAY)
def test_the_pages_that_are_about_a_fact_state_it_in_their_own_words(read, fact):
    slugs, patterns = MUST_SAY[fact]
    silent = [
        f"{slug}: {pattern}"
        for slug in slugs
        for text in [own_words(read(PAGES[slug]))]
        for pattern in patterns
        if not re.search(pattern, text, re.IGNORECASE)
    ]
    assert not silent, f"Say on these pages that {fact}:\n" + "\n".join(silent)


def contrary(name, sentence):
    if DENIED.search(sentence) or sentence.endswith("?"):
        return False
    return any(re.search(pattern, sentence, re.IGNORECASE) for pattern in CONTRARIES[name][0])


@pytest.mark.parametrize("name", CONTRARIES)
def test_no_sentence_of_the_guide_says_the_contrary(client, directory, name):
    found = [
        f"{url}: {sentence}"
        for url in (*PAGES.values(), *OTHERS)
        for sentence in sentences(client.get(url).text)
        if contrary(name, sentence)
    ]
    assert not found, f"These read as if {name}:\n" + "\n".join(found)


@pytest.mark.parametrize("name", CONTRARIES)
def test_the_search_for_the_contrary_finds_it_and_leaves_the_truth_alone(name):
    _patterns, wrong, right = CONTRARIES[name]
    assert [contrary(name, sentence) for sentence in wrong] == [True] * len(wrong)
    assert [contrary(name, sentence) for sentence in right] == [False] * len(right)


def test_before_you_start_names_the_days_for_short_and_for_long_opioids(read):
    text = own_words(read(PAGES["before-you-start"]))
    assert "at least 7 to 10 days" in text
    assert "up to about 2 weeks" in text
    assert "No test can prove that you are opioid-free" in text


def test_the_overdose_page_gives_the_steps_in_their_order(read):
    text = own_words(read(PAGES["naloxone-is-not-naltrexone"]))
    assert text.index("911") < text.index("naloxone", text.index("911"))
    for step in ("Call 911", "naloxone", "2 to 3 minutes", "side", "Stay"):
        assert re.search(step, text, re.IGNORECASE), step


def test_nobody_is_told_that_it_is_safe_to_start(client):
    for url in (*PAGES.values(), *OTHERS):
        assert "safe to start" not in client.get(url).text.lower()
