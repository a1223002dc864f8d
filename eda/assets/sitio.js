// Light or dark: the reader's choice outlives the page, and asking for what the system prefers forgets it.

const button = document.querySelector(".theme");
const system = matchMedia("(prefers-color-scheme: dark)");

function shown() {
  return document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light");
}

button.hidden = false;
button.addEventListener("click", () => {
  const chosen = shown() === "dark" ? "light" : "dark";
  const asPreferred = (chosen === "dark") === system.matches;
  if (asPreferred) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  try {
    if (asPreferred) localStorage.removeItem("tema");
    else localStorage.setItem("tema", chosen);
  } catch {
    // A reader who allows no storage still gets the theme on this page.
  }
});

// Search engines want whole addresses here; a site built without knowing its own learns it where it is served.
for (const link of document.querySelectorAll('link[rel="alternate"][hreflang]')) link.setAttribute("href", link.href);

// The list of chapters closes as menus do: by Escape, and by going elsewhere.
const chapters = document.querySelector(".chapters");
chapters.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !chapters.open) return;
  chapters.open = false;
  chapters.querySelector("summary").focus();
});
chapters.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !chapters.contains(event.relatedTarget)) chapters.open = false;
});
document.addEventListener("pointerdown", (event) => {
  if (!chapters.contains(event.target)) chapters.open = false;
});

// A link to a figure or to the page is copied; where nothing may be copied, it still leads there.
for (const source of document.querySelectorAll(".anchor, [data-share]")) {
  source.hidden = false;
  source.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.href ?? location.href.split("#")[0]);
    } catch {
      return;
    }
    const before = source.textContent;
    source.textContent = source.dataset.copied;
    setTimeout(() => {
      source.textContent = before;
    }, 2000);
  });
}
for (const address of document.querySelectorAll("[data-address]")) address.textContent = ` ${location.href.split("#")[0]}`;

// The numbers of a drawing, where the pointer is: its file holds them as titles, which a page's image does not show.
for (const drawing of document.querySelectorAll(".drawing")) {
  drawing.addEventListener("pointerenter", () => showHints(drawing), { once: true });
}

async function showHints(drawing) {
  const image = drawing.querySelector("img");
  const response = await fetch(image.currentSrc);
  if (!response.ok) return;
  const source = new DOMParser().parseFromString(await response.text(), "image/svg+xml").documentElement;
  const hints = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  hints.setAttribute("class", "hints");
  hints.setAttribute("viewBox", source.getAttribute("viewBox"));
  hints.setAttribute("aria-hidden", "true");
  const told = Object.assign(document.createElement("div"), { className: "told", hidden: true });
  for (const title of source.querySelectorAll("path > title")) {
    const place = title.parentElement;
    const text = title.textContent;
    title.remove();
    place.addEventListener("pointerenter", () => {
      told.textContent = text;
      told.hidden = false;
    });
    hints.append(place);
  }
  drawing.addEventListener("pointermove", (event) => {
    const box = drawing.getBoundingClientRect();
    const half = Math.min(told.offsetWidth / 2, box.width / 2);
    told.style.left = `${Math.min(Math.max(event.clientX - box.left, half), box.width - half)}px`;
    told.style.top = `${event.clientY - box.top}px`;
  });
  drawing.addEventListener("pointerleave", () => {
    told.hidden = true;
  });
  drawing.append(hints, told);
}

// Examples name the address from which the page came, where the site was built without knowing its own; and can be copied.
const ownAddress = new URL(document.documentElement.dataset.root || ".", location.href).href.replace(/\/$/, "");
for (const code of document.querySelectorAll(".question pre code")) {
  code.textContent = code.textContent.replaceAll("https://…", ownAddress);
  const copy = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: document.body.dataset.copy });
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    copy.textContent = document.body.dataset.copied;
    setTimeout(() => { copy.textContent = document.body.dataset.copy; }, 1500);
  });
  code.parentElement.before(copy);
}
