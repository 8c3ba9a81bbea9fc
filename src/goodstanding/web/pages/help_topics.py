"""Help: the master list of topics, a topic, the topic as PDF. Open to everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goodstanding.web.download import download_whole
from goodstanding.web.help import as_html
from goodstanding.web.help.as_typst import pdf_of
from goodstanding.web.help.topic import all_topics, find_topic

HEADINGS_FOR_CONTENTS = 4


def show_topics(request: HttpRequest) -> HttpResponse:
    """The master list."""
    return render(request, "help/list.html", {"topics": all_topics()})


def show_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic; ``?view=full`` shows it without anything around it."""
    topic = find_topic(slug)
    blocks = as_html.show(topic)
    headings = [block for block in blocks if block.kind == "heading"]
    context = {
        "topic": topic,
        "blocks": blocks,
        "contents": headings if len(headings) >= HEADINGS_FOR_CONTENTS else [],
        "full": request.GET.get("view") == "full",
    }
    return render(request, "help/topic.html", context)


def print_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic as PDF, to print or to hand on."""
    topic = find_topic(slug)
    return download_whole(f"{topic.slug}.pdf", "application/pdf", pdf_of(topic))
