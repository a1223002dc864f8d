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


_GRAFIAS = """
-- Every spelling of a name with the films that carry it; the one of rango 1 is shown.
SELECT pregunta, clave, nombre, peliculas,
  row_number() OVER (PARTITION BY pregunta, clave ORDER BY peliculas DESC, nombre) AS rango
FROM (
  SELECT k.pregunta, k.clave, k.nombre, count(*) AS peliculas
    FROM claves k JOIN films f ON f.original_language = k.nombre WHERE k.pregunta = 'peliculas_idioma' GROUP BY k.nombre
  UNION ALL SELECT k.pregunta, k.clave, k.nombre, count(*)
    FROM claves k JOIN films f ON f.collection = k.nombre WHERE k.pregunta = 'franquicia' GROUP BY k.nombre
  UNION ALL SELECT k.pregunta, k.clave, k.nombre, count(DISTINCT t.film_id)
    FROM claves k JOIN film_countries t ON t.country = k.nombre WHERE k.pregunta = 'peliculas_pais' GROUP BY k.nombre
  UNION ALL SELECT k.pregunta, k.clave, k.nombre, count(DISTINCT t.film_id)
    FROM claves k JOIN film_companies t ON t.company = k.nombre WHERE k.pregunta = 'productoras_exitosas' GROUP BY k.nombre
  UNION ALL SELECT k.pregunta, k.clave, k.nombre, count(DISTINCT t.film_id)
    FROM claves k JOIN film_directors t ON t.director = k.nombre WHERE k.pregunta = 'get_director' GROUP BY k.nombre
)
"""

_PELICULAS_IDIOMA = """
SELECT i.clave, g.nombre AS idioma, i.nombre, count(*) AS cantidad
FROM indice i
JOIN grafias g ON g.pregunta = i.pregunta AND g.clave = i.clave AND g.rango = 1
JOIN claves k ON k.pregunta = i.pregunta AND k.clave = i.clave
JOIN films f ON f.original_language = k.nombre
WHERE i.pregunta = 'peliculas_idioma'
GROUP BY i.clave
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

_FRANQUICIA = f"""
SELECT s.clave, i.nombre AS franquicia, s.cantidad, s.ganancia_total,
  {_rounded("s.promedio", 2)} AS ganancia_promedio, s.beneficio_total
FROM (
  SELECT clave, count(*) AS cantidad, sum(ganancia) AS ganancia_total, 1.0 * sum(ganancia) / count(*) AS promedio,
    sum(iif(ganancia > 0 AND budget > 0, ganancia - budget, 0)) AS beneficio_total
  FROM franquicia_peliculas GROUP BY clave
) s
JOIN indice i ON i.pregunta = 'franquicia' AND i.clave = s.clave
"""

_PELICULAS_PAIS = """
SELECT i.clave, g.nombre AS pais, coalesce(c.iso, '') AS iso, i.nombre, count(DISTINCT t.film_id) AS cantidad
FROM indice i
JOIN grafias g ON g.pregunta = i.pregunta AND g.clave = i.clave AND g.rango = 1
JOIN claves k ON k.pregunta = i.pregunta AND k.clave = i.clave
JOIN film_countries t ON t.country = k.nombre
LEFT JOIN (
  -- The code that most of its films carry.
  SELECT clave, iso, row_number() OVER (PARTITION BY clave ORDER BY peliculas DESC, iso) AS rango
  FROM (
    SELECT k.clave, t.iso_3166_1 AS iso, count(DISTINCT t.film_id) AS peliculas
    FROM claves k JOIN film_countries t ON t.country = k.nombre
    WHERE k.pregunta = 'peliculas_pais' AND t.iso_3166_1 IS NOT NULL GROUP BY k.clave, t.iso_3166_1
  )
) c ON c.clave = i.clave AND c.rango = 1
WHERE i.pregunta = 'peliculas_pais'
GROUP BY i.clave
"""

_PRODUCTORAS_EXITOSAS = """
SELECT o.clave, i.nombre AS productora, sum(f.revenue) AS revenue_total, count(*) AS cantidad,
  (SELECT json_group_array(v.nombre) FROM (SELECT nombre FROM claves k WHERE k.pregunta = 'productoras_exitosas'
    AND k.clave = o.clave AND k.nombre <> i.nombre ORDER BY nombre) v) AS variantes
FROM (
  SELECT DISTINCT k.clave, t.film_id
  FROM claves k JOIN film_companies t ON t.company = k.nombre WHERE k.pregunta = 'productoras_exitosas'
) o
JOIN films f ON f.film_id = o.film_id
JOIN indice i ON i.pregunta = 'productoras_exitosas' AND i.clave = o.clave
GROUP BY o.clave
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

_GET_DIRECTOR = f"""
SELECT s.clave, i.nombre AS director,
  {_rounded("s.total", 4)} AS retorno_total_director,
  {_rounded("s.promedio", 4)} AS retorno_promedio,
  {_rounded("s.agregado", 4)} AS retorno_agregado,
  s.cantidad, max(p.personas, 1) AS personas,
  (SELECT json_group_array(v.nombre) FROM (SELECT nombre FROM claves k WHERE k.pregunta = 'get_director'
    AND k.clave = s.clave AND k.nombre <> i.nombre ORDER BY nombre) v) AS variantes
FROM (
  SELECT clave, count(*) AS cantidad, total(retorno) AS total,
    sum(retorno) / nullif(sum(retorno > 0), 0) AS promedio,
    1.0 * sum(iif(budget_pelicula > 0 AND revenue_pelicula > 0, revenue_pelicula, 0))
      / nullif(sum(iif(budget_pelicula > 0 AND revenue_pelicula > 0, budget_pelicula, 0)), 0) AS agregado
  FROM get_director_peliculas GROUP BY clave
) s
JOIN indice i ON i.pregunta = 'get_director' AND i.clave = s.clave
JOIN (
  SELECT k.clave, count(DISTINCT t.person_id) AS personas
  FROM claves k JOIN film_directors t ON t.director = k.nombre WHERE k.pregunta = 'get_director' GROUP BY k.clave
) p ON p.clave = s.clave
"""

_RECOMENDACION = """
-- A row per recommended film; those of the answer itself have posicion 0, those of its `otras` 1, 2, ….
SELECT p.clave, p.posicion, p.pelicula, p.anio, p.id, r.rango,
  o.title AS recomendada, o.release_year AS recomendada_anio, r.recomendada_id, r.similitud, r.motivos
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
