// A field that offers films while someone types, by keyboard and mouse.

/**
 * Make a combobox of a field and its list of options.
 * search: the entries for a text; name, beside: what an option says of an entry; choose: called with the entry that was chosen.
 */
export function chooser(input, options, { search, name, beside, choose }) {
  let found = [];
  let active = -1;
  let asked = ""; // the text that they were found for

  function show(entries) {
    found = entries;
    active = -1;
    options.replaceChildren(...entries.map((entry, place) => {
      const option = document.createElement("li");
      option.id = `opcion-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const [title, more] = [document.createElement("span"), document.createElement("small")];
      title.textContent = name(entry);
      more.textContent = beside(entry);
      option.append(title, " ", more);
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", () => take(entry));
      return option;
    }));
    options.hidden = !entries.length;
    input.setAttribute("aria-expanded", String(entries.length > 0));
    input.removeAttribute("aria-activedescendant");
  }

  async function update() {
    const text = input.value;
    const entries = text.trim() ? await search(text).catch(() => []) : [];
    if (text !== input.value) return;
    asked = text;
    show(entries);
  }

  function take(entry) {
    input.value = "";
    show([]);
    choose(entry);
  }

  input.addEventListener("input", update);
  input.addEventListener("blur", () => setTimeout(() => show([]), 120));
  input.addEventListener("keydown", (event) => {
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length) {
      event.preventDefault();
      active = event.key === "ArrowDown" ? (active + 1) % found.length : (active < 1 ? found.length : active) - 1;
      Array.from(options.children).forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
      input.setAttribute("aria-activedescendant", `opcion-${active}`);
      options.children[active].scrollIntoView({ block: "nearest" });
    } else if (event.key === "Escape") {
      if (found.length) show([]);
      else input.value = "";
    }
  });
  input.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!found.length || asked !== input.value) await update(); // Enter may come before what is found
    if (found.length) take(found[Math.max(active, 0)]);
  });
}
