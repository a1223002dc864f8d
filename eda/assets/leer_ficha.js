// Reads what the card of an answer shows: for the home page, whose address names one, and for the map.

import { clave, NombreDesconocido } from "../api/v1/filmoteca.js";
import { card, filmPage, unknownCard } from "./ficha.js";

const english = document.documentElement.lang === "en";

/** Cards from a tree. texts: of the page's #textos; root: the way to the site's root; rest: the REST function, if elsewhere. */
export class Fichas {
  #shards = new URL("api/v1/fichas/", new URL(document.documentElement.dataset.root || ".", location.href));
  #index;

  constructor({ filmoteca, busqueda, texts, rest }) {
    Object.assign(this, { filmoteca, busqueda, texts, rest });
  }

  /** The name and the children of a card; id: of the film, where a title has several. An unknown key's names its neighbours. */
  async read(question, key, id) {
    try {
      const content = await this.filmoteca.preguntar(question, key);
      const where = { file: await this.filmoteca.archivo(question, clave(key)), rest: this.rest };
      if (question === "peliculas_duracion") return await this.#film(content, key, id, where);
      const { preguntas } = await this.busqueda.preparar();
      const name = content.director ?? content.franquicia ?? content.productora ?? (english ? englishName(question, content) : content.nombre);
      return { name, children: card({ kind: preguntas.indexOf(question), question, name, asked: name }, content, this.texts, where) };
    } catch (error) {
      if (!(error instanceof NombreDesconocido)) throw error;
      return { name: key, children: unknownCard(question, key, error.sugerencias, this.texts) };
    }
  }

  async #film(content, key, id, where) {
    const films = [content, ...content.otras];
    const film = films.find((each) => String(each.id) === String(id)) ?? content;
    const [facts, recommended] = await Promise.all([this.facts(film.id), this.recommended(key, film.id)]);
    const others = films.filter((each) => each !== film);
    const children = filmPage({ question: "peliculas_duracion", asked: content.pelicula }, content, { film, others, facts, recommended }, this.texts, where);
    return { name: `${film.pelicula} (${film.anio})`, children };
  }

  /** What is recommended for a film, with its reasons; null where nothing is. */
  async recommended(key, id) {
    if (!this.texts.recommends) return null;
    const told = await this.filmoteca.recomendacion(clave(key)).catch(() => null);
    return (told && [told, ...told.otras].find((each) => each.id === id)) ?? null;
  }

  /** What is known of a film beside its answers; nothing where the tree has no cards. */
  async facts(id) {
    try {
      const read = async (name) => (await fetch(new URL(name, this.#shards))).json();
      this.#index ??= read("index.json");
      const shard = await read(`${id % (await this.#index).cantidad}.json`);
      return shard[id] ?? {};
    } catch {
      return {};
    }
  }
}

function englishName(question, content) {
  if (question === "peliculas_pais") return content.pais;
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(content.idioma);
  } catch {
    return content.nombre;
  }
}
