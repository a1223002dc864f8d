"""The store finds the answer of a name, and says clearly what is wrong with a tree."""

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from functions.keys import clave
from functions.paths import alias_path, answer_path, fame_path, loose_path
from functions.questions import QUESTION
from functions.store import Store, UnknownNameError, public_tree
from functions.tree_files import DamagedFileError, UnpublishedQuestionError, read
from tests.support.small_tree import TITLES, put, write_tree


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A tree of this test's own."""
    write_tree(tmp_path)
    return tmp_path


@pytest.mark.parametrize("title", TITLES)
def test_every_title_is_found_as_typed(public: Path, title: str) -> None:
    """A title, its capitals and its key all find the file's very bytes."""
    key = clave(title)
    for typed in (title, title.upper(), f"  {title} ", key):
        answer = Store(public).answer("peliculas_duracion", typed)
        assert answer == (key, (public / answer_path("peliculas_duracion", key)).read_bytes())


def test_the_tree_has_the_shapes_of_the_contract(public: Path) -> None:
    """The tests' tree is what the build would write."""
    for question in QUESTION.values():
        adapter = TypeAdapter[object](question.shape)
        store = Store(public)
        for key in store.known_names(question.name).keys:
            adapter.validate_json(store.answer(question.name, key).body)


@pytest.mark.parametrize(("typed", "key"), [("Español", "es"), ("SPANISH", "es"), ("es", "es")])
def test_an_alias_leads_to_its_key(public: Path, typed: str, key: str) -> None:
    """A language is known by its names and its code."""
    assert Store(public).answer("peliculas_idioma", typed).key == key


@pytest.mark.parametrize("typed", ["toy stories", "The Toy Stories", "TOY-STORIES", "toystories", "Toy Stories 1"])
def test_a_name_typed_carelessly_is_found_by_its_looser_form(public: Path, typed: str) -> None:
    put(public, loose_path("franquicia"), {"toystories": "toy-story-collection"})
    assert Store(public).answer("franquicia", typed).key == "toy-story-collection"


def test_a_looser_form_stands_before_no_key_and_no_alias(public: Path) -> None:
    put(public, loose_path("peliculas_idioma"), {"castellano": "es", "es": "en", "espanol": "en", "spanish": "en"})
    store = Store(public)
    assert [store.answer("peliculas_idioma", name).key for name in ("es", "español", "castellano")] == ["es", "es", "es"]


def test_an_unknown_name_is_told_with_its_key(public: Path) -> None:
    """Neither a key nor an alias."""
    with pytest.raises(UnknownNameError) as unknown:
        Store(public).answer("franquicia", "Nada así")
    assert (unknown.value.question, unknown.value.key) == ("franquicia", "nada-asi")


def test_a_question_without_a_folder_is_not_published(public: Path) -> None:
    """A tree may lack a question."""
    for file in (public / "api/v1/recomendacion").iterdir():
        file.unlink()
    (public / "api/v1/recomendacion").rmdir()
    with pytest.raises(UnpublishedQuestionError):
        Store(public).answer("recomendacion", "Heat")


@pytest.mark.parametrize("damage", [b"", b'{"pelicula":"Heat"', b"\0\0\0\0", b"[1]"])
def test_a_damaged_answer_is_told_and_the_rest_goes_on(public: Path, damage: bytes) -> None:
    """Empty, cut short, overwritten: never served."""
    (public / answer_path("peliculas_duracion", clave("Heat"))).write_bytes(damage)
    store = Store(public)
    with pytest.raises(DamagedFileError, match=r"heat\.json: not an answer"):
        store.answer("peliculas_duracion", "Heat")
    assert store.answer("peliculas_duracion", "Toy Story").key == "toy-story"


def test_a_missing_answer_is_no_unknown_name(public: Path) -> None:
    """A key that the tree lists has lost its file; so has one that an alias names."""
    (public / answer_path("peliculas_duracion", clave("Heat"))).unlink()
    (public / answer_path("peliculas_idioma", clave("es"))).unlink()
    for question, typed in (("peliculas_duracion", "Heat"), ("peliculas_idioma", "español")):
        with pytest.raises(DamagedFileError, match="missing"):
            Store(public).answer(question, typed)


def test_a_folder_in_the_place_of_an_answer_is_damage(public: Path) -> None:
    """What cannot be read is told, not raised."""
    file = public / answer_path("peliculas_duracion", clave("Heat"))
    file.unlink()
    file.mkdir()
    with pytest.raises(DamagedFileError):
        Store(public).answer("peliculas_duracion", "Heat")


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"a":1}', b'"x"'])
@pytest.mark.parametrize("path", [alias_path("franquicia"), fame_path("franquicia")])
def test_a_damaged_table_fails_unknown_names_only(public: Path, path: str, content: bytes) -> None:
    """Keys are found without any table."""
    (public / path).write_bytes(content)
    store = Store(public)
    with pytest.raises(DamagedFileError):
        store.answer("franquicia", "Nada así")
    assert store.answer("franquicia", "Toy Story Collection").key == "toy-story-collection"


def test_a_tree_published_again_is_picked_up(public: Path) -> None:
    """New bytes, new names and new aliases, with no restart."""
    store = Store(public)
    with pytest.raises(UnknownNameError):
        store.answer("peliculas_pais", "Uruguay")
    put(public, answer_path("peliculas_pais", clave("Uruguay")), {"pais": "Uruguay"})
    put(public, answer_path("peliculas_pais", clave("Argentina")), {"pais": "Argentina", "cantidad": 9})
    put(public, alias_path("peliculas_pais"), {"uy": "uruguay"})
    put(public, fame_path("peliculas_pais"), ["uruguay", "argentina"])
    assert store.answer("peliculas_pais", "UY").body == b'{"pais":"Uruguay"}'
    assert store.answer("peliculas_pais", "Argentina").body == b'{"pais":"Argentina","cantidad":9}'
    assert store.known_names("peliculas_pais").nearest(clave("urugay")) == ["uruguay"]


def test_questions_about_the_same_films_share_their_names(public: Path) -> None:
    """Their lists are the same bytes; in memory they are one, until one of them changes."""
    store = Store(public)
    assert store.known_names("recomendacion") is store.known_names("peliculas_duracion")
    assert store.known_names("recomendacion") is not store.known_names("get_director")
    put(public, fame_path("recomendacion"), ["heat"])
    assert store.known_names("recomendacion").keys == ["heat"]
    assert len(store.known_names("peliculas_duracion").keys) > 1


@pytest.mark.parametrize("size", [0, 1, 32_767, 32_768, 32_769, 100_000])
def test_a_file_is_read_whole(tmp_path: Path, size: int) -> None:
    """Whatever its size beside that of a read."""
    (tmp_path / "file").write_bytes(b"x" * size)
    assert read(str(tmp_path / "file")) == b"x" * size


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("toy stroy", "toy-story"), ("spilberg", "steven-spielberg"), ("kubrik", "stanley-kubrick"),
     ("space odyssey", "2001-a-space-odyssey")],
)  # fmt: skip
def test_the_nearest_name_comes_first(public: Path, typed: str, nearest: str) -> None:
    """Misspelt, or a part alone."""
    store = Store(public)
    found = [store.known_names(question).nearest(clave(typed)) for question in ("peliculas_duracion", "get_director")]
    assert nearest in [names[0] for names in found if names]


def test_of_equally_near_names_the_famous_one_comes_first(tmp_path: Path) -> None:
    """Fame is the order of fama.json."""
    put(tmp_path, alias_path("get_director"), {})
    put(tmp_path, fame_path("get_director"), [f"otra-{n}" for n in range(50)] + ["ana-diaz", "ana-dias"])
    assert Store(tmp_path).known_names("get_director").nearest(clave("ana diax")) == ["ana-diaz", "ana-dias"]


def test_the_tree_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """$FILMOTECA_PUBLIC, else public/ beside functions/, wherever the process stands."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FILMOTECA_PUBLIC", raising=False)
    assert public_tree() == Path(__file__).parent.parent / "public"
    monkeypatch.setenv("FILMOTECA_PUBLIC", "there")
    assert public_tree() == tmp_path / "there"
