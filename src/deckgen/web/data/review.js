// The review page: filters by kind, the slider of old over new, and rows that point at their boxes.

const filters = [...document.querySelectorAll(".kinds input")];

function filter() {
  const shown = new Set(filters.filter((box) => box.checked).map((box) => box.value));
  for (const section of document.querySelectorAll("main section:not(.rule)")) {
    const left = new Set();
    for (const row of section.querySelectorAll("tr")) {
      row.hidden = !shown.has(row.dataset.kind);
      if (!row.hidden) left.add(row.dataset.rows);
    }
    for (const mark of section.querySelectorAll(".mark")) {
      const any = mark.dataset.rows.split(" ").some((number) => left.has(number));
      mark.toggleAttribute("hidden", !any);
    }
    section.hidden = left.size === 0;
  }
}

for (const box of filters) box.addEventListener("change", filter);

for (const slider of document.querySelectorAll(".slide-over input")) {
  slider.addEventListener("input", () => {
    const section = slider.closest("section");
    section.classList.toggle("over", slider.value !== "0");
    section.style.setProperty("--shown", `${slider.value}%`);
  });
}

function point(target, on) {
  const item = target.closest("[data-rows]");
  if (!item) return;
  const numbers = item.dataset.rows.split(" ");
  for (const other of item.closest("section").querySelectorAll("[data-rows]")) {
    const same = other.dataset.rows.split(" ").some((number) => numbers.includes(number));
    other.classList.toggle("pointed", on && same);
  }
}

document.addEventListener("mouseover", (event) => point(event.target, true));
document.addEventListener("mouseout", (event) => point(event.target, false));
