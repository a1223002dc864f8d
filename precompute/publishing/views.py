"""The questions in SQL: one view per question, with the same numbers as the answers.

They compute from the clean tables, by the rules that the question modules follow in pandas, so that each
is a proof of the other. `claves` gives the key of every name; `indice` the name that a key shows.
"""


def _rounded(number: str, decimals: int) -> str:
    """SQL for Python's round() of a number ≥ 0, which decides by the exact binary value and halves to even.

    SQLite's own round() takes 50.48685 (stored as 50.486849999…) for a tie, and halves away from zero. Here the
    number is split in two (T. J. Dekker, 1971, A floating-point technique for extending the available precision),
    so that its distance from the tie has the right sign.
    """
    scale = 10**decimals
    below = f"CAST({number} * {scale} AS INTEGER)"
    high = f"(134217729.0 * {number} - (134217729.0 * {number} - {number}))"
    over = f"(({high} * {2 * scale} - (2 * {below} + 1)) + ({number} - {high}) * {2 * scale})"
    return f"({below} + ({over} > 0) + ({over} = 0) * ({below} % 2)) / {scale}.0"


def _spellings(question: str) -> str:
    """SQL for the names of the key `i.clave`, k.nombre."""
    return f"claves k WHERE k.pregunta = '{question}' AND k.clave = i.clave"


def _films(question: str, table: str, column: str) -> str:
    """SQL for the ids of the films whose `column` in `table` has the key `i.clave`; an id may come twice."""
    return (
        f"SELECT t.film_id FROM claves k CROSS JOIN {table} t ON t.{column} = k.nombre"
        f" WHERE k.pregunta = '{question}' AND k.clave = i.clave"
    )


def _variants(question: str) -> str:
    """SQL for the other spellings of the key `i.clave`, as a JSON list."""
    return (
        f"(SELECT json_group_array(v.nombre) FROM (SELECT k.nombre FROM {_spellings(question)}"
        " AND k.nombre <> i.nombre ORDER BY k.nombre) v)"
    )


# A view finds a key in `indice` by its index, and computes each column from the rows of that key alone: SQLite does not push a
# key into a grouped query that is joined.
_GRAFIAS = """
-- Every spelling of a name with the films that carry it; the one of rango 1 is shown.
SELECT pregunta, clave, nombre, peliculas,
  row_number() OVER (PARTITION BY pregunta, clave ORDER BY peliculas DESC, nombre) AS rango
FROM (
  SELECT k.pregunta, k.clave, k.nombre, CASE k.pregunta
    WHEN 'peliculas_idioma' THEN (SELECT count(*) FROM films f WHERE f.original_language = k.nombre)
    WHEN 'franquicia' THEN (SELECT count(*) FROM films f WHERE f.collection = k.nombre)
    WHEN 'peliculas_pais' THEN (SELECT count(DISTINCT t.film_id) FROM film_countries t WHERE t.country = k.nombre)
    WHEN 'productoras_exitosas' THEN (SELECT count(DISTINCT t.film_id) FROM film_companies t WHERE t.company = k.nombre)
    WHEN 'get_director' THEN (SELECT count(DISTINCT t.film_id) FROM film_directors t WHERE t.director = k.nombre)
    END AS peliculas
  FROM claves k WHERE k.pregunta <> 'peliculas_duracion'
)
"""

_PELICULAS_IDIOMA = f"""
SELECT i.clave, (SELECT k.nombre FROM {_spellings("peliculas_idioma")} ORDER BY
    (SELECT count(*) FROM films f WHERE f.original_language = k.nombre) DESC, k.nombre LIMIT 1) AS idioma,
  i.nombre,
  (SELECT count(*) FROM films f WHERE f.original_language IN (SELECT k.nombre FROM {_spellings("peliculas_idioma")})) AS cantidad
FROM indice i WHERE i.pregunta = 'peliculas_idioma'
"""

_PELICULAS_DURACION = """
-- A row per film: that of posicion 0 is the answer, the rest are its `otras` in order.
SELECT clave, pelicula, duracion, anio, id,
  row_number() OVER (PARTITION BY clave ORDER BY respuesta DESC, fecha DESC, id) - 1 AS posicion
FROM (
  SELECT k.clave, f.title AS pelicula, nullif(f.runtime, 0) AS duracion, f.release_year AS anio, f.film_id AS id,
    f.release_date AS fecha,
    row_number() OVER (PARTITION BY k.clave ORDER BY f.vote_count DESC, f.release_date DESC, f.film_id) = 1 AS respuesta
  FROM claves k JOIN films f ON f.title = k.nombre WHERE k.pregunta = 'peliculas_duracion'
)
"""

_FRANQUICIA_PELICULAS = """
-- The `peliculas` of each answer, in their order within a key.
SELECT k.clave, f.title AS pelicula, f.release_year AS anio, f.film_id AS id, f.revenue AS ganancia, f.budget,
  row_number() OVER (PARTITION BY k.clave ORDER BY f.release_date, f.film_id) AS posicion
FROM claves k JOIN films f ON f.collection = k.nombre WHERE k.pregunta = 'franquicia'
"""

_OF_FRANCHISE = f"films f WHERE f.collection IN (SELECT k.nombre FROM {_spellings('franquicia')})"
_FRANQUICIA = f"""
SELECT clave, franquicia, cantidad, ganancia_total,
  {_rounded("1.0 * ganancia_total / cantidad", 2)} AS ganancia_promedio, beneficio_total
FROM (
  SELECT i.clave, i.nombre AS franquicia,
    (SELECT count(*) FROM {_OF_FRANCHISE}) AS cantidad,
    (SELECT sum(f.revenue) FROM {_OF_FRANCHISE}) AS ganancia_total,
    (SELECT sum(iif(f.revenue > 0 AND f.budget > 0, f.revenue - f.budget, 0)) FROM {_OF_FRANCHISE}) AS beneficio_total
  FROM indice i WHERE i.pregunta = 'franquicia'
)
"""

_OF_COUNTRY = "claves k CROSS JOIN film_countries t ON t.country = k.nombre WHERE k.pregunta = i.pregunta AND k.clave = i.clave"
_PELICULAS_PAIS = f"""
-- To count distinct films takes 3 ms for the largest country, so it is not done where there is one spelling, or one code.
SELECT i.clave,
  iif((SELECT count(*) FROM {_spellings("peliculas_pais")}) = 1, (SELECT k.nombre FROM {_spellings("peliculas_pais")}),
    (SELECT k.nombre FROM {_spellings("peliculas_pais")} ORDER BY
      (SELECT count(DISTINCT t.film_id) FROM film_countries t WHERE t.country = k.nombre) DESC, k.nombre LIMIT 1)) AS pais,
  -- The code that most of its films carry.
  coalesce((SELECT iif(min(t.iso_3166_1) = max(t.iso_3166_1), min(t.iso_3166_1), NULL) FROM {_OF_COUNTRY}),
    (SELECT t.iso_3166_1 FROM {_OF_COUNTRY} AND t.iso_3166_1 IS NOT NULL
      GROUP BY t.iso_3166_1 ORDER BY count(DISTINCT t.film_id) DESC, t.iso_3166_1 LIMIT 1), '') AS iso,
  i.nombre, (SELECT count(DISTINCT t.film_id) FROM {_OF_COUNTRY}) AS cantidad
FROM indice i WHERE i.pregunta = 'peliculas_pais'
"""

_OF_COMPANY = _films("productoras_exitosas", "film_companies", "company")
_PRODUCTORAS_EXITOSAS = f"""
SELECT i.clave, i.nombre AS productora,
  (SELECT sum(f.revenue) FROM films f WHERE f.film_id IN ({_OF_COMPANY})) AS revenue_total,
  (SELECT count(DISTINCT film_id) FROM ({_OF_COMPANY})) AS cantidad,
  {_variants("productoras_exitosas")} AS variantes
FROM indice i WHERE i.pregunta = 'productoras_exitosas'
"""

_GET_DIRECTOR_PELICULAS = f"""
-- The `peliculas` of each answer, in their order within a key; `retorno` is the return before rounding.
SELECT o.clave, f.title AS pelicula, f.release_date AS fecha_lanzamiento, f.release_year AS anio,
  {_rounded('f."return"', 4)} AS retorno_pelicula, f.budget AS budget_pelicula, f.revenue AS revenue_pelicula,
  f.film_id AS id, f."return" AS retorno,
  row_number() OVER (PARTITION BY o.clave ORDER BY f.release_date, f.film_id) AS posicion
FROM (
  SELECT DISTINCT k.clave, t.film_id
  FROM claves k JOIN film_directors t ON t.director = k.nombre WHERE k.pregunta = 'get_director'
) o
JOIN films f ON f.film_id = o.film_id
"""

_DIRECTED = f"films f WHERE f.film_id IN ({_films('get_director', 'film_directors', 'director')})"
_GET_DIRECTOR = f"""
SELECT clave, director, {_rounded("total", 4)} AS retorno_total_director, {_rounded("promedio", 4)} AS retorno_promedio,
  {_rounded("agregado", 4)} AS retorno_agregado, cantidad, personas, variantes
FROM (
  SELECT i.clave, i.nombre AS director,
    (SELECT total(f."return") FROM {_DIRECTED}) AS total,
    (SELECT sum(f."return") / nullif(sum(f."return" > 0), 0) FROM {_DIRECTED}) AS promedio,
    (SELECT 1.0 * sum(iif(f.budget > 0 AND f.revenue > 0, f.revenue, 0))
      / nullif(sum(iif(f.budget > 0 AND f.revenue > 0, f.budget, 0)), 0) FROM {_DIRECTED}) AS agregado,
    (SELECT count(*) FROM {_DIRECTED}) AS cantidad,
    (SELECT max(count(DISTINCT t.person_id), 1) FROM claves k CROSS JOIN film_directors t ON t.director = k.nombre
      WHERE k.pregunta = 'get_director' AND k.clave = i.clave) AS personas,
    {_variants("get_director")} AS variantes
  FROM indice i WHERE i.pregunta = 'get_director'
)
"""

_RECOMENDACION = """
-- A row per recommended film; those of the answer itself have posicion 0, those of its `otras` 1, 2, ….
SELECT p.clave, p.posicion, p.pelicula, p.anio, p.id, r.rango,
  o.title AS recomendada, o.release_year AS recomendada_anio, r.recomendada_id, r.similitud, r.motivos, r.razones
FROM peliculas_duracion p JOIN recomendaciones r ON r.film_id = p.id JOIN films o ON o.film_id = r.recomendada_id
"""

# In an order in which each view names only those before it.
VIEWS = {
    "grafias": _GRAFIAS,
    "peliculas_idioma": _PELICULAS_IDIOMA,
    "peliculas_duracion": _PELICULAS_DURACION,
    "franquicia_peliculas": _FRANQUICIA_PELICULAS,
    "franquicia": _FRANQUICIA,
    "peliculas_pais": _PELICULAS_PAIS,
    "productoras_exitosas": _PRODUCTORAS_EXITOSAS,
    "get_director_peliculas": _GET_DIRECTOR_PELICULAS,
    "get_director": _GET_DIRECTOR,
    "recomendacion": _RECOMENDACION,
}
