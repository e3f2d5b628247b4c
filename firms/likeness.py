"""Which firms may be one, by their names and domains. Pure.

Nobody holds each against each: a name comes to a few keys, and firms that share one are compared. Keys are
the name without spaces, its consonants, and its halves, of which a slip leaves one as it is; of a domain,
what stands before its ending.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from firms.models import LONGEST_KEY, Likeness
from values.names import fold_company

# Which part of the firm, not which firm.
_PARTS: Final = frozenset(
    "deutschland germany osterreich austria schweiz switzerland europa europe international global gruppe "
    "group holding niederlassung zentrale verwaltung".split()
)
# What stands before the ending of a country: mueller.co.uk.
_BEFORE_ENDINGS: Final = frozenset({"co", "com", "org", "net", "or", "ac", "gv", "gov", "edu"})
_VOWELS: Final = str.maketrans("", "", "aeiouy")
# What sounds alike in German, and is heard on the phone: Maier and Mayer, Schmidt and Schmitt.
_SOUNDS: Final = (("y", "i"), ("ei", "ai"), ("ph", "f"), ("th", "t"), ("dt", "t"), ("ck", "k"), ("c", "k"))
# So many letters a word has before one slip in it is looked over, and before two are.
ONE_SLIP: Final = 7
TWO_SLIPS: Final = 12
SHORTEST: Final = 3
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a firm is compared: its names without spaces, the words of each but those for a part of it, and
    its domains without their endings.
    """

    names: frozenset[str]
    words: frozenset[Words]
    labels: frozenset[str]

    @property
    def short(self) -> frozenset[str]:
        """The names without words for a part of it, and without spaces."""
        return _joined(self.words)

    @property
    def keys(self) -> set[str]:
        """By what it meets those it may be like."""
        return {key[:LONGEST_KEY] for name in self.names | self.short | self.labels for key in _keys_of(name)}


def traits_of(names: Iterable[str], domains: Iterable[str]) -> Traits:
    """The traits of a firm; names as they are shown, without those that are a domain."""
    folded = [tuple(fold_company(name).split()) for name in names]
    return Traits(
        names=_joined(folded),
        words=frozenset(tuple(word for word in words if word not in _PARTS) or words for words in folded),
        labels=_joined(tuple(fold_company(_label_of(domain)).split()) for domain in domains),
    )


def _joined(names: Iterable[Words]) -> frozenset[str]:
    """Words in any order are one name; so is one written apart or together."""
    both = ("".join(some) for words in names for some in (words, sorted(words)))
    return frozenset(name for name in both if len(name) >= SHORTEST)


def _label_of(domain: str) -> str:
    parts = domain.split(".")[:-1] or [domain]
    if len(parts) > 1 and parts[-1] in _BEFORE_ENDINGS:
        parts.pop()
    return parts[-1].replace("-", " ")


def _keys_of(name: str) -> Iterator[str]:
    yield f"={name}"
    if len(name) < ONE_SLIP:
        return
    yield f"~{_skeleton(name)}"
    for length in {len(name) // 2, (len(name) + 1) // 2}:
        yield f"^{name[:length]}"
        yield f"${name[-length:]}"


def _skeleton(name: str) -> str:
    """The consonants of its sound."""
    sound = _sound(name)
    return _no_doubles(sound[:1] + sound[1:].translate(_VOWELS))


def _sound(word: str) -> str:
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _no_doubles(word)


def _no_doubles(word: str) -> str:
    return "".join(letter for at, letter in enumerate(word) if word[at - 1 : at] != letter)


def compare(one: Traits, other: Traits) -> Likeness | None:
    """Why the two may be one firm, by the surest sign; None for no sign."""
    if one.names & other.names:
        return Likeness.SAME_NAME
    if one.labels & other.labels:
        return Likeness.SAME_DOMAIN
    is_called_so = (one.short | one.labels) & (other.short | other.labels)
    if is_called_so or any(_is_like(ours, theirs) for ours in one.words for theirs in other.words):
        return Likeness.LIKE_NAME
    return None


def _is_like(one: Words, other: Words) -> bool:
    """Whether one word of the two is a slip, and all others are the same."""
    ours, theirs = set(one) - set(other), set(other) - set(one)
    return len(one) == len(other) and len(ours) == len(theirs) == 1 and _is_slip(*ours, *theirs)


def _is_slip(one: str, other: str) -> bool:
    """Whether a word is the other as it sounds, or but for one or two letters; a number in it is no slip."""
    if _digits(one) != _digits(other):
        return False
    if _sound(one) == _sound(other):
        return True
    shorter = min(len(one), len(other))
    allowed = 2 if shorter >= TWO_SLIPS else 1
    return shorter >= ONE_SLIP and OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _digits(name: str) -> str:
    return "".join(letter for letter in name if letter.isdigit())
