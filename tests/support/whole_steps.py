"""Cleaning and publishing in one call each, for tests that are about what comes of them."""

from collections.abc import Mapping
from pathlib import Path

from build.cleaning.clean_tables import add_credits, clean_metadata
from build.cleaning.credits import read_credits
from build.cleaning.films import read_metadata
from build.reading.source_files import Source
from precompute.publishing.answer_files import write_question
from precompute.publishing.database import insert_recommendations, insert_tables
from precompute.publishing.downloads import database_file, write_tables
from precompute.publishing.layout import PLAIN, Layout
from precompute.publishing.publish import publish
from precompute.publishing.release import Release, published_tree
from precompute.questions.answers import Answers
from precompute.tables import Tables


def clean(source: Source) -> Tables:
    """The clean tables of a source."""
    metadata, repairs = clean_metadata(source, read_metadata(source))
    return add_credits(metadata, read_credits(source), repairs)


def publish_all(answers: Mapping[str, Answers], tables: Tables, public: Path, layout: Layout = PLAIN) -> Release:
    """Publish these answers and tables below `public`."""
    release = Release(published_tree(public), layout)
    for question in answers:
        write_question(release, question, answers[question])
    write_tables(release, tables)
    with database_file(release) as database:
        insert_tables(database, tables, {name: answers[name] for name in answers if name != "recomendacion"})
        insert_recommendations(database, answers["recomendacion"])
    publish(answers, tables, release)
    release.remove_omitted()
    release.tree.close(listed=release.manifest.keys())
    return release
