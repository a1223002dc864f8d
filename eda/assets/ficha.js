// The card of an answer: what it says, where it lives, and how to ask for it.

const lang = document.documentElement.lang;
const numbers = new Intl.NumberFormat(lang, { useGrouping: "always" });
const decimals = new Intl.NumberFormat(lang, { useGrouping: "always", maximumFractionDigits: 2 });
const money = new Intl.NumberFormat(lang, { style: "currency", currency: "USD", maximumFractionDigits: 0, useGrouping: "always" });

const MONEY = new Set(["ganancia_total", "ganancia_promedio", "beneficio_total", "revenue_total"]);
const PARAMETER = {
  peliculas_duracion: "Pelicula", get_director: "nombre_director", franquicia: "Franquicia",
  productoras_exitosas: "Productora", peliculas_pais: "Pais", peliculas_idioma: "Idioma",
};
const LISTED = 8;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function value(field, content, texts) {
  if (content === null) return texts.unknown;
  if (Array.isArray(content)) return content.join(", ");
  if (typeof content === "string") return content;
  if (MONEY.has(field)) return money.format(content);
  if (field === "anio") return String(content);
  if (field === "duracion") return `${numbers.format(content)} ${texts.minutes}`;
  return decimals.format(content);
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

/** The children of a card: headline, values, films, requests and the JSON itself. */
export function card(entry, content, recommended, texts, { file, rest: restBase }) {
  const rest = restBase || new URL(document.documentElement.dataset.root || ".", location.href).href.replace(/\/$/, "");
  const parameter = PARAMETER[entry.question];
  // A name of dots alone would be taken for a folder; the query form takes any name.
  const byName = /^\.+$/.test(entry.asked)
    ? `${rest}/${entry.question}?${parameter}=${quoted(entry.asked)}`
    : `${rest}/${entry.question}/${quoted(entry.asked)}`;
  const values = Object.entries(texts.fields)
    .filter(([field]) => field in content && !(Array.isArray(content[field]) && (field === "peliculas" || !content[field].length)))
    .filter(([field]) => field !== "personas" || content[field] > 1)
    .map(([field, label]) => element("div", {}, element("dt", {}, label), element("dd", {}, value(field, content[field], texts))));
  const made = [
    element("h2", {}, entry.name),
    element("p", { class: "kind" }, `${texts.kinds[entry.kind]} · ${texts.answer_of} `, element("code", {}, entry.question)),
    element("dl", { class: "values" }, ...values),
  ];
  const earned = (film) => film.revenue_pelicula ?? film.ganancia ?? 0;
  const films = content.peliculas ? [...content.peliculas].sort((a, b) => earned(b) - earned(a)) : content.otras ?? [];
  if (films.length) {
    const shown = films.slice(0, LISTED).map((film) => element("li", {}, `${film.pelicula} (${film.anio})`));
    if (films.length > LISTED) shown.push(element("li", {}, `… +${numbers.format(films.length - LISTED)}`));
    made.push(element("h3", {}, content.peliculas ? texts.top : texts.others), element("ul", {}, ...shown));
  }
  if (recommended) {
    const listed = recommended.detalle.map((film) => element("li", {}, `${film.pelicula} (${film.anio})`));
    made.push(element("h3", {}, texts.recommended), element("ol", {}, ...listed));
  }
  made.push(
    request(texts.static, file, file, texts),
    request(texts.rest, byName, "", texts),
    request("curl", `curl '${byName}'`, "", texts),
    element("details", {}, element("summary", {}, texts.json), element("pre", { tabindex: "0" }, element("code", {}, JSON.stringify(content, null, 2)))),
  );
  return made;
}
