// The card of an answer: what it says, with every name leading to its own card; where it lives and how to ask for it, folded.

import { clave } from "../api/v1/clave.js";

const lang = document.documentElement.lang;
const numbers = new Intl.NumberFormat(lang, { useGrouping: "always" });
const decimals = new Intl.NumberFormat(lang, { useGrouping: "always", maximumFractionDigits: 2 });
const money = new Intl.NumberFormat(lang, { style: "currency", currency: "USD", maximumFractionDigits: 0, useGrouping: "always" });
const languages = new Intl.DisplayNames(lang, { type: "language" });
const regions = new Intl.DisplayNames(lang, { type: "region" });

const MONEY = new Set(["ganancia_total", "ganancia_promedio", "beneficio_total", "revenue_total"]);
const PARAMETER = {
  peliculas_duracion: "Pelicula", get_director: "nombre_director", franquicia: "Franquicia",
  productoras_exitosas: "Productora", peliculas_pais: "Pais", peliculas_idioma: "Idioma",
};
const LISTED = 12;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The address of a card, which the home page shows: #question/key, and the film's id where a title has several. */
export function cardAddress(question, key, id) {
  return `${document.documentElement.dataset.home}#${question}/${encodeURIComponent(key)}${id ? `/${id}` : ""}`;
}

function toCard(question, key, text, id) {
  return element("a", { href: cardAddress(question, key, id) }, text);
}

const toFilm = (film) => toCard("peliculas_duracion", clave(film.pelicula), `${film.pelicula} (${film.anio})`, film.id);

// Items with commas between them.
function enumerated(items) {
  return items.flatMap((item, place) => (place ? [", ", item] : [item]));
}

function value(field, content, texts) {
  if (content === null) return texts.unknown;
  if (Array.isArray(content)) return content.join(", ");
  if (typeof content === "string") return content;
  if (MONEY.has(field)) return money.format(content);
  if (field === "anio") return String(content);
  return decimals.format(content);
}

/** Minutes as people say them: 1 h 45 min. */
export function runningTime(minutes) {
  const hours = Math.floor(minutes / 60);
  return [hours ? `${hours} h` : "", minutes % 60 || !hours ? `${minutes % 60} min` : ""].filter(Boolean).join(" ");
}

function languageName(code, texts) {
  if (code === "xx") return texts.no_dialogue;
  try {
    return languages.of(code === "cn" ? "yue" : code);
  } catch {
    return code;
  }
}

function countryName(iso, name) {
  try {
    return iso ? regions.of(iso) : name;
  } catch {
    return name;
  }
}

const genreName = (genre, texts) => texts.genres[genre] ?? genre;

// The questions that have a card of what a reason names.
const CARD_OF = { direccion: "get_director", productora: "productoras_exitosas", saga: "franquicia", pais: "peliculas_pais", idioma: "peliculas_idioma" };

function shownInReason(code, named, texts) {
  if (code === "idioma") return languageName(named, texts);
  if (code === "pais") return countryName(named, named);
  return code === "saga" ? named.replace(/ Collection$/, "") : named;
}

/** What a recommendation has in common, in the language of the page, with the names that have a card as links. */
export function reasons(film, texts) {
  return film.razones.flatMap(([code, ...values], place) => {
    const shown = values.map((each) => shownInReason(code, each, texts));
    let text = lang === "es" ? film.motivos[place] : (texts.reasons[code] ?? "").replace("{}", () => shown.join(", "));
    if (!text) return [];
    const nodes = place ? [" · "] : [];
    shown.forEach((name, which) => {
      const at = code in CARD_OF ? text.indexOf(name) : -1;
      if (at < 0) return;
      nodes.push(text.slice(0, at), toCard(CARD_OF[code], clave(values[which]), name));
      text = text.slice(at + name.length);
    });
    return [...nodes, text];
  });
}

function request(label, line, href, texts) {
  const copy = element("button", { type: "button", "aria-label": `${texts.copy}: ${label}` }, texts.copy);
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(line);
    copy.textContent = texts.copied;
    setTimeout(() => { copy.textContent = texts.copy; }, 1500);
  });
  const code = element("code", { tabindex: "0" }, href ? element("a", { href }, line) : line);
  return element("div", { class: "request" }, element("span", {}, label), code, copy);
}

const quoted = (text) => encodeURIComponent(text).replace(/'/g, "%27");

// How to ask for an answer, folded away: people who look for a film do not need it.
function requests(entry, content, texts, { file, rest: restBase }) {
  const rest = restBase || new URL(document.documentElement.dataset.root || ".", location.href).href.replace(/\/$/, "");
  const parameter = PARAMETER[entry.question];
  // A name of dots alone would be taken for a folder; the query form takes any name.
  const byName = /^\.+$/.test(entry.asked)
    ? `${rest}/${entry.question}?${parameter}=${quoted(entry.asked)}`
    : `${rest}/${entry.question}/${quoted(entry.asked)}`;
  return element(
    "details", { class: "requests" }, element("summary", {}, `${texts.answer_of} ${entry.question}`),
    request(texts.static, file, file, texts), request(texts.rest, byName, "", texts), request("curl", `curl '${byName}'`, "", texts),
    element("details", {}, element("summary", {}, texts.json), element("pre", { tabindex: "0" }, element("code", {}, JSON.stringify(content, null, 2)))),
  );
}

function fact(label, ...children) {
  return element("div", {}, element("dt", {}, label), element("dd", {}, ...children));
}

// What is known of a film, of which each part may be missing.
function filmFacts(facts, film, texts) {
  const rows = [];
  const list = (label, names, item) => { if (names?.length) rows.push(fact(label, ...enumerated(names.map(item)))); };
  list(texts.directed, facts.direccion, (name) => toCard("get_director", clave(name), name));
  list(texts.genre, facts.generos, (genre) => genreName(genre, texts));
  if (film.duracion) rows.push(fact(texts.running, runningTime(film.duracion)));
  if (facts.nota !== undefined) rows.push(fact(texts.score, `${decimals.format(facts.nota)} (${numbers.format(facts.votos)} ${texts.votes})`));
  if (facts.idioma) rows.push(fact(texts.language, toCard("peliculas_idioma", clave(facts.idioma), languageName(facts.idioma, texts))));
  list(texts.country, facts.paises, ([iso, name]) => toCard("peliculas_pais", clave(name), countryName(iso, name)));
  if (facts.franquicia) rows.push(fact(texts.franchise, toCard("franquicia", clave(facts.franquicia), facts.franquicia.replace(/ Collection$/, ""))));
  list(texts.companies, facts.productoras, (name) => toCard("productoras_exitosas", clave(name), name));
  list(texts.cast, facts.reparto, (name) => name);
  return rows;
}

/** The children of a film's page. film: of this title, by its id; others: of the same title; recommended: its block, or null. */
export function filmPage(entry, content, { film, others, facts, recommended }, texts, where) {
  const made = [element("h2", {}, `${film.pelicula} (${film.anio})`)];
  const { map } = document.documentElement.dataset;
  if (map) made.push(element("p", { class: "kind" }, element("a", { href: `${map}#p=${film.id}` }, texts.on_map)));
  if (facts.original) made.push(element("p", { class: "kind" }, `${texts.original}: ${facts.original}`));
  made.push(element("dl", { class: "values film" }, ...filmFacts(facts, film, texts)));
  if (facts.sinopsis) made.push(element("p", { class: "overview", lang: "en" }, facts.sinopsis));
  if (recommended?.detalle.length) {
    made.push(element("h3", {}, texts.recommended), element("ol", { class: "recommended" }, ...recommended.detalle.map((each) => (
      element("li", { "data-id": each.id }, toFilm(each), element("small", {}, ...reasons(each, texts)))
    ))));
  }
  if (content.vease) made.push(element("p", {}, `${texts.see_also} `, toFilm(content.vease)));
  if (others.length) made.push(element("h3", {}, texts.others), element("ul", {}, ...others.map((each) => element("li", {}, toFilm(each)))));
  made.push(requests(entry, content, texts, where));
  return made;
}

/** The children of the card of anything but a film. */
export function card(entry, content, texts, where) {
  const values = Object.entries(texts.fields)
    .filter(([field]) => field in content && !(Array.isArray(content[field]) && (field === "peliculas" || !content[field].length)))
    .filter(([field]) => field !== "personas" || content[field] > 1)
    .map(([field, label]) => fact(label, value(field, content[field], texts)));
  const made = [
    element("h2", {}, entry.name),
    element("p", { class: "kind" }, texts.kinds[entry.kind]),
    element("dl", { class: "values" }, ...values),
  ];
  const earned = (film) => film.revenue_pelicula ?? film.ganancia ?? 0;
  const films = content.peliculas ? [...content.peliculas].sort((a, b) => earned(b) - earned(a)) : [];
  if (films.length) {
    const line = (film) => element("li", {}, toFilm(film));
    made.push(element("h3", {}, texts.top), element("ul", {}, ...films.slice(0, LISTED).map(line)));
    if (films.length > LISTED) {
      const rest = element("details", {}, element("summary", {}, `… +${numbers.format(films.length - LISTED)}`), element("ul", {}, ...films.slice(LISTED).map(line)));
      made.push(rest);
    }
  }
  made.push(requests(entry, content, texts, where));
  return made;
}

/** The children of a card for a key that is not there, with the nearest names. */
export function unknownCard(question, key, near, texts) {
  return [
    element("h2", {}, texts.not_there.replace("{}", key)),
    ...(near.length ? [element("p", {}, texts.near), element("ul", {}, ...near.map((each) => element("li", {}, toCard(question, each.clave, each.nombre))))] : []),
  ];
}
