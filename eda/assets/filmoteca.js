// The seven questions, asked of the static tree by name, in a browser, Node or any other runtime with fetch.
//
//   import { Filmoteca } from "https://…/api/v1/filmoteca.js";
//   const { cantidad, ganancia_total } = await new Filmoteca().franquicia("Toy Story");

import { Busqueda } from "./busqueda.js";
import { Cercanas } from "./cercanas.js";
import { clave, formaLaxa, formasBuscadas } from "./clave.js";
import { Indice, sumar } from "./lista.js";
import { FORMAS, PAQUETES } from "./paquetes.js";

export { clave, formaLaxa, formasBuscadas };

/** The questions, by their names. */
export const PREGUNTAS = [
  "peliculas_idioma", "peliculas_duracion", "franquicia", "peliculas_pais", "productoras_exitosas", "get_director", "recomendacion",
];

// In one step bundlers would take this for the address of a file to include.
const OWN = import.meta.url;
const HERE = new URL("./", OWN);
// The questions of few names, which are compared all; for the others the search's shards tell the nearest.
const FEW = ["peliculas_idioma", "peliculas_pais"];
const CACHED = 500;
// Object storage that may not be listed says 403 of what is not there.
const MISSING = [403, 404, 410];

/** The question has no answer for this name; `sugerencias` are the nearest that it has. */
export class NombreDesconocido extends Error {
  constructor(pregunta, nombre, sugerencias) {
    super(`«${nombre}» no está en ${pregunta}.`);
    this.name = "NombreDesconocido";
    Object.assign(this, { pregunta, nombre, clave: clave(nombre), sugerencias });
  }
}

/** The tree could not be read: the server's status, or 0 where it was none of an API's. */
export class LecturaFallida extends Error {
  constructor(url, status) {
    super(`${url}: ${status ? `HTTP ${status}` : "no es JSON"}`);
    this.name = "LecturaFallida";
    Object.assign(this, { url, status });
  }
}

/** A published tree, by the URL of its api/v1/ folder: by default the one that this module came from. */
export class Filmoteca {
  #base;
  #fetch;
  #fresh;
  #cache = new Map();
  #near = new Map();
  #lists = {}; // the index of the neighbours, as made of the file that was read last
  #packs; // how many packs hold the answers to each question; undefined until another tree said so
  #forms; // how many files hold the aliases and looser forms of each question; likewise
  #search;

  constructor({ base = HERE, fetch = globalThis.fetch, fresco = 300 } = {}) {
    const url = new URL(base, globalThis.location?.href);
    this.#base = url.pathname.endsWith("/") ? url : new URL(`${url.href}/`);
    if (this.#base.href === HERE.href) [this.#packs, this.#forms] = [PAQUETES, FORMAS];
    this.#fetch = (...args) => fetch(...args);
    this.#search = new Busqueda({ base: this.#base, fetch });
    this.#fresh = fresco * 1000;
  }

  /** The answer to a question for a name as people type it. Throws NombreDesconocido, with the nearest names. */
  async preguntar(pregunta, nombre, { signal } = {}) {
    this.#check(pregunta);
    const key = clave(nombre);
    const answer = await this.#answer(pregunta, key, signal);
    if (answer) return answer;
    const named = await this.#named(pregunta, [key, ...formasBuscadas(nombre).map((form) => `~${form}`)], signal);
    if (named) return this.#known(pregunta, named, signal);
    // The name is unknown whether or not the tree can tell the nearest ones.
    throw new NombreDesconocido(pregunta, nombre, await this.sugerencias(pregunta, nombre, { signal }).catch(() => []));
  }

  /** The five known names nearest to one: [{clave, nombre}], best first. */
  async sugerencias(pregunta, nombre, { signal } = {}) {
    this.#check(pregunta);
    if (!FEW.includes(pregunta)) {
      const kind = pregunta === "recomendacion" ? "peliculas_duracion" : pregunta;
      return (await this.#search.parecidas(nombre, kind)).map((near) => ({ clave: near.clave, nombre: near.nombre }));
    }
    const files = ["fama", "alias", "index"].map((file) => this.#must(`${pregunta}/${file}.json`, signal));
    const [fama, alias, index] = await Promise.all(files);
    // Made anew only where the tree was published anew.
    let near = this.#near.get(pregunta);
    if (near?.fama !== fama || near.alias !== alias) {
      near = { fama, alias, cercanas: new Cercanas(fama, alias) };
      this.#near.set(pregunta, near);
    }
    return near.cercanas.nearest(clave(nombre)).map((key) => ({ clave: key, nombre: index.claves[key] }));
  }

  /** Every key of a question with the name it shows. */
  async claves(pregunta, { signal } = {}) {
    this.#check(pregunta);
    return (await this.#must(`${pregunta}/index.json`, signal)).claves;
  }

  /** The root index: questions, source, licence, row counts, manifest. */
  indice({ signal } = {}) {
    return this.#must("index.json", signal);
  }

  /** Recommendations for several films by name, in one list; `opciones` are how many, and filters. */
  async recomendarVarias(nombres, { cuantas = 20, idioma, pais, genero, desde = null, hasta = null, minutos = null, signal } = {}) {
    const films = await Promise.all(nombres.map((nombre) => this.preguntar("peliculas_duracion", nombre, { signal })));
    const indice = await this.indiceDeListas({ signal });
    const filtros = { desde, hasta, minutos };
    if (idioma) filtros.idioma = clave((await this.preguntar("peliculas_idioma", idioma, { signal })).idioma);
    if (pais) filtros.pais = clave((await this.preguntar("peliculas_pais", pais, { signal })).pais);
    if (genero) {
      filtros.genero = indice.genero(genero);
      if (filtros.genero === null) throw new NombreDesconocido("genero", genero, []);
    }
    return this.lista(films.map(({ id }) => id), { filtros, cuantas, signal });
  }

  /** Recommendations for several films by id. filtros: keys and numbers, as lista.js has them; pesos, sin: as there. */
  async lista(ids, { filtros, cuantas = 20, pesos, sin, signal } = {}) {
    const indice = await this.indiceDeListas({ signal });
    const known = [...new Set(ids)].filter((id) => indice.fila.has(id));
    const vecinas = new Map(await Promise.all(known.map(async (id) => {
      const shard = await this.#must(`vecinas/${id % indice.paquetes}.json`, signal);
      return [id, shard[id] ?? []];
    })));
    const chosen = sumar(indice, vecinas, { filtros, cuantas, pesos, sin });
    const titles = await this.titulos([...known.map((id) => indice.fila.get(id)), ...chosen.map(({ fila }) => fila)], { signal });
    const film = (row) => ({ pelicula: titles.get(row), anio: indice.anio[row], id: indice.id[row] });
    const detalle = chosen.map(({ fila, puntos, por }) => ({
      ...film(fila), puntos, por: por.map((id) => titles.get(indice.fila.get(id))),
    }));
    return {
      titulos: known.map((id) => film(indice.fila.get(id))),
      lista_recomendada: detalle.map(({ pelicula }) => pelicula),
      detalle,
    };
  }

  /** What filters ask of each film, best known first, column by column. */
  async indiceDeListas({ signal } = {}) {
    const content = await this.#must("vecinas/index.json", signal);
    if (this.#lists.content !== content) this.#lists = { content, indice: new Indice(content) };
    return this.#lists.indice;
  }

  /** The titles in some rows of that index, as a Map. */
  async titulos(filas, { signal } = {}) {
    const { titulos: size } = await this.indiceDeListas({ signal });
    const numbers = [...new Set(filas.map((row) => Math.floor(row / size)))];
    const files = new Map(await Promise.all(numbers.map(async (number) => [number, await this.#must(`vecinas/titulos-${number}.json`, signal)])));
    return new Map(filas.map((row) => [row, files.get(Math.floor(row / size))[row % size]]));
  }

  /** The address of the file that holds the answer for a key: its own, or a pack of answers by key. */
  async archivo(pregunta, key, { signal } = {}) {
    this.#check(pregunta);
    this.#packs ??= await this.#readPacks(signal);
    return new URL(this.#file(pregunta, key), this.#base).href;
  }

  // The answer for a key, null where there is none.
  async #answer(pregunta, key, signal) {
    if (!this.#packs) {
      const answer = await this.#read(ownFile(pregunta, key), signal);
      if (answer) return answer;
      this.#packs = await this.#readPacks(signal);
      if (!this.#packs[pregunta]) return null;
    }
    let file = this.#file(pregunta, key);
    let content = await this.#read(file, signal);
    if (content === null && this.#packs[pregunta]) {
      // There is a file for every pack, unless the tree was published anew with another number of them.
      this.#packs = await this.#readPacks(signal);
      file = this.#file(pregunta, key);
      content = await this.#read(file, signal);
    }
    if (!this.#packs[pregunta]) return content;
    return content && Object.hasOwn(content, key) ? content[key] : null;
  }

  // The key that the first of some aliases and looser forms stands for, undefined if there is none.
  async #named(pregunta, texts, signal) {
    if (!this.#forms) await this.#readPacks(signal);
    const count = this.#forms[pregunta];
    if (!count) throw new LecturaFallida(new URL("index.json", this.#base).href, 404);
    for (const text of texts) {
      const keys = (await this.#read(`${pregunta}/formas-${count}/${crc32(text) % count}.json`, signal)) ?? {};
      // Asked of the file alone: every object knows a `constructor`.
      if (Object.hasOwn(keys, text)) return keys[text];
    }
    return undefined;
  }

  async #known(pregunta, key, signal) {
    const answer = await this.#answer(pregunta, key, signal);
    if (answer === null) throw new LecturaFallida(new URL(this.#file(pregunta, key), this.#base).href, 404);
    return answer;
  }

  #file(pregunta, key) {
    const count = this.#packs?.[pregunta];
    return count ? `${pregunta}/paquetes-${count}/${crc32(key) % count}.json` : ownFile(pregunta, key);
  }

  async #readPacks(signal) {
    const { preguntas } = (await this.#read("index.json", signal)) ?? {};
    const counts = (name) => Object.fromEntries(Object.entries(preguntas ?? {}).map(([pregunta, each]) => [pregunta, each[name] ?? 0]));
    this.#forms = counts("formas");
    return counts("paquetes");
  }

  #check(pregunta) {
    if (!PREGUNTAS.includes(pregunta)) throw new TypeError(`«${pregunta}» no es una pregunta: ${PREGUNTAS.join(", ")}.`);
  }

  async #must(path, signal) {
    const value = await this.#read(path, signal);
    if (value === null) throw new LecturaFallida(new URL(path, this.#base).href, 404);
    return value;
  }

  // A file's value, null where there is none. What was read stays fresh a while; after that the server is asked
  // whether it changed, and says 304 where it did not.
  async #read(path, signal) {
    const url = new URL(path, this.#base).href;
    const known = this.#cache.get(url);
    if (known && Date.now() - known.at < this.#fresh) return known.value;
    const headers = known?.etag && this.#mayAsk(url) ? { "If-None-Match": known.etag } : {};
    const response = await this.#fetch(url, { headers, signal });
    if (response.status === 304) return this.#keep(url, { ...known, at: Date.now() });
    if (MISSING.includes(response.status)) return null;
    if (!response.ok) throw new LecturaFallida(url, response.status);
    const value = parsed(await response.text());
    // A host that answers every path with a page has no such file.
    if (value === undefined) {
      if (/^text\/html/.test(response.headers.get("content-type") ?? "")) return null;
      throw new LecturaFallida(url, 0);
    }
    return this.#keep(url, { etag: response.headers.get("etag"), value, at: Date.now() });
  }

  // Another site's server would be asked for leave before a conditional request; there the browser's own cache asks.
  #mayAsk(url) {
    return !globalThis.document || new URL(url).origin === globalThis.location.origin;
  }

  #keep(url, entry) {
    this.#cache.delete(url);
    this.#cache.set(url, entry);
    if (this.#cache.size > CACHED) this.#cache.delete(this.#cache.keys().next().value);
    return entry.value;
  }
}

for (const pregunta of PREGUNTAS) {
  Object.defineProperty(Filmoteca.prototype, pregunta, {
    value(nombre, options) {
      if (pregunta === "recomendacion" && Array.isArray(nombre)) return this.recomendarVarias(nombre, options);
      return this.preguntar(pregunta, nombre, options);
    },
  });
}

function ownFile(pregunta, key) {
  return `${pregunta}/${encodeURIComponent(key)}.json`;
}

// The CRC-32 of a text in UTF-8, as zlib and PNG compute it.
function crc32(text) {
  let crc = -1;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ -1) >>> 0;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
