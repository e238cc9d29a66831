"""Write interviews as dialogues that can be read like a play, each with the record that it was read from."""

from __future__ import annotations

from hnp_crawler.items import Article, Interview, Interviewee, Turn
from hnp_crawler.report.captures import cited, how_to_read
from hnp_crawler.report.figures import Figures
from hnp_crawler.report.markup import Markup, disclosure, element, html, link
from hnp_crawler.report.sections import section

MOST_TURNS = 120
MOST_TEXT = 4_000
"""Characters of one turn that are shown."""


def interviews(figures: Figures) -> Markup:
    """Show the interviews among the new and changed articles."""
    if not figures.interview_count:
        return section("interviews", "Interviews", element("p", "No new or changed article is an interview."))
    shown = figures.interviews
    rest = figures.interview_count - len(shown)
    parts = (_dialogue(article, article.interview) for article in shown if article.interview)
    more = element("p", f"and {rest:,} more in articles.jsonl") if rest else None
    return section("interviews", "Interviews", *parts, more)


def _dialogue(article: Article, interview: Interview) -> Markup:
    turns = interview.turns[:MOST_TURNS]
    people = "; ".join(filter(None, map(_person, interview.interviewees)))
    return disclosure(
        html(element("b", article.title), element("small", " · ".join(filter(None, (article.published_raw, people))))),
        element("p", link(article.url)),
        element("p", article.lead, class_="lead", lang=article.language) if article.lead else None,
        element("div", *map(_turn, turns), class_="dialogue", lang=article.language),
        element("p", f"and {len(interview.turns) - MOST_TURNS} more turns")
        if len(interview.turns) > MOST_TURNS
        else None,
        element(
            "div",
            element("h3", "Read from"),
            element("p", cited(article.capture)),
            element("p", how_to_read(article.capture)),
            class_="source",
        ),
        class_="interview",
    )


def _person(one: Interviewee) -> str:
    return ", ".join(filter(None, (one.name, one.office, one.organization)))


def _turn(turn: Turn) -> Markup:
    who = turn.speaker or (turn.label or "").strip(" -*–:") or turn.role
    text = turn.text if len(turn.text) <= MOST_TEXT else turn.text[:MOST_TEXT] + " …"
    paragraphs = (element("p", paragraph) for paragraph in text.split("\n"))
    doubt = element("span", "doubtful", class_="doubt") if turn.doubtful else None
    return element("div", element("p", element("b", who), doubt, class_="who"), *paragraphs, class_=f"turn {turn.role}")
