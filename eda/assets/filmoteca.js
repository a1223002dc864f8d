// The seven questions, asked of the static tree by name, in a browser, Node or any other runtime with fetch.
//
//   import { Filmoteca } from "https://…/api/v1/filmoteca.js";
//   const { cantidad, ganancia_total } = await new Filmoteca().franquicia("Toy Story");

import { Cercanas } from "./cercanas.js";
import { clave, formaLaxa, formasBuscadas } from "./clave.js";

export { clave, formaLaxa, formasBuscadas };

/** The questions, by their names. */
export const PREGUNTAS = [
  "peliculas_idioma", "peliculas_duracion", "franquicia", "peliculas_pais", "productoras_exitosas", "get_director", "recomendacion",
];

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

  constructor({ base = new URL("./", import.meta.url), fetch = globalThis.fetch, fresco = 300 } = {}) {
    const url = new URL(base, globalThis.location?.href);
    this.#base = url.pathname.endsWith("/") ? url : new URL(`${url.href}/`);
    this.#fetch = (...args) => fetch(...args);
    this.#fresh = fresco * 1000;
  }

  /** The answer to a question for a name as people type it. Throws NombreDesconocido, with the nearest names. */
  async preguntar(pregunta, nombre, { signal } = {}) {
    this.#check(pregunta);
    const key = clave(nombre);
    const answer = await this.#read(`${pregunta}/${encodeURIComponent(key)}.json`, signal);
    if (answer) return answer;
    const alias = await this.#must(`${pregunta}/alias.json`, signal);
    // Asked of the file alone: every object knows a `constructor`.
    if (Object.hasOwn(alias, key)) return this.#must(`${pregunta}/${encodeURIComponent(alias[key])}.json`, signal);
    // A tree of an earlier version has no looser forms.
    const loose = (await this.#read(`${pregunta}/alias.laxo.json`, signal)) ?? {};
    const form = formasBuscadas(nombre).find((each) => Object.hasOwn(loose, each));
    if (form) return this.#must(`${pregunta}/${encodeURIComponent(loose[form])}.json`, signal);
    throw new NombreDesconocido(pregunta, nombre, await this.sugerencias(pregunta, nombre, { signal }));
  }

  /** The five known names nearest to one: [{clave, nombre}], best first. */
  async sugerencias(pregunta, nombre, { signal } = {}) {
    this.#check(pregunta);
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
      return this.preguntar(pregunta, nombre, options);
    },
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
