// Lists: recommendations for several films at once, summed from published neighbours, as functions/lists.py does.

import { clave } from "./clave.js";

export const MAX_DE_FRANQUICIA = 3;
const REASON_PART = 3;
const REASONS = 3;

/** What filters ask of the films: vecinas/index.json, with the row of each id. */
export class Indice {
  constructor(content) {
    Object.assign(this, content);
    this.fila = new Map(content.id.map((id, row) => [id, row]));
  }

  /** The key of a genre, by its English or Spanish name; null if no film has it. */
  genero(name) {
    const key = clave(name);
    if (Object.hasOwn(this.nombres, key)) return key;
    return Object.keys(this.nombres).find((each) => clave(this.nombres[each]) === key) ?? null;
  }

  /** Whether the film in a row passes the filters: keys of a language, country and genre, years and minutes. */
  prueba({ idioma = null, pais = null, genero = null, desde = null, hasta = null, minutos = null } = {}) {
    const language = this.idiomas.indexOf(idioma);
    const holding = (sets, key) => new Set(sets.flatMap((keys, number) => (keys.includes(key) ? [number] : [])));
    const countries = pais !== null && holding(this.conjuntos_paises, pais);
    const genres = genero !== null && holding(this.conjuntos_generos, genero);
    return (row) => (idioma === null || this.idioma[row] === language)
      && (!countries || countries.has(this.paises[row]))
      && (!genres || genres.has(this.generos[row]))
      && (desde === null || this.anio[row] >= desde)
      && (hasta === null || this.anio[row] <= hasta)
      && (minutos === null || (this.duracion[row] > 0 && this.duracion[row] <= minutos));
  }
}

/**
 * The films whose weights, summed over the given films, are highest: [{ fila, puntos, por: [id] }].
 * If too few pass the filters, the best-known films that do complete the list, without points or reasons.
 *
 * vecinas: Map of each given film's id to ids and weights in turn; pesos: Map of how much a given film counts, 1 if it is not
 * there; sin: a Set of ids that are not recommended.
 */
export function sumar(indice, vecinas, { filtros = {}, cuantas = 20, pesos = new Map(), sin = new Set() } = {}) {
  const sums = new Map();
  const givenBy = new Map();
  for (const [given, pairs] of vecinas) {
    const times = pesos.get(given) ?? 1;
    for (let place = 0; place < pairs.length; place += 2) {
      const [id, weight] = [pairs[place], pairs[place + 1] * times];
      if (vecinas.has(id) || sin.has(id)) continue;
      sums.set(id, (sums.get(id) ?? 0) + weight);
      if (!givenBy.has(id)) givenBy.set(id, []);
      givenBy.get(id).push([weight, given]);
    }
  }
  const rowOf = (id) => indice.fila.get(id);
  const best = [...sums.keys()].sort((a, b) => sums.get(b) - sums.get(a) || rowOf(a) - rowOf(b));
  const passes = indice.prueba(filtros);
  const ofFranchise = new Map();
  const chosen = [];
  const consider = (id) => {
    const row = rowOf(id);
    const franchise = indice.franquicia[row];
    const already = ofFranchise.get(franchise) ?? 0;
    if (!passes(row) || (franchise && already >= MAX_DE_FRANQUICIA)) return;
    ofFranchise.set(franchise, already + 1);
    const reasons = (givenBy.get(id) ?? []).sort((a, b) => b[0] - a[0]);
    const strong = reasons.filter(([weight]) => weight * REASON_PART >= reasons[0][0]).slice(0, REASONS);
    chosen.push({ fila: row, puntos: sums.get(id) ?? 0, por: strong.map(([, given]) => given) });
  };
  for (const id of best) {
    if (chosen.length >= cuantas) break;
    consider(id);
  }
  for (const id of indice.id) {
    if (chosen.length >= cuantas) break;
    if (!sums.has(id) && !vecinas.has(id) && !sin.has(id)) consider(id);
  }
  return chosen;
}
