// My list: films that someone likes, kept in the browser and in the address, and what is recommended for all of them.

import { Busqueda } from "../api/v1/busqueda.js";
import { Filmoteca, clave, formaLaxa } from "../api/v1/filmoteca.js";
import { chooser } from "./elegir.js";
import { exporte, texto } from "./exportes.js";
import { cardAddress } from "./ficha.js";

const LIKED = 2;
const SO_SO = 1;
const DISLIKED = 0;
const STORED = "mi-lista";
const MOST_SUMMED = 40; // each liked film is a file of 30 KB to fetch
const SHOWN = 24;
const MOST_LOOKED_FOR = 100; // titles of an export that are looked for under other names
const root = document.documentElement.dataset.root;
const texts = JSON.parse(document.getElementById("textos-lista").textContent);
const get = (id) => document.getElementById(id);
const [input, options, status, chosen, recommended, missing] = ["pelicula", "opciones", "aviso", "elegidas", "recomendadas", "faltan"].map(get);
const filters = get("filtros");
const kind = get("clase");
const base = new URL(`${root}api/v1/`, location.href);
const filmoteca = new Filmoteca({ base });
const busqueda = new Busqueda({ base });
const and = new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" });
const films = new Map(); // id → how much it counts: LIKED, SO_SO or DISLIKED
let titles = new Map(); // id → { pelicula, anio }
let turn = 0;
let waiting = null; // an export of which it is asked what it holds

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function filmLink({ pelicula, id }) {
  return element("a", { href: cardAddress("peliculas_duracion", clave(pelicula), id) }, pelicula);
}

// The list as an address holds it: #p=949,524*1,603*0&genero=drama

function written() {
  const hash = new URLSearchParams();
  for (const field of new FormData(filters)) if (field[1]) hash.set(...field);
  const ids = [...films].map(([id, weight]) => (weight === LIKED ? id : `${id}*${weight}`)).join(",");
  const rest = hash.toString();
  return films.size || rest ? `#p=${ids}${rest && `&${rest}`}` : "";
}

function read(hash) {
  const told = new URLSearchParams(hash.slice(1));
  films.clear();
  for (const film of (told.get("p") ?? "").split(",")) {
    const match = /^([1-9]\d{0,14})(?:\*([01]))?$/.exec(film);
    if (match) films.set(Number(match[1]), match[2] === undefined ? LIKED : Number(match[2]));
  }
  for (const field of filters.elements) if (field.name) field.value = told.get(field.name) ?? "";
}

function keep() {
  const hash = written();
  history.replaceState(null, "", hash || location.pathname + location.search);
  try {
    localStorage.setItem(STORED, hash);
  } catch {
    // A reader who allows no storage still has the address.
  }
}

function stored() {
  try {
    return localStorage.getItem(STORED) ?? "";
  } catch {
    return "";
  }
}

async function update() {
  const mine = (turn += 1);
  keep();
  try {
    const indice = await filmoteca.indiceDeListas();
    for (const id of films.keys()) if (!indice.fila.has(id)) films.delete(id);
    const rows = [...films.keys()].map((id) => indice.fila.get(id));
    const names = await filmoteca.titulos(rows);
    if (mine !== turn) return;
    titles = new Map(rows.map((row) => [indice.id[row], { pelicula: names.get(row), anio: indice.anio[row], id: indice.id[row] }]));
    showChosen();
    const liked = [...films].filter(([, weight]) => weight > DISLIKED).sort((a, b) => b[1] - a[1]).slice(0, MOST_SUMMED);
    if (!liked.length) {
      showRecommended([], films.size ? texts.none_liked : texts.empty);
      return;
    }
    const told = Object.fromEntries(new FormData(filters));
    const number = (name) => (told[name] ? Number(told[name]) : null);
    const filtros = { idioma: told.idioma || null, pais: told.pais || null, genero: told.genero || null, desde: number("desde"), hasta: number("hasta"), minutos: number("minutos") };
    const { detalle } = await filmoteca.lista(liked.map(([id]) => id), { filtros, cuantas: SHOWN, pesos: new Map(liked), sin: new Set(films.keys()) });
    if (mine !== turn) return;
    const summed = liked.length < films.size ? ` ${texts.summed.replace("{n}", liked.length)}` : "";
    showRecommended(detalle, detalle.length ? texts.found.replace("{n}", detalle.length) + summed : texts.nothing);
  } catch {
    if (mine === turn) status.textContent = texts.failed;
  }
}

function showChosen() {
  chosen.replaceChildren(...[...titles.values()].map((film) => {
    const name = `${film.pelicula}, ${film.anio}`;
    const opinion = element("select", { "aria-label": `${texts.opinion}: ${name}` });
    [[LIKED, texts.liked], [SO_SO, texts.so_so], [DISLIKED, texts.disliked]].forEach(([value, label]) => opinion.append(element("option", { value }, label)));
    opinion.value = films.get(film.id);
    opinion.addEventListener("change", () => { films.set(film.id, Number(opinion.value)); update(); });
    const remove = element("button", { type: "button", "aria-label": `${texts.remove}: ${name}` }, "×");
    remove.addEventListener("click", () => { films.delete(film.id); input.focus(); update(); });
    return element("li", {}, element("span", {}, filmLink(film), ` (${film.anio})`), opinion, remove);
  }));
  get("acciones").hidden = films.size === 0;
}

function showRecommended(detalle, message) {
  const given = new Map([...titles.values()].map((film) => [film.pelicula, film]));
  recommended.replaceChildren(...detalle.map((film) => {
    const add = element("button", { type: "button", "aria-label": `${texts.seen}: ${film.pelicula}` }, texts.seen);
    add.addEventListener("click", () => { films.set(film.id, LIKED); update(); });
    const dislike = element("button", { type: "button", "aria-label": `${texts.not_this}: ${film.pelicula}` }, texts.not_this);
    dislike.addEventListener("click", () => { films.set(film.id, DISLIKED); update(); });
    const reasons = and.formatToParts(film.por).map(({ type, value }) => (type === "element" ? filmLink(given.get(value)) : value));
    const why = film.por.length ? [texts.because, " ", ...reasons] : [texts.completes];
    return element("li", { "data-id": film.id },
      element("div", {}, element("strong", {}, filmLink(film)), ` (${film.anio})`, element("p", {}, ...why)),
      element("span", { class: "actions" }, add, dislike));
  }));
  status.textContent = message;
}

// Search

chooser(input, options, {
  search: async (text) => (await busqueda.buscar(text)).filter(({ pregunta }) => pregunta === "peliculas_duracion"),
  name: (entry) => entry.tambien ?? entry.nombre,
  beside: (entry) => (entry.tambien ? `${entry.nombre}, ${entry.junto}` : String(entry.junto)),
  choose: async ({ clave: key }) => {
    try {
      films.set((await filmoteca.peliculas_duracion(key)).id, LIKED);
      await update();
    } catch {
      status.textContent = texts.failed;
    }
  },
});

// Exports

// Years between a film's and the one told: it may be another where it was shown at a festival first.
function apart(year, told) {
  return told === null ? 0 : Math.abs(year - told);
}

// The id of a film that has this as its original title, or as one of its Spanish ones.
async function byOtherTitle({ titulo, anio }) {
  const same = (name) => clave(name) === clave(titulo) || formaLaxa(name) === formaLaxa(titulo);
  const entries = await busqueda.directas(titulo);
  const entry = entries.find(({ pregunta, tambien, junto }) => pregunta === "peliculas_duracion" && tambien && same(tambien) && apart(junto, anio) <= 1);
  if (!entry) return undefined;
  const answer = await filmoteca.peliculas_duracion(entry.clave);
  return [answer, ...answer.otras].find((film) => apart(film.anio, anio) <= 1)?.id;
}

async function takeIn(read, unrated) {
  const indice = await filmoteca.indiceDeListas();
  const rows = indice.id.map((_, row) => row);
  const names = await filmoteca.titulos(rows);
  const forms = [clave, formaLaxa].map((form) => {
    const byName = new Map();
    for (const row of rows) {
      const name = form(names.get(row));
      if (!byName.has(name)) byName.set(name, []);
      byName.get(name).push(row);
    }
    return (title) => byName.get(form(title)) ?? [];
  });
  const byTitle = ({ titulo, anio }) => {
    const years = (row) => apart(indice.anio[row], anio);
    const row = forms.flatMap((form) => form(titulo)).filter((each) => years(each) <= 1).sort((a, b) => years(a) - years(b))[0];
    return indice.id[row];
  };
  const ids = read.filas.map(byTitle);
  const unknown = ids.flatMap((id, place) => (id === undefined ? [place] : [])).slice(0, MOST_LOOKED_FOR);
  await Promise.all(unknown.map(async (place) => { ids[place] = await byOtherTitle(read.filas[place]); }));
  const lacking = [];
  let count = 0;
  for (const [place, { titulo, anio, estrellas }] of read.filas.entries()) {
    if (ids[place] === undefined) lacking.push(anio ? `${titulo} (${anio})` : titulo);
    else {
      films.set(ids[place], estrellas === null ? unrated : estrellas >= 3.5 ? LIKED : estrellas >= 2.5 ? SO_SO : DISLIKED);
      count += 1;
    }
  }
  missing.hidden = false;
  missing.querySelector("summary").textContent = texts.taken.replace("{n}", count).replace("{m}", lacking.length);
  missing.querySelector("ul").replaceChildren(...lacking.map((name) => element("li", {}, name)));
  missing.open = lacking.length > 0 && lacking.length < 20;
  await update();
}

get("exporte").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  kind.hidden = true;
  missing.hidden = true;
  try {
    const told = exporte(texto(await file.arrayBuffer()));
    await ready; // which would write over what is said here
    if (!told?.filas.length) status.textContent = texts.not_an_export;
    else if (told.puntuado) await takeIn(told, SO_SO);
    else {
      waiting = told;
      kind.hidden = false;
      kind.querySelector("button").focus();
    }
  } catch {
    status.textContent = texts.failed;
  }
  target.value = ""; // so that the same file can be chosen again
});
for (const button of kind.querySelectorAll("button")) {
  button.addEventListener("click", () => {
    kind.hidden = true;
    takeIn(waiting, button.value === "vistas" ? LIKED : SO_SO).catch(() => { status.textContent = texts.failed; });
  });
}

get("compartir").addEventListener("click", async () => {
  await navigator.clipboard.writeText(location.href);
  status.textContent = texts.shared;
});
get("vaciar").addEventListener("click", () => {
  films.clear();
  missing.hidden = true;
  input.focus();
  update();
});
filters.addEventListener("change", update);
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("reset", () => setTimeout(update));
addEventListener("hashchange", () => { read(location.hash); update(); });

read(location.hash.startsWith("#p=") ? location.hash : stored());
const ready = update();
