"""In which language a text is written: by its script, the letters that only one language has, its commonest words.

Templates declare the language of whoever made them (`en-US` on a paper in Xhosa), so a declaration is only believed
where the text does not speak against it.
"""

from __future__ import annotations

import re
from collections import Counter

from tamizdat.extract.chinese import chinese_script

# How much of a text is looked at: a page.
SAMPLE = 3000
# What is not written in Latin letters (or is one of the signs between them): on most pages nothing is.
LETTER = re.compile(r"[^\W\d_]")
FOREIGN = re.compile("[\u0370-\u1dff\u3041-\ud7a3]+")
# Each script, and the share of the foreign letters that it needs; Japanese is also written in Chinese characters.
SCRIPTS = tuple(
    (name, re.compile(f"[{signs}]"), least)
    for name, signs, least in (
        ("ja", "\u3041-\u30fe", 0.05),
        ("ko", "\uac00-\ud7a3", 0.3),
        ("zh", "\u4e00-\u9fff", 0.3),
        ("ru", "\u0400-\u052f", 0.3),
        ("ar", "\u0600-\u06ff", 0.3),
        ("he", "\u0590-\u05ff", 0.3),
        ("el", "\u0370-\u03ff", 0.3),
        ("hi", "\u0900-\u097f", 0.3),
        ("bn", "\u0980-\u09ff", 0.3),
        ("ta", "\u0b80-\u0bff", 0.3),
        ("th", "\u0e00-\u0e7f", 0.3),
        ("ka", "\u10a0-\u10ff", 0.3),
        ("hy", "\u0530-\u058f", 0.3),
        ("my", "\u1000-\u109f", 0.3),
        ("km", "\u1780-\u17ff", 0.3),
        ("am", "\u1200-\u137f", 0.3),
        ("bo", "\u0f00-\u0fff", 0.3),
    )
)
# Letters that one language of a script has and the one named after the script has not; the first that is common wins.
LETTERS = {
    "ru": (("be", "ў"), ("kk", "әғқңұһ"), ("ky", "ңө"), ("mn", "өү"), ("uk", "іїєґ"), ("mk", "ѓќѕ"), ("sr", "ђјљњћџ")),
    "ar": (("ckb", "ێۆڵڕ"), ("ug", "ۇېۈ"), ("ps", "ښځڅډړې"), ("ur", "ٹڈڑںے"), ("fa", "پچژگ")),
    "he": (), "hi": (),
}  # fmt: skip
# Languages that are known by these letters, or by their absence, whatever is declared.
CERTAIN = frozenset("ru uk be ar fa".split())
# One letter in so many must be one of them.
RARE = 200
# Languages that share a script with others; every other is alone with its own or written in Latin letters.
SHARED = {
    "ru": "ru uk be bg sr mk kk ky tg mn tt",
    "ar": "ar fa ur ug ps ckb sd",
    "he": "he yi",
    "hi": "hi ne mr",
}
SCRIPT_OF = {name: name for name, _, _ in SCRIPTS} | {
    language: script for script, languages in SHARED.items() for language in languages.split()
}
# Words that every page of a language has; `no` is either of the two Norwegian ones.
WORDS = {
    "en": "the of and to in that is was for with on his he it as by from have has",
    "de": "der die das und ist nicht von den mit sich des dem ein eine auf im auch für wird",
    "fr": "le la les des et est une du dans que qui pour pas sur avec au par ce son",
    "es": "el la los las de que y en un una del por con para se su lo al como",
    "pt": "o a os as de que e do da em um uma para com não dos na no ao",
    "it": "il di che la e per un una non del della con sono dei nel alla gli le si",
    "nl": "de het een van en in is dat op te niet met voor zijn aan die er ook bij",
    "sv": "och att det som är en på för av med den till inte har ett om var de",
    "no": "og det er som på en til av for med ikke at har de den et var fra om",
    "da": "og det er som på en til af for med ikke at har de den et var fra blev",
    "pl": "w i na się z do nie że jest to o po jak od przez dla za ale być",
    "cs": "a se v na je že z s do to i o by jako za po ale pro byl",
    "tr": "ve bir bu da de için ile olarak olan daha çok gibi kadar sonra ancak en ise dedi",
    "hu": "a az és hogy nem is egy ez meg volt de csak már mint azt ki el ha",
    "ro": "și de în a la cu că pe din nu care este mai o un pentru sunt au",
    "fi": "ja on ei että se oli hän mutta kun myös joka ovat niin kuin mukaan sekä ole",
    "id": "yang dan di untuk dengan ini dari tidak pada dalam itu akan juga oleh ke karena ada",
    "vi": "và của là có được cho không các những với trong một người này đã khi đến từ",
    "xh": "ukuba kwaye kunye ngokuba uthe nje apho xa yena kodwa wathi abantu ngexesha",
    "zu": "ukuthi uma futhi kodwa ngoba lapho abantu uthe ukuze kanye ngesikhathi wathi",
    "sw": "ya na wa kwa ni katika za la kuwa hii cha huo yake pia alisema",
    "ca": "el la els les de que i en un una del per amb és no al com més",
}
SPOKEN_IN = {language: frozenset(words.split()) for language, words in WORDS.items()}
MEANT: dict[str, list[str]] = {}
for _language, _words in WORDS.items():
    for _word in _words.split():
        MEANT.setdefault(_word, []).append(_language)
# Norwegian is declared under three names, Indonesian and Malay are told apart by nobody here.
KIN = {"nb": "no", "nn": "no", "ms": "id"}
# A language is recognised by this share of common words, and by twice as many as the declared one has.
SPOKEN = 0.08
# A text with this share of the declared language's words is in it.
PLAIN = 0.16
# Characters that say enough of words.
PAGE = 1500
# And by this share where the declared one is nearly absent: languages that put much into one word have few small ones.
STRANGE = 0.03
# Fewer words say nothing.
FEWEST = 40


def language_of(text: str, *declared: str) -> str:
    """The language of a text as a BCP 47 tag: the first declared that fits it, else what it looks like itself.

    Chinese is told by its script (`zh-Hans`, `zh-Hant`). Empty where nothing is declared and nothing known.
    """
    sample = text[:SAMPLE]
    known = [each for each in declared if each]
    if not LETTER.search(sample):
        return next(iter(known), "")
    foreign = "".join(FOREIGN.findall(sample))
    # To count the letters of a text in Latin ones costs more than all the rest.
    script = _script(foreign, sum(map(str.isalpha, sample))) if foreign else ""
    if script == "zh":
        return chinese_script(text) or next((each for each in known if each.startswith("zh")), "zh")
    guess = _by_letters(sample, script) if script else _by_words(sample, known)
    return next((each for each in known if _fits(each, script, guess)), guess)


def _fits(declared: str, script: str, guess: str) -> bool:
    """Whether a text of a script that looks like one language may be in the declared one."""
    plain = declared.partition("-")[0].lower()
    plain = KIN.get(plain, plain)
    if SCRIPT_OF.get(plain, "") != script:
        return False
    if not guess or plain == guess:
        return True
    if not script or plain in CERTAIN:
        return False
    own = any(plain == language for language, _ in LETTERS.get(script, ()))
    return guess not in CERTAIN or (guess == script and not own)


def _script(foreign: str, letters: int) -> str:
    return next((name for name, signs, least in SCRIPTS if len(signs.findall(foreign)) > least * letters), "")


def _by_letters(sample: str, script: str) -> str:
    """Which of the languages of a script it is, by the letters that the others have not."""
    counted = Counter(sample.lower())
    for language, signs in LETTERS.get(script, ()):
        if sum(counted[sign] for sign in signs) * RARE > len(sample):
            return language
    return script


def _by_words(sample: str, declared: list[str]) -> str:
    """Which language written in Latin letters it is, by its commonest words; "" if none is plain."""
    words = sample[:PAGE].lower().split()
    if len(words) < FEWEST:
        return ""
    plain = [KIN.get(each, each) for each in (tag.partition("-")[0].lower() for tag in declared)]
    for each in plain:
        if len(words) * PLAIN < sum(map(SPOKEN_IN.get(each, frozenset()).__contains__, words)):
            return each
    counted = Counter(language for word in words for language in MEANT.get(word, ()))
    told = max((counted[each] for each in plain), default=0)
    best, most = counted.most_common(1)[0] if counted else ("", 0)
    least = STRANGE if any(each in WORDS for each in plain) and told < SPOKEN / 2 * len(words) else SPOKEN
    return best if most > max(2 * told, least * len(words)) else ""
