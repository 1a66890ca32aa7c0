// The live page: the slides as a strip and one large, what stands in its YAML, and what is wrong.

const $ = (selector, parent = document) => parent.querySelector(selector);

/** An element with attributes and children; strings become text, never markup. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") element.className = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

let variant = document.documentElement.dataset.variant;
let state = { slides: [], version: -1 };
let current = decodeURIComponent(location.hash.slice(1));
let chosen = "";
let beside = false;
let events;
let texts = null;
let asked = 0;

const query = () => (variant ? `?variant=${encodeURIComponent(variant)}` : "");
const picture = (slide) => `picture/${slide.picture}.png${query()}`;

async function ask(path) {
  const answer = await fetch(path + query());
  return answer.ok ? answer.json() : null;
}

// The deck.

async function load() {
  const found = await ask("state");
  if (!found) return;
  const before = new Map(state.slides.map((slide) => [slide.id, slide.digest]));
  const first = state.version < 0;
  state = found;
  texts = null;
  if (!first) {
    const changed = state.slides.find((slide) => before.get(slide.id) !== slide.digest);
    const kept = state.slides.find((slide) => slide.id === current);
    if (changed && (!kept || before.get(current) === kept.digest)) current = changed.id;
  }
  if (!state.slides.some((slide) => slide.id === current)) current = state.slides[0]?.id ?? "";
  showDeck();
  await showSlide();
}

function showDeck() {
  document.title = state.name || "deckgen";
  $("#deck").textContent = state.name || "deckgen";
  const select = $("#variants select");
  $("#variants").hidden = !state.variants.length;
  select.replaceChildren(
    ...["", ...state.variants].map((name) =>
      make("option", { value: name, selected: name === variant }, name || "base"),
    ),
  );
  const status = $("#status");
  status.classList.toggle("bad", Boolean(state.error));
  const time = new Date(state.built).toLocaleTimeString();
  status.textContent = state.error ? "✗ not built" : `✓ built ${time}`;
  $("#error").hidden = !state.error;
  $("#error").textContent = state.error
    ? `${state.error}\n\nThe last good picture is shown; this goes as soon as the file is right.`
    : "";
  $("#engine").hidden = !state.engine;
  $("#engine").textContent = state.engine;
  $("#download").href = `download${query()}`;
  const counts = Object.entries(state.counts).filter(([, number]) => number);
  const said = counts.map(([kind, number]) => `${number} ${kind}${number === 1 ? "" : "s"}`);
  $("#counts").textContent = [`${state.slides.length} slides`, ...said].join(" · ");
  showStrip();
}

function showStrip() {
  const entries = [];
  let section = "";
  for (const slide of state.slides) {
    if (slide.section !== section && slide.section) {
      entries.push(make("li", { class: "section" }, slide.section));
    }
    section = slide.section;
    const label = `${slide.number} ${slide.id}`;
    const image = slide.picture
      ? make("img", { src: picture(slide), alt: "", loading: "lazy" })
      : make("div", { class: "blank" });
    const button = make(
      "button",
      { type: "button", "data-id": slide.id, class: slide.hidden ? "hidden" : "", onclick: () => go(slide.id) },
      image,
      make("span", { class: slide.findings }, label),
    );
    entries.push(make("li", {}, button));
  }
  const list = $("#strip ol");
  const at = $("#strip").scrollTop;
  list.replaceChildren(...entries);
  $("#strip").scrollTop = at;
  filterStrip();
}

function markCurrent() {
  for (const button of document.querySelectorAll("#strip button")) {
    const is = button.dataset.id === current;
    if (is) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    if (is) button.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

// One slide.

function go(id) {
  if (!id || id === current) return;
  current = id;
  chosen = "";
  history.replaceState(null, "", `#${encodeURIComponent(id)}`);
  showSlide();
}

async function showSlide() {
  markCurrent();
  const slide = state.slides.find((item) => item.id === current);
  if (!slide) return;
  const number = (asked += 1);
  const about = await ask(`slide/${encodeURIComponent(current)}`);
  if (number !== asked || !about) return;
  const small = [slide.layout, slide.hidden ? "hidden" : ""].filter(Boolean).join(" · ");
  $("#heading").replaceChildren(`${slide.number} · ${slide.id}`, make("small", {}, small));
  $("#stage").classList.toggle("beside", beside);
  $("#stage").replaceChildren(...(beside ? [lastBuilt(slide)] : []), drawn(slide, about));
  showPlace(about.shapes.find((shape) => shape.name === chosen)?.yaml ?? about.yaml, chosen);
  showFacts(about.facts);
  showFindings([...about.findings, ...state.findings]);
  $("#notes").hidden = !about.notes.length;
  $("#notes div").replaceChildren(...about.notes.map((line) => make("p", {}, line)));
  rehearse(slide, about);
}

function drawn(slide, about) {
  const frame = make("div", { class: slide.picture ? "slide" : "slide boxes" });
  if (slide.picture) frame.append(make("img", { src: picture(slide), alt: slide.title || slide.id }));
  else if (state.size) frame.style.aspectRatio = `${state.size[0]} / ${state.size[1]}`;
  for (const shape of about.shapes) {
    const button = make(
      "button",
      {
        type: "button",
        class: shape.name === chosen ? "shape chosen" : "shape",
        "aria-label": `${shape.name}, ${shape.yaml ? `${shape.yaml.file}:${shape.yaml.line}` : "not in YAML"}`,
        title: shape.name,
        onclick: () => choose(shape, about),
      },
      slide.picture ? "" : shape.text.join("\n"),
    );
    place(button, shape.box);
    frame.append(button);
  }
  for (const finding of about.findings) {
    if (!finding.box) continue;
    const box = make("div", { class: "fault" }, make("b", {}, finding.rule));
    place(box, finding.box);
    frame.append(box);
  }
  const figure = make("figure", {}, frame);
  if (beside) figure.prepend(make("figcaption", {}, "now"));
  return figure;
}

function lastBuilt(slide) {
  const image = make("img", { src: `last/${encodeURIComponent(slide.id)}.png${query()}`, alt: "The slide in the last build" });
  const frame = make("div", { class: "slide" }, image);
  image.addEventListener("error", () => frame.replaceChildren("The last build does not have this slide."));
  return make("figure", {}, make("figcaption", {}, "last build"), frame);
}

function place(element, [left, top, width, height]) {
  Object.assign(element.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
}

function choose(shape, about) {
  chosen = shape.name;
  for (const button of document.querySelectorAll(".shape")) {
    button.classList.toggle("chosen", button.title === chosen);
  }
  showPlace(shape.yaml ?? about.yaml, chosen);
}

function showPlace(yaml, name) {
  $("#source").hidden = !yaml;
  if (!yaml) return;
  $("#source h2").textContent = [name, `${yaml.file}:${yaml.line}`].filter(Boolean).join(" · ");
  $("#source pre").replaceChildren(
    ...yaml.lines.map((line, index) => {
      const number = yaml.first + index;
      const at = number >= yaml.line && number <= yaml.last;
      return make("span", { class: at ? "at" : "" }, make("i", {}, String(number)), line);
    }),
  );
  const link = $("#source a");
  link.href = `vscode://file${yaml.path.startsWith("/") ? "" : "/"}${encodeURI(yaml.path)}:${yaml.line}`;
  link.onclick = async (event) => {
    event.preventDefault();
    const body = JSON.stringify({ path: yaml.path, line: yaml.line });
    const answer = await fetch(`open${query()}`, { method: "POST", body });
    if (!answer.ok) location.href = link.href;
  };
}

function showFacts(facts) {
  $("#facts").hidden = !facts.length;
  $("#facts ul").replaceChildren(
    ...facts.map((fact) => {
      const age = fact.days === null ? "" : `, ${fact.days} days before the deck`;
      const when = fact.as_of ? `as of ${fact.as_of}${age}` : "no date";
      return make(
        "li",
        {},
        make("div", {}, make("span", {}, fact.id), make("b", {}, fact.text ?? "")),
        make("small", { class: fact.stale ? "stale" : "" }, [fact.source, when, fact.stale ? "stale" : ""].filter(Boolean).join(", ")),
      );
    }),
  );
}

function showFindings(findings) {
  $("#findings").hidden = !findings.length;
  $("#findings ul").replaceChildren(
    ...findings.map((finding) =>
      make(
        "li",
        { class: finding.severity },
        make("b", {}, finding.rule),
        ` ${finding.message}`,
        ...finding.help.map((line) => make("small", {}, line)),
        ...(finding.why ? [make("details", {}, make("summary", {}, "Why"), make("small", {}, finding.why))] : []),
      ),
    ),
  );
}

// Search.

async function search() {
  texts ??= await ask("texts");
  filterStrip();
  const [first] = document.querySelectorAll("#strip button:not([hidden])");
  if ($("#search").value && first) go(first.dataset.id);
}

function filterStrip() {
  const words = $("#search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = new Map((texts ?? []).map((item) => [item.id, item.text.toLowerCase()]));
  for (const button of document.querySelectorAll("#strip button")) {
    const text = found.get(button.dataset.id) ?? "";
    button.hidden = words.length > 0 && texts !== null && !words.every((word) => text.includes(word));
  }
  for (const item of document.querySelectorAll("#strip .section")) item.hidden = words.length > 0;
  markCurrent();
}

// Rehearsal: the slide alone, with its notes and the time since it began.

const rehearsal = $("#rehearsal");
let begun = 0;

function rehearse(slide, about) {
  if (!rehearsal.open) return;
  const image = $("img", rehearsal);
  if (slide.picture) image.src = picture(slide);
  image.alt = slide.title || slide.id;
  $(".notes", rehearsal).textContent = about.notes.join("\n");
}

function tick() {
  const seconds = Math.floor((Date.now() - begun) / 1000);
  const parts = [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, "0"));
  const slide = state.slides.find((item) => item.id === current);
  $(".clock", rehearsal).textContent = `${parts.join(":")}  ${slide?.number ?? ""}/${state.slides.length}`;
}

let clock = 0;

function startRehearsal() {
  begun = Date.now();
  rehearsal.showModal();
  rehearsal.requestFullscreen?.().catch(() => {});
  tick();
  clock = setInterval(tick, 1000);
  showSlide();
}

rehearsal.addEventListener("close", () => {
  clearInterval(clock);
  if (document.fullscreenElement) document.exitFullscreen();
});

// Keys and controls.

function step(by) {
  const shown = state.slides.filter((slide) => !document.querySelector(`#strip button[data-id="${CSS.escape(slide.id)}"]`)?.hidden);
  const at = shown.findIndex((slide) => slide.id === current);
  const to = Math.min(Math.max(at + by, 0), shown.length - 1);
  go(shown[to]?.id);
}

const keys = {
  ArrowRight: () => step(1),
  ArrowDown: () => step(1),
  PageDown: () => step(1),
  ArrowLeft: () => step(-1),
  ArrowUp: () => step(-1),
  PageUp: () => step(-1),
  Home: () => step(-state.slides.length),
  End: () => step(state.slides.length),
  "/": () => $("#search").focus(),
  b: () => $("#beside").click(),
  f: startRehearsal,
  "?": () => $("#help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, pre, .notes") || $("#help").open) return;
  const act = keys[event.key];
  if (!act || (rehearsal.open && ["/", "b", "f", "?"].includes(event.key))) return;
  event.preventDefault();
  act();
});

$("#search").addEventListener("input", search);
$("#search").addEventListener("keydown", (event) => {
  if (event.key === "Escape") event.target.value = "";
  if (event.key === "Escape" || event.key === "Enter") event.target.blur();
  if (event.key === "Escape") filterStrip();
});

$("#beside").addEventListener("click", () => {
  beside = !beside;
  $("#beside").setAttribute("aria-pressed", String(beside));
  showSlide();
});

$("#variants select").addEventListener("change", (event) => {
  variant = event.target.value;
  state = { slides: [], version: -1 };
  listen();
});

// The server says the number of the version; what is shown is asked for anew when it grows.

function listen() {
  events?.close();
  events = new EventSource(`events${query()}`);
  events.onmessage = (event) => {
    if (Number(event.data) !== state.version) load();
  };
  events.onerror = () => {
    $("#status").classList.add("bad");
    $("#status").textContent = "✗ the server does not answer";
  };
}

listen();
