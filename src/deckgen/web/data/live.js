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

/** Replaces what an element holds; what had the focus there keeps it, known by its key. */
function fill(parent, ...children) {
  const focused = parent.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  parent.replaceChildren(...children);
  if (focused) $(`[data-key="${CSS.escape(focused)}"]`, parent)?.focus({ preventScroll: true });
}

async function ask(path, of = variant) {
  const answer = await fetch(path + query(of));
  return answer.ok ? answer.json() : null;
}

const query = (of = variant) => `?variant=${encodeURIComponent(of)}`;
const picture = (slide) => `picture/${slide.digest}.png${query()}`;

// What is shown: a variant and its state, which is whole from the first line on.

let variant = document.documentElement.dataset.variant;
let state = await ask("state");
let current = decodeURIComponent(location.hash.slice(1));
let chosen = "";
let beside = false;
let events = null;
let texts = null;
let loads = 0;
let asked = 0;

// The deck.

async function load(wanted) {
  const turn = (loads += 1);
  const found = await ask("state", wanted);
  if (turn !== loads || !found) return;
  const before = new Map(state.slides.map((slide) => [slide.id, slide.digest]));
  const changed = found.slides.find((slide) => before.get(slide.id) !== slide.digest);
  if (wanted === variant && before.size && changed) {
    const kept = found.slides.find((slide) => slide.id === current);
    if (!kept || before.get(current) === kept.digest) current = changed.id;
  }
  variant = wanted;
  state = found;
  texts = null;
  await showDeck();
}

async function showDeck() {
  if (!state.slides.some((slide) => slide.id === current)) current = state.slides[0]?.id ?? "";
  document.title = state.name || "deckgen";
  $("#deck").textContent = state.name || "deckgen";
  const select = $("#variants select");
  $("#variants").hidden = !state.variants.length && !variant;
  select.replaceChildren(
    ...["", ...state.variants].map((name) =>
      make("option", { value: name, selected: name === variant }, name || "base"),
    ),
  );
  const status = $("#status");
  status.classList.toggle("bad", Boolean(state.error));
  status.textContent = state.error ? "✗ not built" : `✓ built ${new Date(state.built).toLocaleTimeString()}`;
  $("#error").hidden = !state.error;
  $("#error").textContent = state.error
    ? `${state.error}\n\nThe last good picture is shown; this goes as soon as the file is right.`
    : "";
  $("#engine").hidden = !state.engine;
  $("#engine").textContent = state.engine;
  $("#download").href = `download${query()}`;
  const counts = Object.entries(state.counts).filter(([, number]) => number);
  const said = counts.map(([kind, number]) => `${number} ${kind}${number === 1 ? "" : "s"}`);
  if (!state.checked && !state.error) said.push("checking …");
  const slides = state.slides.length;
  $("#counts").textContent = [`${slides} slide${slides === 1 ? "" : "s"}`, ...said].join(" · ");
  const shown = showSlide();
  if ($("#search").value) texts ??= await ask("texts");
  showStrip();
  await shown;
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
    const image = slide.drawn
      ? make("img", { src: picture(slide), alt: "", loading: "lazy" })
      : make("div", { class: "blank" }, slide.title);
    const button = make(
      "button",
      { type: "button", "data-id": slide.id, "data-key": slide.id, class: slide.hidden ? "hidden" : "", onclick: () => go(slide.id) },
      image,
      make("span", { class: slide.findings }, label),
    );
    entries.push(make("li", {}, button));
  }
  const list = $("#strip ol");
  const at = $("#strip").scrollTop;
  fill(list, ...entries);
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
  const number = (asked += 1);
  const slide = state.slides.find((item) => item.id === current);
  if (!slide) return;
  const about = await ask(`slide/${encodeURIComponent(current)}`);
  if (number !== asked || !about) return;
  const small = [slide.layout, slide.section, slide.hidden ? "hidden" : ""].filter(Boolean).join(" · ");
  $("#heading").replaceChildren(`${slide.number} · ${slide.id}`, make("small", {}, small));
  $("#stage").classList.toggle("beside", beside);
  fill($("#stage"), ...(beside ? [lastBuilt(slide)] : []), drawn(slide, about));
  const shape = about.shapes.find((item) => item.name === chosen);
  showPlace(shape?.yaml ?? about.yaml, shape ? chosen : "");
  showFacts(about.facts);
  showFindings([...about.findings, ...state.findings]);
  $("#notes").hidden = !about.notes.length;
  $("#notes div").replaceChildren(...about.notes.map((line) => make("p", {}, line)));
  rehearse(slide, about);
}

function drawn(slide, about) {
  const frame = make("div", { class: slide.drawn ? "slide" : "slide boxes" });
  if (slide.drawn) frame.append(make("img", { src: picture(slide), alt: slide.title || slide.id }));
  else frame.style.aspectRatio = `${state.size[0]} / ${state.size[1]}`;
  for (const shape of about.shapes) {
    const button = make(
      "button",
      {
        type: "button",
        "data-key": shape.name,
        class: shape.name === chosen ? "shape chosen" : "shape",
        "aria-label": `${shape.name}, ${shape.yaml ? `${shape.yaml.file}:${shape.yaml.line}` : "not in YAML"}`,
        title: shape.name,
        onclick: () => choose(shape, about),
      },
      slide.drawn ? "" : shape.text.join("\n"),
    );
    place(button, shape.box);
    frame.append(button);
  }
  for (const finding of about.findings) {
    if (!finding.box) continue;
    const box = make("div", { class: `fault ${finding.severity}` }, ruleOf(finding));
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

/** Shows lines of YAML; those of a shape, by its `name`, or of a finding are marked. */
function showPlace(yaml, name, marked = Boolean(name)) {
  $("#source").hidden = !yaml;
  if (!yaml) return;
  $("#source h2").textContent = [name, `${yaml.file}:${yaml.line}`].filter(Boolean).join(" · ");
  $("#source pre").replaceChildren(
    ...yaml.lines.map((line, index) => {
      const number = yaml.first + index;
      const at = marked && number >= yaml.line && number <= yaml.last;
      return make("span", { class: at ? "at" : "" }, make("i", {}, String(number)), line);
    }),
  );
  const first = $("#source .at");
  $("#source pre").scrollTop = first ? first.offsetTop - first.offsetHeight * 3 : 0;
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

/** The name of a finding's rule, which leads to the rule's page. */
function ruleOf(finding) {
  if (!finding.explained) return make("b", {}, finding.rule);
  return make("a", { href: `rules/${finding.rule}`, target: "_blank", "data-key": `rule ${finding.rule}` }, finding.rule);
}

function showFindings(findings) {
  $("#findings").hidden = !findings.length;
  fill(
    $("#findings ul"),
    ...findings.map((finding) =>
      make(
        "li",
        { class: finding.severity },
        ruleOf(finding),
        ` ${finding.message}`,
        ...finding.help.map((line) => make("small", {}, line)),
        ...(finding.yaml ? [lineOf(finding.yaml)] : []),
      ),
    ),
  );
}

/** A button that shows a place in YAML. */
function lineOf(yaml) {
  const label = `${yaml.file}:${yaml.line}`;
  return make("button", { type: "button", class: "line", "data-key": label, onclick: () => showPlace(yaml, "", true) }, label);
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
  if (slide.drawn) image.src = picture(slide);
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
  c: () => $("#boxes").click(),
  f: startRehearsal,
  "?": () => $("#help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, pre, .notes") || $("#help").open) return;
  const act = keys[event.key];
  if (!act || (rehearsal.open && ["/", "b", "c", "f", "?"].includes(event.key))) return;
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

$("#boxes").addEventListener("click", () => {
  const hidden = $("#stage").classList.toggle("plain");
  $("#boxes").setAttribute("aria-pressed", String(!hidden));
});

$("#variants select").addEventListener("change", (event) => {
  listen(event.target.value);
});

// The server says the number of the version; what is shown is asked for anew when it grows.

function listen(wanted) {
  events?.close();
  events = new EventSource(`events${query(wanted)}`);
  events.onmessage = (event) => {
    if (wanted !== variant || Number(event.data) !== state.version) load(wanted);
  };
  events.onerror = () => {
    $("#status").classList.add("bad");
    $("#status").textContent = "✗ the server does not answer";
  };
}

showDeck();
listen(variant);
