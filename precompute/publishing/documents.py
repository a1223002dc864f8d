"""The files beside the answers: the shape of each, in the same form as the answers' shapes.

What the classes say of themselves is published as their schema's description, so it is in Spanish.
"""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

_EXACTLY = ConfigDict(extra="forbid", strict=True)
Enlace = Annotated[str, Field(description="Ruta desde la raíz del sitio", examples=["/api/v1/index.json"])]
Sha256 = Annotated[str, Field(description="SHA-256 del archivo, en hexadecimal", pattern=r"^[0-9a-f]{64}$")]
Bytes = Annotated[int, Field(description="Tamaño del archivo", ge=0, json_schema_extra={"x-unidad": "By"})]
Ruta = Annotated[str, Field(description="Ruta del archivo, sin barra inicial", examples=["api/v1/peliculas_idioma/es.json"])]
Nombres = Annotated[dict[str, str], Field(description="Cada clave con el nombre que muestra, por orden de clave")]
Total = Annotated[int, Field(description="Cantidad de claves de la pregunta", ge=0)]
Pregunta = Annotated[str, Field(description="Nombre de la pregunta", examples=["franquicia"])]


@with_config(_EXACTLY)
class Indice(TypedDict):
    """Todas las claves de una pregunta."""

    pregunta: Pregunta
    total: Total
    paginas: Annotated[str | None, Field(description="La primera de las páginas de este índice; null si es pequeño")]
    claves: Nombres


@with_config(_EXACTLY)
class Pagina(TypedDict):
    """Una página de un índice grande."""

    pregunta: Pregunta
    total: Total
    pagina: Annotated[int, Field(description="Número de esta página, desde 1", ge=1)]
    paginas: Annotated[int, Field(description="Cantidad de páginas", ge=1)]
    siguiente: Annotated[str | None, Field(description="Enlace a la página siguiente; null en la última")]
    claves: Nombres


Alias = Annotated[
    dict[str, str],
    Field(title="Alias", description="Otras claves que alguien puede escribir, cada una con la clave que nombra"),
]


Fama = Annotated[
    list[str],
    Field(title="Fama", description="Todas las claves de una pregunta, primero aquellas cuyas películas suman más votos"),
]


@with_config(_EXACTLY)
class ArchivoPublicado(TypedDict):
    """Lo que el manifiesto sabe de un archivo."""

    sha256: Sha256
    bytes: Bytes


Manifiesto = Annotated[
    dict[str, ArchivoPublicado],
    Field(
        title="Manifiesto",
        description="Cada archivo de api/v1 con su SHA-256 y su tamaño, por orden de ruta; faltan sólo el índice raíz "
        "(que avala al manifiesto) y el manifiesto mismo",
    ),
]


@with_config(_EXACTLY)
class PreguntaPublicada(TypedDict):
    """Una pregunta: qué responde y dónde están sus archivos."""

    parametro: Annotated[str, Field(description="Nombre del parámetro en la API REST")]
    resumen: Annotated[str, Field(description="Qué responde")]
    ejemplo: Annotated[str | None, Field(description="Una clave con respuesta; null donde no hay ninguna")]
    total: Annotated[int, Field(description="Cantidad de respuestas", ge=0)]
    indice: Enlace
    paginas: Annotated[str | None, Field(description="Primera página del índice; null si el índice es pequeño")]
    alias: Enlace
    alias_laxo: Enlace
    fama: Enlace
    respuesta: Annotated[str, Field(description="Plantilla URI (RFC 6570) de una respuesta, o del paquete que la tiene")]
    paquetes: Annotated[
        int | None,
        Field(description="Cantidad de paquetes; el de una clave es su CRC-32 en UTF-8, módulo esta. Null: un archivo por clave"),
    ]
    esquema: Enlace
    descarga: Annotated[str | None, Field(description="Todas las respuestas en un NDJSON; null si no cabe en el servidor")]


@with_config(_EXACTLY)
class EnlaceManifiesto(TypedDict):
    """El manifiesto, y con qué verificarlo."""

    enlace: Enlace
    sha256: Sha256
    bytes: Bytes


@with_config(_EXACTLY)
class Raiz(TypedDict):
    """El índice raíz: qué hay, de dónde viene y cómo verificarlo."""

    version: Annotated[str, Field(description="Versión del contrato; dentro de v1 sólo se agrega")]
    preguntas: dict[str, PreguntaPublicada]
    documentos: Annotated[dict[str, str], Field(description="Los demás documentos de la API, por nombre")]
    fuente: Annotated[str, Field(description="De dónde vienen los datos")]
    licencia: Annotated[str, Field(description="Licencia de los datos")]
    reconocimiento: Annotated[str, Field(description="Reconocimiento que pide la fuente")]
    valoraciones: Annotated[str | None, Field(description="Origen de las valoraciones; null si no se usaron")]
    filas: Annotated[dict[str, int], Field(description="Filas de cada tabla limpia")]
    omitidos: Annotated[dict[str, int], Field(description="Archivos que el servidor no admite, con sus bytes")]
    manifiesto: EnlaceManifiesto


@with_config(_EXACTLY)
class Cambios(TypedDict):
    """Lo que cambió desde una publicación anterior."""

    desde: Annotated[str, Field(description="SHA-256 del manifiesto anterior", pattern=r"^[0-9a-f]{64}$")]
    cantidad: Annotated[dict[str, int], Field(description="Cuántos archivos hay en cada lista")]
    agregados: Annotated[list[Ruta], Field(description="Archivos que antes no estaban")]
    cambiados: Annotated[list[Ruta], Field(description="Archivos con otro contenido")]
    quitados: Annotated[list[Ruta], Field(description="Archivos que ya no están")]


@with_config(_EXACTLY)
class Descarga(TypedDict):
    """Un archivo para bajar entero."""

    archivo: Annotated[str, Field(description="Nombre del archivo", examples=["films.csv"])]
    enlace: Enlace
    formato: Annotated[str, Field(description="Tipo de medio", examples=["text/csv"])]
    contenido: Annotated[str, Field(description="La tabla o la pregunta que contiene; filmoteca: todo", examples=["films"])]
    filas: Annotated[int, Field(description="Filas, sin contar la cabecera", ge=0)]
    bytes: Bytes
    sha256: Sha256
    licencia: Annotated[str, Field(description="Licencia de estos datos")]


@with_config(_EXACTLY)
class Descargas(TypedDict):
    """Todo lo que se puede bajar entero."""

    diccionario: Enlace
    descargas: list[Descarga]


@with_config(_EXACTLY)
class Columna(TypedDict):
    """Una columna de una tabla limpia."""

    nombre: str
    tipo: Annotated[str, Field(description="entero, decimal o texto", pattern="^(entero|decimal|texto)$")]
    nulo: Annotated[bool, Field(description="Si puede faltar")]
    unidad: Annotated[str | None, Field(description="Unidad (UCUM, o moneda ISO 4217); null si no tiene")]
    descripcion: str


@with_config(_EXACTLY)
class Tabla(TypedDict):
    """Una tabla limpia y sus columnas, en su orden."""

    descripcion: str
    clave_primaria: Annotated[list[str], Field(description="Columnas que identifican cada fila; vacío si no hay")]
    claves_foraneas: Annotated[dict[str, str], Field(description="Columna → tabla.columna a la que remite")]
    columnas: list[Columna]


@with_config(_EXACTLY)
class Diccionario(TypedDict):
    """Diccionario de datos de las tablas limpias."""

    tablas: dict[str, Tabla]


@with_config(_EXACTLY)
class Rechazadas(TypedDict):
    """Filas de la fuente que no son películas."""

    total: int
    por_motivo: Annotated[dict[str, int], Field(description="Cuántas por cada motivo")]


@with_config(_EXACTLY)
class ReparacionesDeColumna(TypedDict):
    """Celdas de una columna que se corrigieron del mismo modo."""

    archivo: str
    columna: str
    reparacion: Annotated[str, Field(description="Qué se hizo")]
    celdas: int


@with_config(_EXACTLY)
class Reparaciones(TypedDict):
    """Celdas de la fuente que se corrigieron o se dejaron vacías."""

    total: int
    por_columna: list[ReparacionesDeColumna]


@with_config(_EXACTLY)
class Calidad(TypedDict):
    """Qué de la fuente se volvió película, qué no y por qué, y qué no se conoce."""

    filas_leidas: Annotated[int, Field(description="peliculas + rechazadas.total")]
    peliculas: int
    rechazadas: Rechazadas
    reparaciones: Reparaciones
    ceros_desconocidos: Annotated[dict[str, int], Field(description="Películas con 0 en cada columna, que ahí dice «no se sabe»")]
    retorno_conocido: Annotated[int, Field(description="Películas con retorno mayor que 0")]
    faltantes: Annotated[dict[str, int], Field(description="Películas sin valor en cada columna que puede faltar")]
    sin_filas: Annotated[dict[str, int], Field(description="Películas sin ninguna fila en cada tabla")]
    no_tiene: Annotated[list[str], Field(description="De qué no trae nada la fuente; sus preguntas no tienen claves")]


@with_config(_EXACTLY)
class Evaluacion(TypedDict):
    """Cómo se midió la recomendación, junto a las de otros."""

    protocolo: Annotated[dict[str, int | float | str], Field(description="Con quiénes y con cuántas películas se midió")]
    metodos: Annotated[list[dict[str, Any]], Field(description="Cada método con sus medidas; null donde una no se aplica")]
    listas: Annotated[
        dict[str, Any],
        Field(description="De las películas que gustan a una persona, cuántas halla una lista hecha de otras que le gustan"),
    ]
    datos: Annotated[str, Field(description="De dónde vienen las valoraciones")]


# The schema's name (its file in esquemas/) → the shape; in the order a reader meets them.
@with_config(_EXACTLY)
class Busqueda(TypedDict):
    """Los fragmentos de la búsqueda: un nombre está en el de su prefijo más largo, desde el comienzo de cada palabra."""

    preguntas: Annotated[list[str], Field(description="La pregunta de cada clase de nombre, por su número")]
    total: Annotated[int, Field(description="Cantidad de nombres que se pueden buscar", ge=0)]
    prefijos: Annotated[list[str], Field(description="Los prefijos que tienen un fragmento")]
    palabras: Annotated[list[int], Field(description="Los largos, en letras, de los que hay una lista de palabras")]


Fragmento = Annotated[
    list[list[int | str]],
    Field(
        title="Fragmento",
        description="Nombres, los más conocidos primero: clase, nombre, año o cantidad de películas y votos; después, donde"
        " hacen falta, la clave, el nombre en inglés y otras claves que llevan a él; de una película, sus otros títulos, entre"
        " tabuladores",
    ),
]

Palabras = Annotated[
    list[str],
    Field(title="Palabras", description="Las palabras de un largo de los nombres más conocidos, para enmendar lo mal tipeado"),
]


@with_config(_EXACTLY)
class Vecinas(TypedDict):
    """Las películas, las más conocidas primero, columna por columna: lo que filtra una lista, y en qué archivos está el resto."""

    paquetes: Annotated[int, Field(description="Cantidad de archivos de vecinas: el de una película es id módulo esto", ge=1)]
    titulos: Annotated[int, Field(description="Cantidad de títulos por archivo", ge=1)]
    nombres: Annotated[dict[str, str], Field(description="Cada género, por su clave, con su nombre en español")]
    idiomas: Annotated[list[str], Field(description="Las claves de los idiomas, por su número; vacía si no se conoce")]
    conjuntos_generos: Annotated[list[list[str]], Field(description="Conjuntos de géneros, por su número")]
    conjuntos_paises: Annotated[list[list[str]], Field(description="Conjuntos de países, por su número")]
    id: Annotated[list[int], Field(description="Identificador de cada película en TMDB")]
    anio: Annotated[list[int], Field(description="Año de estreno")]
    duracion: Annotated[list[int], Field(description="Minutos; 0 si no se conocen")]
    idioma: Annotated[list[int], Field(description="Número de su idioma original")]
    generos: Annotated[list[int], Field(description="Número de su conjunto de géneros")]
    paises: Annotated[list[int], Field(description="Número de su conjunto de países")]
    franquicia: Annotated[list[int], Field(description="Número de su franquicia; 0 si no es de ninguna")]


VecinasDe = Annotated[
    dict[str, list[int]],
    Field(
        title="Vecinas de cada película",
        description="Por identificador de una película, sus vecinas, la mejor primero: identificador y peso, una tras otra",
    ),
]

Titulos = Annotated[
    list[str], Field(title="Títulos", description="Los títulos de una parte de las películas, en el orden del índice")
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
    "vecinas": Vecinas,
    "vecinas_de": VecinasDe,
    "titulos": Titulos,
}
