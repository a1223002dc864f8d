// The map of the films: each near those that are like it, to drag, zoom, search and colour; a click shows a film's card.

import { Busqueda } from "../api/v1/busqueda.js";
import { clave, Filmoteca } from "../api/v1/filmoteca.js";
import { chooser } from "./elegir.js";
import { cardAddress } from "./ficha.js";
import { Fichas } from "./leer_ficha.js";
import { Plane } from "./plano.js";

// Told apart on a light and on a dark ground. The last is of all that are not in the legend by name.
const GENRE_COLORS = ["#2a7fb8", "#c2571a", "#cf3f4b", "#2b8a57", "#7d5bbe", "#97781c", "#b8479a", "#158c94", "#6d7f1a", "#7d8890"];
const DECADE_COLORS = ["#6a3d9a", "#3f62c4", "#1f86a8", "#1f9068", "#7a8f1a", "#c07a12", "#c4452f"];
const FIRST_DECADE = 1950; // it and all before it have one colour
const LISTED = 12;
const CLOSE = 9; // the zoom at which a film that was looked for is shown
const get = (id) => document.getElementById(id);
const root = document.documentElement.dataset.root;
const base = new URL(`${root}api/v1/`, location.href);
const texts = JSON.parse(get("textos-mapa").textContent);
const common = JSON.parse(get("textos").textContent);
const numbers = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "always" });
const filmoteca = new Filmoteca({ base });
const busqueda = new Busqueda({ base });
const fichas = new Fichas({ filmoteca, busqueda, texts: common, rest: get("buscar").form.dataset.rest });
const [status, legend, listed, card] = ["aviso", "leyenda", "a-la-vista", "ficha"].map(get);
const colouring = get("colores").elements.color;

const response = await fetch(new URL("mapa.json", base)).catch(() => null);
const map = response?.ok ? await response.json() : { lado: 1, aprendidas: 0, generos: [], id: [], x: [], y: [], titulo: [], anio: [], genero: [] };
const placeOf = new Map(map.id.map((id, point) => [id, point]));
let chosen = null; // the id of the film whose card is shown
let turn = 0;
let quiet; // what is left to do when the view has stood still for a moment

const plane = new Plane(get("plano"), map.lado, {
  moved: () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => { list(); keep(); }, 150);
  },
  chosen: (point) => select(map.id[point]),
});

function nameOf(point) {
  return `${map.titulo[point]} (${map.anio[point]})`;
}

// The legend: colours by genre or decade; what is pressed there is shown, all else is faint.

function groups() {
  const decades = colouring.value === "decada";
  const colors = decades ? DECADE_COLORS : GENRE_COLORS;
  const last = colors.length - 1;
  const number = decades
    ? map.anio.map((year) => Math.min(Math.max(Math.floor((year - FIRST_DECADE) / 10), 0), last))
    : map.genero.map((genre) => (genre < 0 ? last : Math.min(genre, last)));
  const name = (group) => {
    if (!decades) return group === last ? texts.other : common.genres[map.generos[group]] ?? map.generos[group];
    const decade = FIRST_DECADE + 10 * group;
    return group === 0 ? texts.before.replace("{}", decade + 10) : group === last ? texts.since.replace("{}", decade) : texts.decade.replace("{}", decade);
  };
  return { colors, number, names: colors.map((_, group) => name(group)) };
}

function colour() {
  const { colors, number, names } = groups();
  const counts = colors.map(() => 0);
  for (const group of number) counts[group] += 1;
  plane.colors = colors;
  plane.shown = null;
  plane.points = { x: map.x, y: map.y, titulo: map.titulo, color: number };
  legend.replaceChildren(...names.flatMap((name, group) => {
    if (!counts[group]) return [];
    const button = document.createElement("button");
    const swatch = document.createElement("span");
    swatch.style.background = colors[group];
    Object.assign(button, { type: "button", ariaPressed: "false" });
    button.dataset.group = group;
    button.append(swatch, ` ${name} `, Object.assign(document.createElement("small"), { textContent: numbers.format(counts[group]) }));
    button.addEventListener("click", () => {
      button.ariaPressed = String(button.ariaPressed !== "true");
      const pressed = [...legend.querySelectorAll('[aria-pressed="true"]')].map((each) => Number(each.dataset.group));
      plane.shown = pressed.length ? new Set(pressed) : null;
      list();
      plane.draw();
    });
    const item = document.createElement("li");
    item.append(button);
    return [item];
  }));
  list();
  plane.draw();
}

// The best-known films of the view, for the eye, the keyboard and screen readers.

function filmLink(id, title, year) {
  const link = Object.assign(document.createElement("a"), { href: cardAddress("peliculas_duracion", clave(title), id), textContent: `${title} (${year})` });
  link.dataset.id = id;
  return link;
}

function list() {
  const points = plane.inView();
  get("cuantas").textContent = texts.in_view.replace("{n}", numbers.format(points.length));
  listed.replaceChildren(...points.slice(0, LISTED).map((point) => {
    const item = document.createElement("li");
    item.append(filmLink(map.id[point], map.titulo[point], map.anio[point]));
    return item;
  }));
}

// The address: #v=x,y,zoom&c=decada&p=id, of which each part may be missing.

function keep() {
  const { x, y, zoom } = plane.view;
  const parts = [];
  if (zoom > 1.01) parts.push(`v=${Math.round(x)},${Math.round(y)},${Number(zoom.toFixed(2))}`);
  if (colouring.value !== "genero") parts.push(`c=${colouring.value}`);
  if (chosen !== null) parts.push(`p=${chosen}`);
  history.replaceState(null, "", parts.length ? `#${parts.join("&")}` : location.pathname + location.search);
}

function read() {
  const told = new URLSearchParams(location.hash.slice(1));
  colouring.value = told.get("c") === "decada" ? "decada" : "genero";
  colour();
  const [x, y, zoom] = (told.get("v") ?? "").split(",").map(Number);
  const view = [x, y, zoom].every(Number.isFinite) && zoom > 0 ? { x, y, zoom } : null;
  plane.go(view ?? { x: map.lado / 2, y: map.lado / 2, zoom: 1 });
  const id = told.get("p") ?? "";
  if (/^[1-9]\d{0,14}$/.test(id)) select(Number(id), { jump: !view });
  else deselect();
}

// The card of a film

function deselect() {
  turn += 1;
  chosen = null;
  mark(null);
  card.hidden = true;
  status.textContent = "";
  keep();
}

// fly: the map moves to the film before the reader's eyes; jump: it begins there.
async function select(id, { fly = false, jump = false } = {}) {
  const mine = (turn += 1);
  chosen = id;
  const point = placeOf.get(id);
  if (point !== undefined) mark([map.x[point], map.y[point]], nameOf(point), []);
  const show = (at) => {
    const view = { x: at[0], y: at[1], zoom: Math.max(plane.view.zoom, CLOSE) };
    if (jump) plane.go(view);
    else if (fly) plane.fly(view);
  };
  if (point !== undefined) show([map.x[point], map.y[point]]);
  keep();
  try {
    const title = point === undefined ? (await fichas.facts(id)).titulo : map.titulo[point];
    if (title === undefined) {
      status.textContent = texts.not_on_map;
      return;
    }
    const key = clave(title);
    const [{ name, children }, recommended] = await Promise.all([fichas.read("peliculas_duracion", key, id), fichas.recommended(key, id)]);
    if (mine !== turn) return;
    const alike = (recommended?.detalle ?? []).map((film) => placeOf.get(film.id)).filter((each) => each !== undefined);
    const at = point === undefined ? among(alike) : [map.x[point], map.y[point]];
    if (at && point === undefined) show(at);
    mark(at, name, alike);
    const own = filmLink(id, title, map.anio[point]);
    own.textContent = name;
    children[0].replaceChildren(own);
    card.querySelector("div").replaceChildren(...children);
    card.hidden = false;
    status.textContent = at ? (point === undefined ? texts.among : "") : texts.not_on_map;
  } catch {
    if (mine === turn) status.textContent = texts.failed;
  }
}

function mark(at, title, to) {
  plane.marked = at && { at, title, to };
  plane.draw();
}

// The place of a film that the map does not have: that of the film like it which is nearest to the others.
function among(points) {
  const distance = (a, b) => Math.abs(map.x[a] - map.x[b]) + Math.abs(map.y[a] - map.y[b]);
  const sums = points.map((point) => points.reduce((sum, other) => sum + distance(point, other), 0));
  const best = points[sums.indexOf(Math.min(...sums))];
  return best === undefined ? null : [map.x[best], map.y[best]];
}

// A film's link shows its card here, unless the reader asks for a new window; the card's heading leads to its own page.
function stay(event) {
  const link = event.target.closest("a");
  if (!link || link.closest("h2") || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const id = Number(link.dataset.id ?? /#peliculas_duracion\/[^/]+\/(\d+)$/.exec(link.href)?.[1]);
  if (!placeOf.has(id)) return;
  event.preventDefault();
  select(id, { fly: true });
}
listed.addEventListener("click", stay);
card.addEventListener("click", stay);
get("cerrar").addEventListener("click", () => { deselect(); get("plano").focus(); });

chooser(get("pelicula"), get("opciones"), {
  search: async (text) => (await busqueda.buscar(text)).filter(({ pregunta }) => pregunta === "peliculas_duracion"),
  name: (entry) => entry.tambien ?? entry.nombre,
  beside: (entry) => (entry.tambien ? `${entry.nombre}, ${entry.junto}` : String(entry.junto)),
  choose: async ({ clave: key }) => {
    try {
      await select((await filmoteca.peliculas_duracion(key)).id, { fly: true });
    } catch {
      status.textContent = texts.failed;
    }
  },
});
for (const [id, act] of [["acercar", () => plane.zoom(1.6)], ["alejar", () => plane.zoom(1 / 1.6)], ["entero", () => plane.whole()]]) {
  get(id).addEventListener("click", act);
}
get("colores").addEventListener("change", () => { colour(); keep(); });
get("compartir").addEventListener("click", async () => {
  await navigator.clipboard.writeText(location.href);
  status.textContent = texts.shared;
});
addEventListener("hashchange", read);
new MutationObserver(() => plane.draw()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plane.draw());

if (map.id.length) read();
else status.textContent = response?.ok ? texts.no_places : texts.failed;
