// The live page: it sends what somebody changes, and shows what the program tells. All numbers,
// words and markup come from there; nothing is worked out here.
"use strict";

// By this a window knows what it has asked for itself: all windows show the same settings.
const WINDOW = String(Math.random());
const at = (id) => document.getElementById(id);
const levers = new Map([...document.querySelectorAll("[data-lever]")].map((one) => [one.id, one]));
const buttons = new Map([...document.querySelectorAll("[data-action]")]
  .map((one) => [one.dataset.action, one]));

// --- to the program ------------------------------------------------------------------------------

// What is asked is answered in its order. Of several answers the last alone is shown, so that none
// puts back what somebody has changed since.
let turn = Promise.resolve();
let waiting = 0;
let newest = null;

function act(words) {
  waiting += 1;
  turn = turn.then(() => ask(words));
}

async function ask(words) {
  const answer = await answerTo(words);
  waiting -= 1;
  if (answer === null) tell("The program cannot be reached. It may have been ended.", true);
  else if (answer.refused) at("refused").textContent = answer.refused.join("; ");
  else {
    at("refused").textContent = "";
    newest = answer;
  }
  if (waiting > 0 || newest === null) return;
  show(newest);
  newest = null;
}

async function answerTo(words) {
  try {
    const got = await fetch("act", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ ...words, window: WINDOW }),
    });
    return await got.json();
  } catch {
    return null;
  }
}

function valueOf(lever) {
  if (lever.dataset.kind === "flag") return lever.checked;
  if (lever.dataset.kind === "choices") {
    return [...lever.querySelectorAll("input:checked")].map((one) => one.value);
  }
  if (lever.dataset.kind === "rows") return [...lever.querySelectorAll("tbody tr")].map(cellsOf);
  return lever.value;
}

function cellsOf(row) {
  return [...row.querySelectorAll("[data-label]")].map((one) => one.value.trim());
}

function isBlank(row) {
  return cellsOf(row).every((text) => text === "");
}

// --- from the program: the settings --------------------------------------------------------------

function put(lever, value) {
  if (lever.dataset.kind === "flag") lever.checked = value;
  else if (lever.dataset.kind === "choices") {
    for (const one of lever.querySelectorAll("input")) one.checked = value.includes(one.value);
  } else if (lever.dataset.kind === "rows") putRows(lever, value);
  else if (!lever.dataset.typing) {
    lever.value = value;
    const slider = at(`${lever.id}-slider`);
    if (slider && value !== "") slider.value = value;
  }
}

// A row of which nothing has been sent yet stays, at the end.
function putRows(lever, rows) {
  const body = lever.querySelector("tbody");
  const blank = [...body.rows].find((row, number) => isBlank(row)
    || (number >= rows.length && row.querySelector("[data-typing]")));
  while (body.rows.length < rows.length + (blank ? 1 : 0)) addRow(lever);
  const own = [...body.rows].filter((row) => row !== blank);
  for (const row of own.slice(rows.length)) row.remove();
  rows.forEach((cells, number) => {
    own[number].querySelectorAll("[data-label]").forEach((one, place) => {
      if (!one.dataset.typing && one.value.trim() !== cells[place]) one.value = cells[place];
    });
  });
  // To move a row takes the focus from it.
  if (blank && blank !== body.lastElementChild) body.append(blank);
  nameRows(lever);
}

function addRow(lever) {
  const body = lever.querySelector("tbody");
  body.append(lever.querySelector("template").content.cloneNode(true));
  nameRows(lever);
  return body.lastElementChild;
}

function nameRows(lever) {
  const label = lever.querySelector("legend").textContent;
  lever.querySelector("table").hidden = lever.querySelector("tbody tr") === null;
  [...lever.querySelectorAll("tbody tr")].forEach((row, number) => {
    for (const one of row.querySelectorAll("[data-label]")) {
      one.setAttribute("aria-label", `${label}, row ${number + 1}: ${one.dataset.label}`);
    }
    row.querySelector("[data-take-away]").setAttribute(
      "aria-label", `Remove row ${number + 1}: ${label}`);
  });
}

function show(state) {
  for (const [name, value] of Object.entries(state.values)) put(levers.get(name), value);
  for (const [name, lever] of levers) {
    const errors = state.errors[name] ?? [];
    lever.closest(".lever, td").classList.toggle("is-changed", name in state.was);
    at(`${name}-was`).textContent = name in state.was ? `was ${state.was[name]}` : "";
    at(`${name}-error`).textContent = errors.join("; ");
    if (lever.dataset.kind === "rows") {
      at(`${name}-unfinished`).textContent = state.unfinished.includes(name)
        ? "A row that is not filled in is not used yet." : "";
    }
    const inner = lever.querySelectorAll("input, select");
    const marked = inner.length > 0 || lever.dataset.kind === "rows" ? inner : [lever];
    for (const one of marked) one.setAttribute("aria-invalid", String(errors.length > 0));
  }
  const faults = Object.values(state.errors).flat().length + state.problems.length;
  const said = faults === 0 ? [] : [
    `Not simulated: ${faults === 1 ? "1 mistake is" : `${faults} mistakes are`} to be mended first. `
    + "What is shown is of the change before.", ...state.problems];
  at("problems").replaceChildren(...said.map((text) => element("p", text)));
  at("changes").replaceChildren(...state.changes.map((text) => element("li", text)));
  at("warnings").replaceChildren(...state.warnings.map((text) => element("li", text)));
  const isChanged = Object.keys(state.was).length > 0;
  at("unchanged").hidden = isChanged;
  allow("undo", state.can_undo);
  allow("redo", state.can_redo);
  allow("reset", isChanged);
  allow("keep", state.file !== "");
  allow("save", state.file !== "");
  if (document.activeElement !== at("name")) at("name").value = state.name;
  at("said").textContent = state.said;
  at("file-box").hidden = state.file === "";
  at("file").textContent = state.file;
  at("command").textContent = state.command;
  showKept(state.kept);
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function allow(action, allowed) {
  buttons.get(action).setAttribute("aria-disabled", String(!allowed));
}

function showKept(names) {
  const before = at("kept").contains(document.activeElement);
  at("kept").replaceChildren(...names.map((name) => {
    const item = element("li", `${name} `);
    for (const [action, word] of [["show", "Set again"], ["drop", "Remove"]]) {
      const button = element("button", `${word}: ${name}`);
      button.type = "button";
      button.addEventListener("click", () => act({ action, name }));
      item.append(button);
    }
    return item;
  }));
  if (before) (at("kept").querySelector("button") ?? at("name")).focus();
}

// --- from the program: results -------------------------------------------------------------------

function tell(text, spoken) {
  at("progress").textContent = text;
  if (spoken) at("status").textContent = text;
}

function told(news) {
  if (news.windows !== undefined) {
    at("windows").textContent = news.windows < 2 ? "" : `This page is open in ${news.windows} `
      + "windows: what is changed in one is changed in all of them.";
  }
  if (news.state !== undefined && news.by !== WINDOW) show(news.state);
  if (news.status === undefined) return;
  tell(news.status, news.spoken);
  at("results").setAttribute("aria-busy", String(news.busy));
  if (news.is_old) {
    for (const one of document.querySelectorAll(".told:not([hidden])")) one.classList.add("old");
  }
  for (const [name, html] of Object.entries(news.html ?? {})) fill(at(name), html);
}

// Put new content in where it is another, and leave open what was open and the focus where it was.
const filled = new Map();

function fill(place, html) {
  place.classList.remove("old");
  if (filled.get(place) === html) return;
  filled.set(place, html);
  const open = new Set([...place.querySelectorAll("details[open]")].map(markOf));
  const focus = place.contains(document.activeElement) ? markOf(document.activeElement) : null;
  place.innerHTML = html;
  place.hidden = html === "";
  for (const one of place.querySelectorAll("details")) one.open = open.has(markOf(one));
  if (focus !== null) {
    const again = [...place.querySelectorAll("a, [tabindex], summary")];
    (again.find((one) => markOf(one) === focus) ?? at("answer-place")).focus();
  }
}

function markOf(one) {
  const figure = one.closest("figure")?.id ?? "";
  const label = one.getAttribute("aria-label") ?? "";
  const row = one.closest("tr")?.rowIndex ?? "";
  const column = one.closest("td, th")?.cellIndex ?? "";
  return [one.tagName, figure, label, one.getAttribute("href") ?? "", row, column].join("|");
}

// --- what somebody does --------------------------------------------------------------------------

at("levers").addEventListener("submit", (event) => event.preventDefault());
at("levers").addEventListener("input", (event) => {
  const one = event.target;
  if (one.dataset.for) at(one.dataset.for).value = one.value;
  else if (one.dataset.kind === "number" || one.dataset.label) one.dataset.typing = "yes";
});
at("levers").addEventListener("focusout", (event) => { delete event.target.dataset.typing; });
at("levers").addEventListener("change", (event) => {
  const one = event.target;
  const lever = one.dataset.for ? at(one.dataset.for) : one.closest("[data-lever]");
  delete one.dataset.typing;
  act({ action: "set", control: lever.id, value: valueOf(lever) });
});
at("levers").addEventListener("click", (event) => {
  const button = event.target.closest("[data-add], [data-take-away]");
  if (button === null) return;
  const lever = button.closest("[data-lever]");
  if ("add" in button.dataset) {
    const blank = [...lever.querySelectorAll("tbody tr")].find(isBlank) ?? addRow(lever);
    blank.querySelector("[data-label]").focus();
    return;
  }
  const row = button.closest("tr");
  const was = cellsOf(row);
  row.remove();
  nameRows(lever);
  lever.querySelector("[data-add]").focus();
  if (was.some((text) => text !== "")) {
    act({ action: "set", control: lever.id, value: valueOf(lever) });
  }
});
for (const [action, button] of buttons) {
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    act({ action, name: at("name").value });
  });
}
at("name").addEventListener("change", () => act({ action: "name", name: at("name").value }));
at("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(at("command").textContent);
    at("said").textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(at("command"));
    at("said").textContent = "It is marked: copy it with Ctrl+C.";
  }
});

act({ action: "look" });
const events = new EventSource("events");
events.addEventListener("message", (event) => told(JSON.parse(event.data)));
events.addEventListener("error", () => tell("The program cannot be reached. It may have been ended.", true));
