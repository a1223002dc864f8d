// The search box of every page: names found in static shards. The home page shows their cards. No server, no other host.

import { Busqueda } from "../api/v1/busqueda.js";
import { Filmoteca, PREGUNTAS } from "../api/v1/filmoteca.js";
import { cardAddress } from "./ficha.js";
import { Fichas } from "./leer_ficha.js";

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
const fichas = new Fichas({ filmoteca, busqueda, texts, rest: input.form.dataset.rest });
const homeTitle = document.title;
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

// A choice goes to the card's own address; on the home page the change of address shows it.
function choose(entry) {
  typed += 1;
  input.value = entry.also ?? entry.name;
  close();
  const address = cardAddress(entry.question, entry.key);
  if (answer && location.hash === address) showCard();
  else location.href = address;
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

// The card that the address names: #question/key, and an id where a title has several films. Without one, the home page.
async function showCard() {
  const [question, key, id] = location.hash.slice(1).split("/").map(decoded);
  const shown = PREGUNTAS.includes(question) && Boolean(key);
  document.documentElement.toggleAttribute("data-card", shown);
  if (!shown) {
    answer.hidden = true;
    document.title = homeTitle;
    return;
  }
  const turn = (typed += 1);
  try {
    const { name, children } = await fichas.read(question === "recomendacion" ? "peliculas_duracion" : question, key, id);
    if (turn !== typed) return;
    answer.replaceChildren(...children);
    answer.hidden = false;
    document.title = `${name} · Filmoteca`;
    status.textContent = name;
    scrollTo(0, 0);
  } catch {
    if (turn === typed) status.textContent = texts.failed;
  }
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

if (answer) {
  showCard();
  addEventListener("hashchange", showCard);
}

// A slash anywhere but in a field leads to the search.
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  input.focus();
  input.select();
});
