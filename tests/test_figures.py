"""The statistics behind the figures, on hand-written numbers; and that every figure is whole in both languages."""

import io
import math
import re
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image, ImageColor

from eda.drawing.canvas import Areas, Canvas, Dots, Lines, Shape, Text, text_width
from eda.drawing.figure import Data, Drawing, Figure
from eda.drawing.figure_files import figure_files
from eda.drawing.plot import HIGH, LOW, Axis, Box, Plot, show
from eda.drawing.png import png
from eda.drawing.style import BLUE, DARK
from eda.drawing.svg import svg
from eda.figures.measures import bins, fences, known_values, log_edges, log_fences, plane, power_fit, quartiles, weighted_rating
from eda.figures.word_clouds import separated, word_counts, word_layout, words
from eda.site.chapters import CHAPTERS
from eda.site.contents import Contents, computed_items
from eda.texts.catalogue import site
from eda.texts.language import ENGLISH, LANGUAGES, SPANISH, Filled, MissingFactError, Name
from functions.questions import QUESTION
from precompute.columns import COLUMNS
from precompute.questions.answering import answer, answer_all
from precompute.tables import Tables, typed


@pytest.fixture(scope="module")
def contents(sample: Tables) -> Contents:
    """All figures and tables of the sample."""
    return Contents(computed_items(Data(sample, answer_all(sample), {})))


def test_a_zero_is_unknown() -> None:
    """Zeros are left out, whatever else stands beside them."""
    assert known_values(pd.Series([0, 5, 0, 1])).tolist() == [5, 1]


def test_bins_hold_their_left_edge() -> None:
    """A value on an edge counts in the bin that it opens, and the last edge in the last bin."""
    table = bins(pd.Series([0, 5, 9, 10, 20]), [0, 10, 20])
    assert table.to_dict("list") == {"left": [0, 10], "right": [10, 20], "count": [3, 2]}


def test_log_edges_surround_the_values() -> None:
    """Powers of ten are cut in equal ratios, from below the least value to above the most."""
    assert log_edges(pd.Series([20, 500]), per_decade=1) == [10.0, 100.0, 1000.0]
    assert log_edges(pd.Series([10]), per_decade=1) == [10.0, 100.0]


def test_plane_counts_pairs() -> None:
    """Each pair counts in its cell, and only cells that hold any are listed."""
    table = plane(pd.Series([1, 1, 15]), pd.Series([1, 2, 15]), [0, 10, 20], [0, 10, 20])
    assert table.to_dict("records") == [
        {"x0": 0, "x1": 10, "y0": 0, "y1": 10, "count": 2},
        {"x0": 10, "x1": 20, "y0": 10, "y1": 20, "count": 1},
    ]


def test_quartiles_ask_for_enough_films() -> None:
    """A label of fewer rows than asked for is left out; the highest median comes first."""
    table = pd.DataFrame({"genre": ["a", "a", "a", "b", "b", "b", "c"], "minutes": [1.0, 2, 3, 10, 20, 30, 99]})
    assert quartiles(table, "genre", "minutes", least=3).to_dict("records") == [
        {"label": "b", "low": 15.0, "median": 20.0, "high": 25.0, "films": 3},
        {"label": "a", "low": 1.5, "median": 2.0, "high": 2.5, "films": 3},
    ]


def test_fences_do_not_move_with_an_outlier() -> None:
    """Median 3, median absolute deviation 1: the fences are 3 ± 3.5 · 1.4826, however large the last value."""
    for last in (5, 5_000_000):
        outer = fences(pd.Series([1, 2, 3, 4, last]))
        assert (outer.low, outer.median, outer.high) == pytest.approx((3 - 3.5 * 1.4826, 3, 3 + 3.5 * 1.4826))


def test_log_fences_are_ratios() -> None:
    """On a logarithmic scale the fences stand at equal ratios from the median."""
    outer = log_fences(pd.Series([1, 10, 100, 1000, 10_000]))
    assert outer.median == pytest.approx(100)
    assert outer.high / outer.median == pytest.approx(outer.median / outer.low)


def test_a_power_law_is_found() -> None:
    """y = 3 x² is fitted exactly; fewer than three distinct x have no fit."""
    x = pd.Series([1, 10, 100])
    fit = power_fit(x, 3 * x**2)
    assert fit is not None
    assert (fit.slope, fit.factor, fit.r2) == pytest.approx((2, 3, 1))
    assert power_fit(pd.Series([5, 5, 5]), x) is None


def test_few_votes_say_little() -> None:
    """One vote of 10 stays near the prior; a thousand prevail."""
    ratings = weighted_rating(pd.Series([10.0, 10.0]), pd.Series([1, 1000]), prior=6.0, weight=50)
    assert ratings.round(2).tolist() == [6.08, 9.81]


def test_words_that_say_something() -> None:
    """Stop words of each language, endings, single letters, digits and other scripts are left out."""
    assert words("The Lord of the Rings") == {"lord", "rings"}
    assert words("Schindler's List 2") == {"schindler", "list"}
    assert words("L'Avventura", "it") == {"avventura"}
    assert words("El secreto de sus ojos", "es") == {"secreto", "ojos"}
    assert (words("War", "en"), words("Es war einmal", "de")) == ({"war"}, {"einmal"})
    assert words("東京物語") == set()


def test_a_word_counts_once_per_title() -> None:
    """Counts are of titles; ties stand in alphabetical order."""
    counts = word_counts([("Love Love", "en"), ("Love and War", "en"), ("Night", "en")])
    assert list(counts.itertuples(index=False, name=None)) == [("love", 2), ("night", 1), ("war", 1)]


def test_words_of_a_cloud_do_not_touch() -> None:
    """Two words that want one place: the first keeps it, the second moves just enough."""
    places = separated([("king", 100, 100, 40), ("moon", 100, 100, 40)])
    assert places["king"] == (100, 138, 40)
    x, y, size = places["moon"]
    assert size == 40
    assert abs(x - 100) > 80 or abs(y - 138) > 25


def test_a_cloud_is_the_same_every_time() -> None:
    """The same words land in the same places."""
    counts = pd.DataFrame({"word": ["love", "war", "night"], "count": [9, 5, 2]})
    pd.testing.assert_frame_equal(word_layout(counts), word_layout(counts))


@pytest.mark.parametrize(
    ("spanish", "english", "value", "form"),
    [
        ("45.346", "45,346", 45346, "n"),
        ("1.234,5", "1,234.5", 1234.5, "d1"),
        ("71\u00a0%", "71%", 0.7099, "p"),
        ("1,5\u00a0%", "1.5%", 0.015, "p"),
        ("99,9\u00a0%", "99.9%", 0.999, "p"),
        ("30 millones de dólares", "$30 million", 30_000_000, "m"),
        ("1 millón de dólares", "$1 million", 1_000_000, "m"),
        ("2.788 millones de dólares", "$2.8 billion", 2_787_965_087, "m"),
        ("1.234 dólares", "$1,234", 1234, "m"),
        ("2.788\u00a0M", "$2.8B", 2_787_965_087, "sm"),
        ("2001", "2001", 2001, ""),
        ("Ciencia ficción", "Science fiction", Name("genre", "Science Fiction"), "^"),
        ("Estados Unidos", "United States", Name("country", "US|United States of America"), ""),
        ("cantonés", "Cantonese", Name("language", "cn"), ""),
        ("ciencia ficción", "science fiction", Name("genre", "Science Fiction"), ""),
        ("película de TV", "TV movie", Name("genre", "TV Movie"), ""),
        ("el francés", "French", Name("language", "fr"), "a"),
        ("El francés", "French", Name("language", "fr"), "^a"),
        ("sin idioma", "no language", Name("language", "xx"), "a"),
        ("el Reino Unido", "the United Kingdom", Name("country", "GB|United Kingdom"), "a"),
        ("Estados Unidos", "the United States", Name("country", "US|United States of America"), "a"),
        ("los Países Bajos", "the Netherlands", Name("country", "NL|Netherlands"), "a"),
        ("Francia", "France", Name("country", "FR|France"), "a"),
        ("década de 1990", "1990s", Name("decade", 1990), ""),
        ("La década de 1990", "The 1990s", Name("decade", 1990), "^a"),
        ("diciembre", "December", Name("month", 12), ""),
        ("\u22120,32", "\u22120.32", -0.32, "d2"),
        ("< 0,1\u00a0%", "< 0.1%", 0.0004, "p"),
        ("> 99,9\u00a0%", "> 99.9%", 0.9997, "p"),
    ],
)
def test_numbers_and_names_in_each_language(spanish: str, english: str, value: object, form: str) -> None:
    """Each language writes numbers, money and names its own way."""
    assert [Filled(language).fill(f"{{value:{form}}}", {"value": value}) for language in (SPANISH, ENGLISH)] == [spanish, english]


def test_a_sentence_without_its_number_is_none() -> None:
    """A fact that is absent, none or not a number is missing, not printed."""
    for facts in ({}, {"a": None}, {"a": math.nan}):
        with pytest.raises(MissingFactError):
            Filled(SPANISH).fill("{a:n}", facts)


def test_dark_colours_are_rules() -> None:
    """A drawing keeps its own colours, and gains a rule for each that readers of dark pages see."""
    drawn = svg(Canvas(72, 36, [Areas([[(0, 0), (9, 0), (9, 9)]], BLUE), Text(0, 9, "6.000", 11, BLUE)]))
    assert f'[style*="fill: {BLUE}"]{{fill:{DARK[BLUE]}!important}}' in drawn
    assert f'<path d="M0 0H9V9z" style="fill: {BLUE}"/>' in drawn
    assert f'style="fill: {BLUE}"' in drawn
    assert 'width="72" height="36"' in drawn
    assert ">6.000<" in drawn


def test_an_axis_says_where_values_stand() -> None:
    """In equal steps or in equal ratios, with room on either side; a single value has some too."""
    assert [Axis(0, 10).share(value) for value in (LOW, 0, 5, 10, HIGH)] == [0, 0, 0.5, 1, 1]
    assert Axis(1, 100, logarithmic=True).share(10) == pytest.approx(0.5)
    contents = Axis.around(1, 100, 0.5, logarithmic=True)
    assert (contents.low, contents.high) == pytest.approx((0.1, 1000))
    assert (Axis.around(7, 7, 0).low, Axis.around(7, 7, 0).high) == (6.5, 7.5)


def test_ticks_are_round_values_inside() -> None:
    """Few, evenly apart, and no fractions of films; powers of ten where ratios count."""
    assert Axis(0, 1010).round_values(5, whole=True) == [0, 250, 500, 750, 1000]
    assert Axis(0, 1).round_values(5, whole=True) == [0, 1]
    assert Axis(0.5, 2000, logarithmic=True).powers() == [1, 10, 100, 1000]
    assert Axis(0.4, 20, logarithmic=True).powers() == [0.5, 1, 2, 5, 10, 20]
    assert Axis(2, 6, logarithmic=True).powers() == [2, 3, 4, 5, 6]


def test_no_label_is_cut() -> None:
    """Plots shrink until the labels at their sides, ends and corners are on the sheet, and clear of each other."""
    plots = [Plot(Axis(0, 1), Axis(0, 1)) for _ in range(2)]
    for plot in plots:
        plot.y.ticks = [(1, "a rather long name")]
        plot.x.ticks, plot.x.line, plot.x.label = [(1, "1.000.000")], True, "Dollars"
        plot.write(1, 0.5, "the end of a line")
    canvas = Canvas(720, 300)
    show(canvas, [plots])
    texts = [shape for shape in canvas.shapes if isinstance(shape, Text)]
    assert len(texts) == 8
    ends = []
    for text in texts:
        length = text_width(text.text, text.size)
        left = text.x - {"start": 0, "middle": length / 2, "end": length}[text.anchor]
        assert 5 <= left < left + length <= 715, text
        assert 5 <= text.y - 0.76 * text.size < text.y + 0.24 * text.size <= 295, text
        ends.append((left, left + length))
    assert max(end for _, end in ends[:4]) < min(start for start, _ in ends[4:])


def test_a_plot_paints_its_marks_where_they_belong() -> None:
    """The data's upper right corner is the box's, and texts lie on top."""
    plot = Plot(Axis(0, 10), Axis(0, 1))
    plot.boxes([(0, 0, 5, 1)], [BLUE])
    plot.lines([[(LOW, 0.5), (HIGH, 0.5)]], BLUE)
    plot.write(10, 1, "top", baseline=0)
    plot.dots([(10, 1)], 3, BLUE)
    box, line, dot, text = plot.painted(Box(100, 50, 200, 90))
    assert box == Areas([[(100, 90), (150, 90), (150, 50), (100, 50)]], BLUE, BLUE)
    assert line == Lines([[(100, 70), (200, 70)]], BLUE, 2.2)
    assert dot == Dots([(200, 50)], 3, BLUE)
    assert isinstance(text, Text)
    assert (text.x, text.y, text.text) == (200, 50, "top")


def test_a_name_is_no_markup() -> None:
    """Titles of films hold any character."""
    assert ">Q&amp;A &lt;3<" in svg(Canvas(72, 36, [Text(0, 9, "Q&A <3", 11, BLUE)]))


def test_a_picture_shows_what_the_drawing_holds() -> None:
    """Areas, lines, dots and texts, upright and turned, each where it stands; room above moves all of it down."""
    shapes: list[Shape] = [
        Areas([[(0, 0), (30, 0), (30, 30), (0, 30)]], BLUE),
        Lines([[(45, 0), (45, 30)]], BLUE, 6),
        Dots([(75, 15)], 9, BLUE),
        Text(96, 24, "M", 24, BLUE),
        Text(144, 24, "M", 24, BLUE, turned=True),
    ]
    picture = Image.open(io.BytesIO(png(Canvas(150, 30, shapes), above=30, below=6)))
    assert (picture.size, picture.info["dpi"]) == ((250, 110), pytest.approx((120, 120), abs=0.1))
    blue = ImageColor.getrgb(BLUE)
    painted = {(x // 50, y // 50) for x in range(250) for y in range(110) if picture.getpixel((x, y)) == blue}
    assert painted == {(0, 1), (1, 1), (2, 1), (3, 1), (4, 1)}


def test_there_are_forty_figures(contents: Contents) -> None:
    """The sample shows at least forty figures, each name once."""
    names = [figure.name for figure, _ in contents.figures]
    assert len([figure for figure, _ in contents.figures if len(figure.data)]) >= 40
    assert len(names) == len(set(names))


def test_every_figure_is_described_in_both_languages(contents: Contents) -> None:
    """Title, finding, caption and method, with every number filled in."""
    for figure, texts in contents.figures:
        for language in LANGUAGES:
            described = texts[language.code]
            for part in ("title", "alt", "caption", "method"):
                assert described[part], f"{figure.name} has no {part} in {language.code}"
                assert "{" not in described[part], f"{figure.name}: {described[part]}"


def test_a_finding_quotes_a_number(contents: Contents) -> None:
    """The alternative text of a figure with data says what it found, not only what it is."""
    for figure, texts in contents.figures:
        if len(figure.data) and not figure.name.startswith("words_"):
            assert re.search(r"\d", texts["es"]["alt"]), f"{figure.name}: {texts['es']['alt']}"


def test_the_published_figures_are_whole(public: Path, contents: Contents) -> None:
    """SVG for wide and narrow pages and PNG in both languages, and the data as CSV."""
    for figure, _ in contents.figures:
        for language in LANGUAGES:
            stem = public / "figuras" / language.code / figure.name
            assert stem.with_name(f"{figure.name}-360.svg").read_text().startswith("<svg")
            assert stem.with_suffix(".svg").read_text().startswith("<svg")
            assert stem.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
        header = (public / "figuras/datos" / f"{figure.name}.csv").read_text().partition("\n")[0]
        assert header == ",".join(figure.data.columns)


def test_another_process_draws_the_same_bytes(contents: Contents, public: Path) -> None:
    """No date, no random name, no order of a set: the published files are those that this process draws."""
    for figure, texts in contents.figures:
        if figure.name in ("runtime", "words_titles", "budget_revenue"):
            for path, content in figure_files(figure, texts):
                assert content == (public / path).read_bytes(), path


def test_a_figure_without_data_says_so() -> None:
    """An empty table is drawn as a sentence."""

    def never(*_: object) -> None:
        raise AssertionError

    texts = {language.code: {"title": "t", "source": "s", "nothing": site("", language)["nothing"]} for language in LANGUAGES}
    files = figure_files(Figure("empty", pd.DataFrame(), 0, never), texts)
    assert "no tiene datos" in dict(files)["figuras/es/empty.svg"].decode()


def tiny_tables() -> Tables:
    """A catalogue of six films without keywords, credits, companies, ratings, or any money."""
    films = pd.DataFrame(
        {
            "film_id": range(1, 7),
            "title": [f"Film {number}" for number in range(1, 7)],
            "original_language": "es",
            "overview": None,
            "tagline": None,
            "release_date": [f"200{number}-03-0{number}" for number in range(1, 7)],
            "release_year": range(2001, 2007),
            "status": "Released",
            "runtime": pd.NA,
            "budget": 0,
            "revenue": 0,
            "return": 0.0,
            "popularity": math.nan,
            "vote_average": math.nan,
            "vote_count": 0,
            "collection_id": pd.NA,
            "collection": None,
        }
    )
    others = {name: typed(name, pd.DataFrame(columns=list(columns))) for name, columns in COLUMNS.items() if name != "films"}
    return Tables(films=typed("films", films), **others)


def test_a_bare_catalogue_has_a_site() -> None:
    """Six films of which nothing but title and date is known still make every chapter, without an error."""
    tables = tiny_tables()
    data = Data(tables, {question: answer(question, tables) for question in QUESTION if question != "recomendacion"}, {})
    bare = Contents(computed_items(data))
    assert {chapter for chapter, _ in bare.by_section} == {chapter.name for chapter in CHAPTERS if chapter.sections}
    for figure, texts in bare.figures:
        assert len(figure_files(figure, texts)) == 7, figure.name
        assert texts["en"]["alt"], figure.name


@pytest.mark.parametrize("films", [1, 2, 3])
def test_a_few_famous_films_have_figures(sample: Tables, films: int) -> None:
    """Axes of one value, or without a power of ten, are drawn too."""
    famous = sample.films.nlargest(films, "vote_count")["film_id"]
    few = Tables(
        **{name: table[table["film_id"].isin(famous)] if "film_id" in table else table for name, table in sample.items()}
    )
    for figure, texts in Contents(computed_items(Data(few, answer_all(few), {}))).figures:
        files = figure_files(figure, texts)
        assert len(files) == 7, figure.name


def test_drawings_speak_their_language() -> None:
    """A text that a drawing lacks is blank, not an error."""
    assert Drawing(SPANISH, True, {"x": "Minutos"}).text("x") == "Minutos"
    assert Drawing(SPANISH, True, {}).text("y") == ""
