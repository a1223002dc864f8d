"""The whole build, top to bottom: read → clean → check → answer → publish → draw.

A large source is shared with a second process, which reads the credits, recommends, and writes its part of the answers
while this one does all else; build/second_process.py says what it does. A small source is built by this process alone,
in the same steps.
"""

import gc
from collections.abc import Iterator
from typing import NamedTuple

from build.cleaning.checks import check
from build.cleaning.clean_tables import add_credits, clean_metadata
from build.cleaning.films import read_metadata
from build.progress import Progress
from build.reading.source_files import Source
from build.second_process import SecondHalf, Worker
from functions.paths import answer_path
from functions.questions import QUESTION
from precompute.owned_tree import OwnedTree
from precompute.publishing.answer_files import write_ndjson, write_question
from precompute.publishing.changes import Earlier
from precompute.publishing.database import insert_recommendations, insert_tables
from precompute.publishing.downloads import database_file, write_tables
from precompute.publishing.film_cards import film_cards
from precompute.publishing.indexes import index_files
from precompute.publishing.layout import layout_for
from precompute.publishing.list_shards import list_shards
from precompute.publishing.publish import publish
from precompute.publishing.release import Release
from precompute.publishing.search_shards import search_shards
from precompute.questions.answering import answer, answer_early, in_order
from precompute.questions.answers import Answers
from precompute.tables import Tables, save

AnswersByQuestion = dict[str, Answers]


class Built(NamedTuple):
    """What a build produced: the clean tables, the answers to every question, and the release that holds them."""

    tables: Tables
    answers: AnswersByQuestion
    release: Release


def build(
    source: Source,
    public: OwnedTree,
    tables_folder: OwnedTree,
    second: Worker,
    progress: Progress,
    *,
    site: bool,
    since: Earlier | None,
    fit: str | None = None,
) -> Built:
    """Clean the films of a source, answer every question, publish the answers in `public`, and write the site.

    second: does the second half of the work; since: an earlier release, from which cambios.json tells what changed; fit: the
    host that the tree is for, a key of hosts.FIT.
    Raises RefusalError if the source cannot be read or fails a check, and OSError if a file cannot be written.
    """
    with progress.stage("clean and answer"):
        tables, answers = clean_and_answer(source, second, progress)
    source.check_unchanged()
    counts = {question: len(told.answers) for question, told in answers.items()}
    counts |= {"recomendacion": counts["peliculas_duracion"], "get_director": tables.film_directors["director"].nunique()}
    layout = layout_for(fit, counts)
    if public.changes.foreign and not layout.packed:  # before anything is written
        public.refuse(answer_paths(answers, tables))
    with progress.stage("publish"), progress.waiting("Writing answers, tables and database"):
        save(tables, tables_folder)
        answers, release = write_answers_and_downloads(tables, answers, Release(public, layout), second)
        if not site:
            second.finish()
        publish(answers, tables, release, since=since)
    if site:
        from eda.site.pages import write_pages  # noqa: PLC0415 # its libraries take half a second that --no-site saves

        with progress.stage("site"):
            write_pages(
                tables,
                answers,
                public,
                start_drawing=lambda figure, texts: second.start(SecondHalf.draw_figure, figure, texts),
                track=progress.track,
            )
    release.remove_omitted()
    public.close(listed=release.manifest.keys())
    return Built(tables, answers, release)


def clean_and_answer(source: Source, second: Worker, progress: Progress) -> tuple[Tables, AnswersByQuestion]:
    """Return the checked clean tables and the answers that need no credits; the worker was told to recommend."""
    credits_ = second.start(SecondHalf.read_credits)
    rows = progress.track(read_metadata(source), f"Reading {source.files['metadata']}")
    metadata, repairs = clean_metadata(source, rows)
    check(metadata)
    second.start(SecondHalf.recommend, metadata)
    answers = answer_early(metadata)
    gc.collect()  # frees 50 MB of raw rows that reference each other
    with progress.waiting(f"Reading {source.files.get('credits', 'people')}"):
        tables = add_credits(metadata, credits_.result(), repairs)
    check(tables)
    return tables, answers


def answer_paths(early: AnswersByQuestion, tables: Tables) -> Iterator[str]:
    """The path of every answer. Films are recommended under the keys under which their running times are found."""
    answers = {**early, "get_director": answer("get_director", tables), "recomendacion": early["peliculas_duracion"]}
    for question in QUESTION:
        for key in answers[question].answers:
            yield answer_path(question, key)


def write_answers_and_downloads(
    tables: Tables, early: AnswersByQuestion, release: Release, second: Worker
) -> tuple[AnswersByQuestion, Release]:
    """Write the answers, the search index, the downloads and the database, and wait for the files of the worker.

    early: the answers that need no credits. Returns all answers in the order of the API, and the release so far.
    """
    answers = dict(early)
    pending_recommendations = second.start(
        SecondHalf.write_recommendations, early["peliculas_duracion"], release.tree, release.layout
    )
    pending_lists = second.start(SecondHalf.lists_and_map)
    pending_recommendation_files = second.start(SecondHalf.write_recommendation_files)
    for question in early:
        write_question(release, question, answers[question])

    answers["get_director"] = answer("get_director", tables)
    write_ndjson(release, "get_director", answers["get_director"])
    indexes = list(index_files("get_director", answers["get_director"], release.layout))
    pending_director_files = second.start(SecondHalf.write_answer_files, "get_director", indexes)

    release.write(search_shards(answers))
    release.write(film_cards(tables))
    write_tables(release, tables)
    with database_file(release) as database:
        insert_tables(database, tables, answers)
        answers["recomendacion"], ndjson_part = pending_recommendations.result()
        insert_recommendations(database, answers["recomendacion"])
    lists, film_map = pending_lists.result()
    release.write(list_shards(lists))
    release.write(film_map)
    for part in (ndjson_part, pending_recommendation_files.result(), pending_director_files.result()):
        release.add(part)
    return in_order(answers), release
