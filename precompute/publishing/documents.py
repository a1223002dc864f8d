"""The files beside the answers: the shape of each, in the same form as the answers' shapes.

What the classes say of themselves is published as their schema's description, so it is in Spanish and in English.
"""

from typing import Annotated, Any, NotRequired

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

_EXACTLY = ConfigDict(extra="forbid", strict=True)
Enlace = Annotated[
    str, Field(description="Ruta desde la raíz del sitio · Path from the root of the site", examples=["/api/v1/index.json"])
]
Sha256 = Annotated[
    str, Field(description="SHA-256 del archivo, en hexadecimal · SHA-256 of the file, in hexadecimal", pattern=r"^[0-9a-f]{64}$")
]
Bytes = Annotated[int, Field(description="Tamaño del archivo · Size of the file", ge=0, json_schema_extra={"x-unidad": "By"})]
Ruta = Annotated[
    str,
    Field(
        description="Ruta del archivo, sin barra inicial · Path of the file, without a leading slash",
        examples=["api/v1/peliculas_idioma/es.json"],
    ),
]
Nombres = Annotated[
    dict[str, str],
    Field(
        description="Cada clave con el nombre que muestra, por orden de clave · Each key with the name it shows, sorted by key"
    ),
]
Total = Annotated[int, Field(description="Cantidad de claves de la pregunta · Number of keys of the question", ge=0)]
Pregunta = Annotated[str, Field(description="Nombre de la pregunta · Name of the question", examples=["franquicia"])]


@with_config(_EXACTLY)
class Indice(TypedDict):
    """Todas las claves de una pregunta. · All keys of a question."""

    pregunta: Pregunta
    total: Total
    paginas: Annotated[
        str | None,
        Field(
            description="La primera de las páginas de este índice; null si es pequeño "
            "· The first of this index's pages; null if it is small"
        ),
    ]
    claves: Nombres


@with_config(_EXACTLY)
class Pagina(TypedDict):
    """Una página de un índice grande. · A page of a large index."""

    pregunta: Pregunta
    total: Total
    pagina: Annotated[int, Field(description="Número de esta página, desde 1 · Number of this page, from 1", ge=1)]
    paginas: Annotated[int, Field(description="Cantidad de páginas · Number of pages", ge=1)]
    siguiente: Annotated[
        str | None, Field(description="Enlace a la página siguiente; null en la última · Link to the next page; null on the last")
    ]
    claves: Nombres


Alias = Annotated[
    dict[str, str],
    Field(
        title="Alias",
        description="Otras claves que alguien puede escribir, cada una con la clave que nombra "
        "· Other keys that people may type, each with the key it stands for",
    ),
]


Fama = Annotated[
    list[str],
    Field(
        title="Fama",
        description="Todas las claves de una pregunta, primero aquellas cuyas películas suman más votos "
        "· All keys of a question, first those whose films have the most votes",
    ),
]


@with_config(_EXACTLY)
class ArchivoPublicado(TypedDict):
    """Lo que el manifiesto sabe de un archivo. · What the manifest knows of a file."""

    sha256: Sha256
    bytes: Bytes


Manifiesto = Annotated[
    dict[str, ArchivoPublicado],
    Field(
        title="Manifiesto",
        description="Cada archivo de api/v1 con su SHA-256 y su tamaño, por orden de ruta; faltan sólo el índice raíz "
        "(que avala al manifiesto) y el manifiesto mismo · Each file of api/v1 with its SHA-256 and size, sorted by path; only "
        "the root index (which vouches for the manifest) and the manifest itself are missing",
    ),
]


@with_config(_EXACTLY)
class PreguntaPublicada(TypedDict):
    """Una pregunta: qué responde y dónde están sus archivos. · A question: what it answers and where its files are."""

    parametro: Annotated[str, Field(description="Nombre del parámetro en la API REST · Name of the parameter in the REST API")]
    resumen: Annotated[str, Field(description="Qué responde · What it answers")]
    resumen_en: Annotated[str, Field(description="Lo mismo en inglés · The same in English")]
    ejemplo: Annotated[
        str | None,
        Field(description="Una clave con respuesta; null donde no hay ninguna · A key with an answer; null where there is none"),
    ]
    total: Annotated[int, Field(description="Cantidad de respuestas · Number of answers", ge=0)]
    indice: Enlace
    paginas: Annotated[
        str | None,
        Field(
            description="Primera página del índice; null si el índice es pequeño "
            "· First page of the index; null if the index is small"
        ),
    ]
    alias: Enlace
    alias_laxo: Enlace
    formas: Annotated[
        int,
        Field(
            description="En cuántos archivos formas-{formas}/{n}.json están los alias y, tras «~», las formas laxas; n es el CRC-32 del texto en UTF-8, módulo esta · In how many files formas-{formas}/{n}.json the aliases and, after “~”, the looser forms are; n is the CRC-32 of the text in UTF-8, modulo this"
        ),
    ]
    fama: Enlace
    respuesta: Annotated[
        str,
        Field(
            description="Plantilla URI (RFC 6570) de una respuesta, o del paquete que la tiene "
            "· URI template (RFC 6570) of an answer, or of the pack that holds it"
        ),
    ]
    paquetes: Annotated[
        int | None,
        Field(
            description="Cantidad de paquetes; el de una clave es su CRC-32 en UTF-8, módulo esta. Null: un archivo por clave "
            "· Number of packs; that of a key is its CRC-32 in UTF-8, modulo this. Null: a file for each key"
        ),
    ]
    esquema: Enlace
    descarga: Annotated[
        str | None,
        Field(
            description="Todas las respuestas en un NDJSON; null si no cabe en el servidor "
            "· All answers in one NDJSON; null if the host does not take it"
        ),
    ]


@with_config(_EXACTLY)
class EnlaceManifiesto(TypedDict):
    """El manifiesto, y con qué verificarlo. · The manifest, and what verifies it."""

    enlace: Enlace
    sha256: Sha256
    bytes: Bytes


@with_config(_EXACTLY)
class Raiz(TypedDict):
    """El índice raíz: qué hay, de dónde viene y cómo verificarlo. ·
    The root index: what there is, where it comes from and how to verify it."""

    version: Annotated[
        str,
        Field(
            description="Versión del contrato; dentro de v1 sólo se agrega "
            "· Version of the contract; within v1 there are only additions"
        ),
    ]
    preguntas: dict[str, PreguntaPublicada]
    documentos: Annotated[
        dict[str, str], Field(description="Los demás documentos de la API, por nombre · The API's other documents, by name")
    ]
    fuente: Annotated[str, Field(description="De dónde vienen los datos · Where the data comes from")]
    licencia: Annotated[str, Field(description="Licencia de los datos · Licence of the data")]
    reconocimiento: Annotated[
        str, Field(description="Reconocimiento que pide la fuente · Acknowledgement that the source asks for")
    ]
    valoraciones: Annotated[
        str | None,
        Field(description="Origen de las valoraciones; null si no se usaron · Origin of the ratings; null if none were used"),
    ]
    filas: Annotated[dict[str, int], Field(description="Filas de cada tabla limpia · Rows of each clean table")]
    omitidos: Annotated[
        dict[str, int],
        Field(
            description="Archivos que el servidor no admite, con sus bytes · Files that the host does not take, with their bytes"
        ),
    ]
    manifiesto: EnlaceManifiesto


@with_config(_EXACTLY)
class Cambios(TypedDict):
    """Lo que cambió desde una publicación anterior. · What changed since an earlier release."""

    desde: Annotated[
        str, Field(description="SHA-256 del manifiesto anterior · SHA-256 of the earlier manifest", pattern=r"^[0-9a-f]{64}$")
    ]
    cantidad: Annotated[dict[str, int], Field(description="Cuántos archivos hay en cada lista · How many files each list has")]
    agregados: Annotated[list[Ruta], Field(description="Archivos que antes no estaban · Files that were not there before")]
    cambiados: Annotated[list[Ruta], Field(description="Archivos con otro contenido · Files with another content")]
    quitados: Annotated[list[Ruta], Field(description="Archivos que ya no están · Files that are gone")]


@with_config(_EXACTLY)
class Descarga(TypedDict):
    """Un archivo para bajar entero. · A file to download whole."""

    archivo: Annotated[str, Field(description="Nombre del archivo · Name of the file", examples=["films.csv"])]
    enlace: Enlace
    formato: Annotated[str, Field(description="Tipo de medio · Media type", examples=["text/csv"])]
    contenido: Annotated[
        str,
        Field(
            description="La tabla o la pregunta que contiene; filmoteca: todo "
            "· The table or question that it holds; filmoteca: everything",
            examples=["films"],
        ),
    ]
    filas: Annotated[int, Field(description="Filas, sin contar la cabecera · Rows, without the header", ge=0)]
    bytes: Bytes
    sha256: Sha256
    licencia: Annotated[str, Field(description="Licencia de estos datos · Licence of this data")]


@with_config(_EXACTLY)
class Descargas(TypedDict):
    """Todo lo que se puede bajar entero. · Everything that can be downloaded whole."""

    diccionario: Enlace
    paquete_de_datos: Annotated[
        str,
        Field(
            description="Las tablas CSV como paquete de datos (Frictionless) · The CSV tables as a data package (Frictionless)"
        ),
    ]
    descargas: list[Descarga]


@with_config(_EXACTLY)
class Columna(TypedDict):
    """Una columna de una tabla limpia. · A column of a clean table."""

    nombre: str
    tipo: Annotated[
        str,
        Field(
            description="entero, decimal o texto · entero (integer), decimal or texto (text)", pattern="^(entero|decimal|texto)$"
        ),
    ]
    tipo_estandar: Annotated[
        str,
        Field(
            description="El tipo en Table Schema (Frictionless): integer, number, string o date "
            "· The type in Table Schema (Frictionless): integer, number, string or date",
            pattern="^(integer|number|string|date)$",
        ),
    ]
    nulo: Annotated[bool, Field(description="Si puede faltar · Whether it may be missing")]
    unidad: Annotated[
        str | None,
        Field(
            description="Unidad (UCUM, o moneda ISO 4217); null si no tiene "
            "· Unit (UCUM, or an ISO 4217 currency); null if it has none"
        ),
    ]
    descripcion: str
    descripcion_en: Annotated[str, Field(description="Lo mismo en inglés · The same in English")]


@with_config(_EXACTLY)
class Tabla(TypedDict):
    """Una tabla limpia y sus columnas, en su orden. · A clean table and its columns, in their order."""

    descripcion: str
    descripcion_en: Annotated[str, Field(description="Lo mismo en inglés · The same in English")]
    clave_primaria: Annotated[
        list[str],
        Field(
            description="Columnas que identifican cada fila; vacío si no hay "
            "· Columns that identify a row; empty if there are none"
        ),
    ]
    claves_foraneas: Annotated[
        dict[str, str], Field(description="Columna → tabla.columna a la que remite · Column → table.column that it refers to")
    ]
    columnas: list[Columna]


@with_config(_EXACTLY)
class Diccionario(TypedDict):
    """Diccionario de datos de las tablas limpias. · Data dictionary of the clean tables."""

    tablas: dict[str, Tabla]


@with_config(_EXACTLY)
class Rechazadas(TypedDict):
    """Filas de la fuente que no son películas. · Rows of the source that are no films."""

    total: int
    por_motivo: Annotated[dict[str, int], Field(description="Cuántas por cada motivo · How many for each reason")]


@with_config(_EXACTLY)
class ReparacionesDeColumna(TypedDict):
    """Celdas de una columna que se corrigieron del mismo modo. · Cells of a column that were mended in the same way."""

    archivo: str
    columna: str
    reparacion: Annotated[str, Field(description="Qué se hizo · What was done")]
    celdas: int


@with_config(_EXACTLY)
class Reparaciones(TypedDict):
    """Celdas de la fuente que se corrigieron o se dejaron vacías. · Cells of the source that were mended or left empty."""

    total: int
    por_columna: list[ReparacionesDeColumna]


@with_config(_EXACTLY)
class Calidad(TypedDict):
    """Qué de la fuente se volvió película, qué no y por qué, y qué no se conoce. · What of the source became films, what did not and why, and what is unknown."""

    filas_leidas: Annotated[int, Field(description="peliculas + rechazadas.total · peliculas + rechazadas.total")]
    peliculas: int
    rechazadas: Rechazadas
    reparaciones: Reparaciones
    ceros_desconocidos: Annotated[
        dict[str, int],
        Field(
            description="Películas con 0 en cada columna, que ahí dice «no se sabe» "
            "· Films with 0 in each column, which there says unknown"
        ),
    ]
    retorno_conocido: Annotated[int, Field(description="Películas con retorno mayor que 0 · Films with a return above 0")]
    faltantes: Annotated[
        dict[str, int],
        Field(
            description="Películas sin valor en cada columna que puede faltar "
            "· Films without a value in each column that may be missing"
        ),
    ]
    sin_filas: Annotated[
        dict[str, int], Field(description="Películas sin ninguna fila en cada tabla · Films without any row in each table")
    ]
    no_tiene: Annotated[
        list[str],
        Field(
            description="De qué no trae nada la fuente; sus preguntas no tienen claves "
            "· What the source has nothing of; its questions have no keys"
        ),
    ]


@with_config(_EXACTLY)
class Evaluacion(TypedDict):
    """Cómo se midió la recomendación, junto a las de otros. · How the recommendations were measured, beside those of others."""

    protocolo: Annotated[
        dict[str, int | float | str],
        Field(description="Con quiénes y con cuántas películas se midió · With whom and how many films it was measured"),
    ]
    metodos: Annotated[
        list[dict[str, Any]],
        Field(
            description="Cada método con sus medidas; null donde una no se aplica "
            "· Each method with its measures; null where one does not apply"
        ),
    ]
    listas: Annotated[
        dict[str, Any],
        Field(
            description="De las películas que gustan a una persona, cuántas halla una lista hecha de otras que le gustan "
            "· Of the films that a person likes, how many are found by a list made of others that they like"
        ),
    ]
    mapa: Annotated[
        dict[str, Any],
        Field(
            description="De las películas más cercanas a una en el mapa, qué parte está entre las más parecidas a ella "
            "· Of the films nearest to one on the map, which part are among those most like it"
        ),
    ]
    datos: Annotated[str, Field(description="De dónde vienen las valoraciones · Where the ratings come from")]


@with_config(_EXACTLY)
class Ficha(TypedDict):
    """Lo que se sabe de una película; lo que no se sabe falta. · What is known of a film; what is unknown is absent."""

    titulo: Annotated[str, Field(description="Título · Title")]
    clave: Annotated[
        str, Field(description="Su clave en peliculas_duracion y recomendacion · Its key in peliculas_duracion and recomendacion")
    ]
    original: NotRequired[Annotated[str, Field(description="Título original, si es otro · Original title, if another")]]
    estreno: Annotated[str, Field(description="Fecha de estreno, AAAA-MM-DD · Release date, YYYY-MM-DD")]
    anio: Annotated[int, Field(description="Año de estreno · Year of release")]
    duracion: NotRequired[
        Annotated[int, Field(description="Duración en minutos · Running time in minutes", json_schema_extra={"x-unidad": "min"})]
    ]
    idioma: NotRequired[
        Annotated[
            str,
            Field(description="Idioma original, ISO 639-1 como lo escribe TMDB · Original language, ISO 639-1 as TMDB writes it"),
        ]
    ]
    nota: NotRequired[
        Annotated[
            float,
            Field(
                description="Puntuación media en TMDB, de 0 a 10; falta sin votos · Mean score at TMDB, 0 to 10; absent without votes"
            ),
        ]
    ]
    votos: Annotated[int, Field(description="Cantidad de votos en TMDB · Number of votes at TMDB")]
    franquicia: NotRequired[Annotated[str, Field(description="Su franquicia · Its franchise")]]
    sinopsis: NotRequired[Annotated[str, Field(description="Sinopsis, en inglés · Overview, in English")]]
    direccion: NotRequired[Annotated[list[str], Field(description="Quienes la dirigen · Who directed it")]]
    generos: NotRequired[Annotated[list[str], Field(description="Géneros, en inglés · Genres, in English")]]
    paises: NotRequired[
        Annotated[
            list[list[str]],
            Field(
                description="Países de producción: código ISO 3166-1 y nombre en TMDB · Production countries: ISO 3166-1 code and name at TMDB"
            ),
        ]
    ]
    productoras: NotRequired[Annotated[list[str], Field(description="Productoras · Production companies")]]
    reparto: NotRequired[Annotated[list[str], Field(description="Los primeros del reparto · The first of the cast")]]


Fichas = Annotated[
    dict[str, Ficha],
    Field(
        title="Fichas",
        description="Fichas de películas por su identificador en TMDB: las de un resto al dividirlo por la cantidad de archivos · Film cards by TMDB id: those of one remainder modulo the number of files",
    ),
]


@with_config(_EXACTLY)
class Mapa(TypedDict):
    """Las películas más conocidas en un plano, cerca de las parecidas; la más conocida primero, columna por columna. · The best-known films on a plane, near those that are like them; best known first, column by column."""

    lado: Annotated[
        int,
        Field(
            description="Los lugares van de 0 a lado - 1, hacia la derecha y hacia abajo · Places are 0 to lado - 1, to the right and down",
            ge=1,
        ),
    ]
    aprendidas: Annotated[
        int,
        Field(
            description="De cuántas se aprendió el lugar; las otras están entre sus parecidas · Of how many the place was learned; the others stand among those like them",
            ge=0,
        ),
    ]
    generos: Annotated[list[str], Field(description="Géneros, en inglés, por su número · Genres, in English, by number")]
    id: Annotated[list[int], Field(description="Identificador de cada película en TMDB · Each film's id at TMDB")]
    x: Annotated[list[int], Field(description="Su lugar, hacia la derecha · Its place, to the right")]
    y: Annotated[list[int], Field(description="Su lugar, hacia abajo · Its place, down")]
    titulo: Annotated[list[str], Field(description="Título · Title")]
    anio: Annotated[list[int], Field(description="Año de estreno · Year of release")]
    genero: Annotated[
        list[int], Field(description="Número de su primer género; -1 si no tiene · Number of its first genre; -1 if it has none")
    ]


@with_config(_EXACTLY)
class IndiceDeFichas(TypedDict):
    """En cuántos archivos están las fichas. · In how many files the film cards are."""

    cantidad: Annotated[
        int, Field(description="Cantidad de archivos, una potencia de dos · Number of files, a power of two", ge=1)
    ]
    peliculas: Annotated[int, Field(description="Cantidad de fichas · Number of cards", ge=0)]


# The schema's name (its file in esquemas/) → the shape; in the order a reader meets them.
@with_config(_EXACTLY)
class Busqueda(TypedDict):
    """Los fragmentos de la búsqueda: un nombre está en el de su prefijo más largo, desde el comienzo de cada palabra. · The shards of the search: a name is in that of its longest prefix, from the start of each word."""

    preguntas: Annotated[
        list[str],
        Field(
            description="La pregunta de cada clase de nombre, por su número · The question of each kind of name, by its number"
        ),
    ]
    total: Annotated[
        int, Field(description="Cantidad de nombres que se pueden buscar · Number of names that can be searched", ge=0)
    ]
    prefijos: Annotated[list[str], Field(description="Los prefijos que tienen un fragmento · The prefixes that have a shard")]
    palabras: Annotated[
        list[int],
        Field(
            description="Los largos, en letras, de los que hay una lista de palabras "
            "· The lengths, in letters, of which there is a list of words"
        ),
    ]


Fragmento = Annotated[
    list[list[int | str]],
    Field(
        title="Fragmento",
        description="Nombres, los más conocidos primero: clase, nombre, año o cantidad de películas y votos; después, donde"
        " hacen falta, la clave, el nombre en inglés y otras claves que llevan a él; de una película, sus otros títulos, entre"
        " tabuladores · Names, best known first: kind, name, year or number of films, and votes; then, where they are needed,"
        " the key, the English name and other keys that lead to it; of a film, its other titles, between tabs",
    ),
]

Palabras = Annotated[
    list[str],
    Field(
        title="Palabras",
        description="Las palabras de un largo de los nombres más conocidos, para enmendar lo mal tipeado "
        "· The words of one length in the best known names, to mend what is mistyped",
    ),
]


@with_config(_EXACTLY)
class Vecinas(TypedDict):
    """Las películas, las más conocidas primero, columna por columna: lo que filtra una lista, y en qué archivos está el resto. · The films, best known first, column by column: what filters a list, and in which files the rest is."""

    paquetes: Annotated[
        int,
        Field(
            description="Cantidad de archivos de vecinas: el de una película es id módulo esto · Number of files of neighbours: that of a film is its id modulo this",
            ge=1,
        ),
    ]
    titulos: Annotated[int, Field(description="Cantidad de títulos por archivo · Number of titles a file", ge=1)]
    nombres: Annotated[
        dict[str, str],
        Field(description="Cada género, por su clave, con su nombre en español · Each genre, by its key, with its Spanish name"),
    ]
    idiomas: Annotated[
        list[str],
        Field(
            description="Las claves de los idiomas, por su número; vacía si no se conoce · The keys of the languages, by number; empty if unknown"
        ),
    ]
    conjuntos_generos: Annotated[
        list[list[str]], Field(description="Conjuntos de géneros, por su número · Sets of genres, by number")
    ]
    conjuntos_paises: Annotated[
        list[list[str]], Field(description="Conjuntos de países, por su número · Sets of countries, by number")
    ]
    id: Annotated[list[int], Field(description="Identificador de cada película en TMDB · Each film's id at TMDB")]
    anio: Annotated[list[int], Field(description="Año de estreno · Year of release")]
    duracion: Annotated[list[int], Field(description="Minutos; 0 si no se conocen · Minutes; 0 if unknown")]
    idioma: Annotated[list[int], Field(description="Número de su idioma original · Number of its original language")]
    generos: Annotated[list[int], Field(description="Número de su conjunto de géneros · Number of its set of genres")]
    paises: Annotated[list[int], Field(description="Número de su conjunto de países · Number of its set of countries")]
    franquicia: Annotated[
        list[int], Field(description="Número de su franquicia; 0 si no es de ninguna · Number of its franchise; 0 if it has none")
    ]


VecinasDe = Annotated[
    dict[str, list[int]],
    Field(
        title="Vecinas de cada película",
        description="Por identificador de una película, sus vecinas, la mejor primero: identificador y peso, una tras otra · By a film's id, its neighbours, best first: id and weight, one after another",
    ),
]

Titulos = Annotated[
    list[str],
    Field(
        title="Títulos",
        description="Los títulos de una parte de las películas, en el orden del índice · The titles of a part of the films, in the order of the index",
    ),
]


DOCUMENTS: dict[str, Any] = {
    "raiz": Raiz,
    "indice": Indice,
    "pagina": Pagina,
    "alias": Alias,
    "fama": Fama,
    "manifiesto": Manifiesto,
    "cambios": Cambios,
    "calidad": Calidad,
    "evaluacion": Evaluacion,
    "descargas": Descargas,
    "diccionario": Diccionario,
    "busqueda": Busqueda,
    "fragmento": Fragmento,
    "palabras": Palabras,
    "fichas": Fichas,
    "indice_de_fichas": IndiceDeFichas,
    "mapa": Mapa,
    "vecinas": Vecinas,
    "vecinas_de": VecinasDe,
    "titulos": Titulos,
}
