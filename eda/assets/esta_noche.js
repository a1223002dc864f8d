// What to watch tonight: the best rated films of a genre, a decade and a length, or any one of them.

import { clave } from "../api/v1/clave.js";
import { cardAddress, runningTime } from "./ficha.js";

const SHOWN = 6;
const form = document.getElementById("esta-noche");
const list = document.getElementById("propuestas");
const message = document.getElementById("propuestas-aviso");
const scores = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
let reading;

function read() {
  reading ??= fetch(form.dataset.films).then((response) => response.json()).catch((error) => {
    reading = undefined;
    throw error;
  });
  return reading;
}

// The films that pass what was chosen, best first.
async function chosen() {
  const { generos, peliculas } = await read();
  const { genero, decada, minutos } = Object.fromEntries(new FormData(form));
  const genre = generos.indexOf(genero);
  return peliculas.filter(([, , year, minutes, , genres]) => (
    (genre < 0 || genres.includes(genre))
    && (!decada || Math.floor(year / 10) * 10 === Number(decada))
    && (!minutos || minutes <= Number(minutos))
  ));
}

async function propose() {
  try {
    const films = await chosen();
    list.replaceChildren(...films.slice(0, SHOWN).map(([id, title, year, minutes, score]) => {
      const item = document.createElement("li");
      item.dataset.id = id;
      const link = Object.assign(document.createElement("a"), { href: cardAddress("peliculas_duracion", clave(title), id), textContent: `${title} (${year})` });
      const facts = Object.assign(document.createElement("small"), { textContent: `${scores.format(score)} · ${runningTime(minutes)}` });
      item.append(link, " ", facts);
      return item;
    }));
    message.textContent = films.length ? "" : form.dataset.none;
  } catch {
    message.textContent = form.dataset.failed;
  }
}

form.addEventListener("change", propose);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const films = await chosen();
    if (!films.length) return;
    const [id, title] = films[Math.floor(Math.random() * films.length)];
    location.hash = cardAddress("peliculas_duracion", clave(title), id);
  } catch {
    message.textContent = form.dataset.failed;
  }
});
