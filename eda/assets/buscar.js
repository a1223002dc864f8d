// The search box: names found in static shards, their answers shown as cards. No server, no other host.

import { Filmoteca, clave, formasBuscadas } from "../api/v1/filmoteca.js";
import { card } from "./ficha.js";

const MOST = 8;
const PAUSE = 250; // milliseconds without a keystroke, after which the looser forms are fetched for a name not found
const root = document.documentElement.dataset.root;
const texts = JSON.parse(document.getElementById("textos").textContent);
const input = document.getElementById("buscar");
const list = document.getElementById("resultados");
const status = document.getElementById("estado");
const answer = document.getElementById("respuesta");
const english = document.documentElement.lang === "en";
const numbers = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "always" });

const filmoteca = new Filmoteca();
const fetched = new Map();
let found = [];
let active = -1;
let typed = 0;

function read(path) {
  if (!fetched.has(path)) {
    fetched.set(path, fetch(`${root}api/v1/${path}`).then((response) => {
      if (!response.ok) throw new Error(`${response.status} ${path}`);
      return response.json();
    }).catch((error) => { fetched.delete(path); throw error; }));
  }
  return fetched.get(path);
}

async function index() {
  const { preguntas, prefijos } = await read("buscar/index.json");
  return { questions: preguntas, prefixes: new Set(prefijos) };
}

const DEVICES = /^(con|prn|aux|nul|index|(com|lpt)[1-9])$/;

function fileName(prefix) {
  if (/[^\x00-\x7f]/.test(prefix)) return `x_${Array.from(prefix, (c) => c.codePointAt(0).toString(16)).join("-")}`;
  return DEVICES.test(prefix) || prefix.endsWith("-") ? `${prefix}_` : prefix;
}

/** The entries of the shard that holds a text: that of its longest listed prefix. */
async function shard(prefixes, text) {
  const characters = Array.from(text);
  for (let length = characters.length; length > 0; length -= 1) {
    const prefix = characters.slice(0, length).join("");
    if (prefixes.has(prefix)) return read(`buscar/${fileName(prefix)}.json`);
  }
  return [];
}

/** An entry as read from a shard, with its key and the texts that find it. */
function named([kind, name, beside, fame, key, other, aliases], questions) {
  const own = key ?? clave(name);
  const keys = [own, ...(key ? [clave(name)] : []), ...(other ? [clave(other), ...aliases.split(" ")] : [])];
  return { kind, question: questions[kind], name: english && other ? other : name, asked: name, beside, fame, key: own, keys };
}

/** The entries that hold every word typed, the last perhaps unfinished: spelled-out names first, then by fame. */
async function search(text) {
  if (!/[\p{L}\p{N}\p{S}\p{P}]/u.test(text)) return [];
  const key = clave(text);
  const { questions, prefixes } = await index();
  const words = key.split("-");
  const shards = await Promise.all([...new Set([key, ...words])].slice(0, 6).map((each) => shard(prefixes, each)));
  const entries = new Map();
  for (const row of shards.flat()) {
    const entry = named(row, questions);
    const fits = entry.keys.some((each) => {
      const own = each.split("-");
      return words.every((word, place) => own.some((part) => (place < words.length - 1 && words.length > 2 ? part === word : part.startsWith(word))));
    });
    if (fits) entries.set(`${entry.kind}/${entry.key}`, entry);
  }
  const rank = (entry) => (entry.keys.includes(key) ? 0 : entry.keys.some((each) => each.startsWith(key)) ? 1 : 2);
  return [...entries.values()].sort((a, b) => Math.min(rank(a), 1) - Math.min(rank(b), 1) || b.fame - a.fame || rank(a) - rank(b)).slice(0, MOST);
}

/** The entries whose looser form is that of what was typed: `oceans 11` finds Ocean's Eleven. */
async function searchLoosely(text) {
  const { questions } = await index();
  const looked = formasBuscadas(text).filter(Boolean);
  const entries = await Promise.all(questions.map(async (question, kind) => {
    const forms = looked.length ? await read(`${question}/alias.laxo.json`).catch(() => ({})) : {};
    const form = looked.find((each) => Object.hasOwn(forms, each));
    if (!form) return [];
    const content = await filmoteca.preguntar(question, forms[form]);
    const name = content.nombre ?? Object.values(content)[0];
    return [{ kind, question, name, asked: name, beside: content.anio ?? content.cantidad, fame: 0, key: forms[form], keys: [] }];
  }));
  return entries.flat();
}

function hint(entry) {
  const kind = texts.kinds[entry.kind];
  if (entry.question === "peliculas_duracion") return `${kind}, ${entry.beside}`;
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
    name.textContent = entry.name;
    const beside = document.createElement("small");
    beside.textContent = hint(entry);
    option.append(name, beside);
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
  input.value = entry.name;
  close();
  try {
    const content = await filmoteca.preguntar(entry.question, entry.key);
    let recommended = null;
    if (entry.question === "peliculas_duracion" && texts.recommends) {
      recommended = await filmoteca.recomendacion(entry.key).catch(() => null);
    }
    answer.replaceChildren(...card(entry, content, recommended, texts, input.form.dataset.rest));
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
    let entries = text.trim() ? await search(text) : [];
    if (turn !== typed) return;
    if (text.trim() && !entries.length) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (turn !== typed) return;
      entries = await searchLoosely(text);
      if (turn !== typed) return;
    }
    show(entries);
    const count = entries.length === 1 ? texts.one : texts.found.replace("{n}", entries.length);
    status.textContent = !text.trim() ? "" : entries.length ? count : texts.none;
  } catch {
    if (turn === typed) status.textContent = texts.failed;
  }
}

input.addEventListener("input", update);
input.addEventListener("focus", () => index().catch(() => {}), { once: true });
input.addEventListener("blur", () => setTimeout(close, 120));
input.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (found.length) point(event.key === "ArrowDown" ? active + 1 : active < 0 ? found.length - 1 : active - 1);
    else if (event.key === "ArrowDown") update();
  } else if (event.key === "Escape") {
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

// A card can be linked to: #question/key.
async function linked() {
  const [question, key] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (!key) return;
  const { questions } = await index();
  if (!questions.includes(question)) return;
  const content = await filmoteca.preguntar(question, key);
  const name = content.pelicula ?? content.director ?? content.franquicia ?? content.productora ?? content.nombre;
  await choose({ kind: questions.indexOf(question), question, key, name, asked: name });
}
linked().catch(() => {});
