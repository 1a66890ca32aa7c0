"""What looks like a figure in a text and is none: dates, addresses, names, numbers of things.

Each pattern starts where the thing starts, often with a word: whoever reads from left to right
passes over all of it.
"""

from __future__ import annotations

_MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    "|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
    "|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    "|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
_MONTH = rf"\b(?:{_MONTHS})\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_STREETS = (
    "Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Boulevard|Blvd|Lane|Ln|Way|Court|Ct|Circle|Cir|Place|Pl"
    "|Plaza|Square|Sq|Parkway|Pkwy|Highway|Hwy|Terrace|Ter|Trail|Loop"
)
_CAPITAL = (
    "Act|Annex|Article|Art|Attachment|Book|Box|Building|Bldg|Chap|Class|Clause|Docket|Exhibit|Exit"
    "|Fig|File|Floor|Form|Gate|Grade|Group|Highway|Interstate|Item|Line|Lot|Model|No|Nos|Nr|Note"
    "|Number|Option|Order|Pp|Priority|Proposition|Quarter|Release|Revision|Route|Rule|Schedule|Sec"
    "|Series|Stage|Ste|Tab|Title|Track|Type|Unit|Vol|Ward"
)
_EITHER = (
    "[Aa]ppendix|[Cc]hapter|[Dd]istrict|[Ff]igure|[Ff]ootnote|[Ll]evel|[Pp]ages?|[Pp]aragraph"
    "|[Pp]art|[Pp]hase|[Rr]egion|[Rr]oom|[Ss]ections?|[Ss]lides?|[Ss]tep|[Ss]uite|[Tt]able|[Tt]ier"
    "|[Vv]ersion|[Vv]olume|[Ww]eek|[Zz]one"
)
# What follows a number that goes on: `2018-19`, `438.6`, `1357(g)`.
_ON = r"(?:[.\-–/]\d+|\(\w{1,3}\))*"

_KINDS = (
    # Links and addresses of mail.
    r"\b(?:https?://|www\.)\S+",
    r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    # Days, months with a year, years in a row.
    rf"\b{_DAY}\.?\s+(?:de\s+|of\s+)?{_MONTH}(?:,?\s+(?:de\s+)?{_YEAR}\b)?",
    rf"{_MONTH}\s+{_DAY}(?:\s?[-–]\s?{_DAY})?(?![\w%]|[.,]\d)(?:,?\s+{_YEAR}\b)?",
    rf"{_MONTH}\s+{_YEAR}\b",
    r"\b\d{4}-\d\d-\d\d\b",
    r"\b\d{1,4}(?:/\d{1,4})+\b",
    r"\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)\b",
    r"\b\d{1,2}-\d{1,2}-\d{4}\b",
    rf"\b{_YEAR}\s?[-–]\s?(?:{_YEAR}|\d\d)\b(?!%)",
    r"\b(?:S?FY|FFY|CY|AY)\s?[-']?\d{2,4}(?:\s?[-–/]\s?\d{2,4})?\b",
    r"\b[Ff]iscal\s+[Yy]ears?\s+\d{2,4}\b",
    # Times of the day.
    r"\b\d{1,2}(?::\d\d)?\s?(?:[ap]\.m\.|[ap]m\b|AM\b|PM\b|o['’]clock)",
    r"\b\d+(?::\d+)+\b",
    # Telephones, streets, postal codes.
    r"\+\d[\d\s().\-]{6,}\d",
    r"(?:\b1[\s.\-])?\(\d{3}\)\s?\d{3}[\s.\-]?\d{4}(?:\s?(?:x|ext\.?)\s?\d+)?\b",
    r"\b(?:1[.\-])?\d{3}[.\-]\d{3}[.\-]\d{4}(?:\s?(?:x|ext\.?)\s?\d+)?\b",
    r"\b\d{3}-\d{4}\b",
    rf"\b\d{{1,6}}\s+(?:[NSEW]{{1,2}}\.?\s+)?(?:(?:[A-Z][\w.'’-]*|\d+(?:st|nd|rd|th))\s+){{1,4}}"
    rf"(?:{_STREETS})\b",
    r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b",
    # Laws, names that hold a number, numbers of chapters and the like.
    r"\b\d+\s+(?:U\.?\s?S\.?\s?C\.?|C\.?\s?F\.?\s?R\.?|Stat\.|Fed\.\s?Reg\.)\s*(?:§+\s*)?\d*" + _ON,
    r"(?:\b(?:P\.\s?L|Pub\.\s?L|H\.\s?R|[SH]\.\s?Res)\.|§+)\s*\d+" + _ON,
    r"\b\d+(?:\([a-z0-9]{1,3}\))+",
    rf"\b(?:{_CAPITAL}|{_EITHER})\b\.?\s?\d+(?!,\d|\d|\s?%|\s?percent){_ON}",
    r"#\s?\d+",
    r"\b[^\W\d_]\w*-\d[\w-]*",
    r"\b\d+(?:\.\d+){2,}\b",
    # The number of an item that somebody typed.
    r"^\s*\(?\d{1,3}[.)](?=\s)",
)
PASSED = "|".join(_KINDS)
"""A pattern of what is passed over, without groups that count."""
