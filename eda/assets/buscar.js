// The search box: names found in static shards, their answers shown as cards. No server, no other host.

import { Busqueda } from "../api/v1/busqueda.js";
import { Filmoteca } from "../api/v1/filmoteca.js";
import { card } from "./ficha.js";

const PAUSE = 250; // milliseconds without a keystroke, after which typing errors are looked for
const FEW = 3; // names found, below which they are
const root = document.documentElement.dataset.root;
const texts = JSON.parse(document.getElementById("textos").textContent);
const input = document.getElementById("buscar");
const list = document.getElementById("resultados");
const status = document.getElementById("estado");
const answer = document.getElementById("respuesta");
const english = document.documentElement.lang === "en";
const numbers = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "always" });

const filmoteca = new Filmoteca();
const busqueda = new Busqueda({ base: new URL(`${root}api/v1/`, location.href) });
let found = [];
let active = -1;
let typed = 0;

/** A name that was found, as this page shows it. */
function entryOf({ tipo, pregunta, clave: key, nombre, ingles, tambien, junto, parecida }) {
  return { kind: tipo, question: pregunta, key, name: english && ingles ? ingles : nombre, asked: nombre, also: tambien, beside: junto, near: parecida };
}

function hint(entry) {
  const kind = texts.kinds[entry.kind];
  if (entry.question === "peliculas_duracion") return entry.also ? `— ${entry.name}, ${entry.beside}` : `${kind}, ${entry.beside}`;
  return `${kind}, ${numbers.format(entry.beside)} ${entry.beside === 1 ? texts.film : texts.films}`;
}

function show(entries) {
  found = entries;
  active = -1;
  list.replaceChildren(...entries.map((entry, place) => {
    const option = document.createElement("li");
    option.id = `resultado-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const name = document.createElement("span");
    name.textContent = entry.also ?? entry.name;
    const beside = document.createElement("small");
    beside.textContent = hint(entry);
    option.append(name, " ", beside);
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => choose(entry));
    return option;
  }));
  list.hidden = entries.length === 0;
  input.setAttribute("aria-expanded", String(entries.length > 0));
  input.removeAttribute("aria-activedescendant");
}

function close() {
  show([]);
}

function point(place) {
  active = (place + found.length) % found.length;
  Array.from(list.children).forEach((option, each) => option.setAttribute("aria-selected", String(each === active)));
  input.setAttribute("aria-activedescendant", `resultado-${active}`);
  list.children[active].scrollIntoView({ block: "nearest" });
}

async function choose(entry) {
  typed += 1;
  input.value = entry.also ?? entry.name;
  close();
  try {
    const content = await filmoteca.preguntar(entry.question, entry.key);
    let recommended = null;
    if (entry.question === "peliculas_duracion" && texts.recommends) {
      recommended = await filmoteca.recomendacion(entry.key).catch(() => null);
    }
    const file = await filmoteca.archivo(entry.question, entry.key);
    answer.replaceChildren(...card(entry, content, recommended, texts, { file, rest: input.form.dataset.rest }));
    answer.hidden = false;
    status.textContent = `${texts.answer_of} ${entry.question}: ${entry.name}`;
    history.replaceState(null, "", `#${entry.question}/${encodeURIComponent(entry.key)}`);
  } catch {
    status.textContent = texts.failed;
  }
}

async function update() {
  const turn = (typed += 1);
  const text = input.value;
  try {
    let entries = text.trim() ? await busqueda.directas(text) : [];
    if (turn !== typed) return;
    if (text.trim() && entries.length < FEW) {
      if (entries.length) show(entries.map(entryOf));
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (turn !== typed) return;
      entries = await busqueda.corregidas(text, entries);
      if (turn !== typed) return;
    }
    entries = entries.map(entryOf);
    show(entries);
    const count = entries[0]?.near ? texts.near : entries.length === 1 ? texts.one : texts.found.replace("{n}", entries.length);
    status.textContent = !text.trim() ? "" : entries.length ? count : texts.none;
  } catch {
    if (turn === typed) status.textContent = texts.failed;
  }
}

input.addEventListener("input", update);
input.addEventListener("focus", () => busqueda.preparar().catch(() => {}), { once: true });
input.addEventListener("blur", () => setTimeout(close, 120));
input.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (found.length) point(event.key === "ArrowDown" ? active + 1 : active < 0 ? found.length - 1 : active - 1);
    else if (event.key === "ArrowDown") update();
  } else if (event.key === "Escape") {
    typed += 1; // what is still being looked for would open the list again
    if (found.length) close();
    else input.value = "";
  }
});
input.form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (found.length) choose(found[Math.max(active, 0)]);
  else if (input.value.trim()) {
    await update();
    if (found.length) choose(found[0]);
  }
});
for (const button of document.querySelectorAll("[data-try]")) {
  button.addEventListener("click", async () => {
    input.value = button.dataset.try;
    input.focus();
    await update();
  });
}

// A card can be linked to: #question/key. A link followed on this page shows it too.
async function linked() {
  const [question, key] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (!key) return;
  const { preguntas } = await busqueda.preparar();
  if (!preguntas.includes(question)) return;
  const content = await filmoteca.preguntar(question, key);
  const name = content.pelicula ?? content.director ?? content.franquicia ?? content.productora ?? content.nombre;
  await choose({ kind: preguntas.indexOf(question), question, key, name, asked: name });
}
linked().catch(() => {});
addEventListener("hashchange", () => linked().catch(() => { status.textContent = texts.failed; }));
