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

// The navigation of a narrow page scrolls sideways: show where the reader is.
document.querySelector(".top nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
