// The page: fields of what the module asks for, and the answer in words. `core.js` and the data stand before it.
"use strict";

const ANSWERS = [["", "don’t know"], ["no", "no"], ["new", "yes, new or worse in the last two weeks"],
  ["old", "yes, for longer"], ["reviewed", "yes, and a professional has seen it"]];
const CAUSES = {
  history: "History", conditions: "Conditions", load: "Training load", technique: "Lifting and posture",
  balance: "Strength and movement", preparation: "Preparation", context: "Person and life",
};
const OPEN_FIRST = new Set(["cauda_equina_syndrome"]);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== false && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  made.append(...children);
  return made;
}
const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

function page(model, words) {
  const find = id => document.getElementById(id);
  const told = { values: {}, findings: {}, pain: false, horizonDays: 28 };
  const shown = new Map();  // [id, the person's words], to be renamed with the audience

  function choice(id, options, chosen) {
    const select = element("select", { id }, ...options.map(([value, text]) => element("option", { value }, text)));
    select.addEventListener("change", () => { chosen(select.value); update(); });
    return select;
  }
  function field(id, label, ...entry) {
    return element("div", { class: "field" }, element("label", { for: id }, label),
      element("div", { class: "entry" }, ...entry));
  }
  function known(name, value) {
    if (value === "" || Number.isNaN(value)) delete told.values[name];
    else told.values[name] = Number(value);
  }
  function number(one, label) {
    const id = `f-${one.name}`, note = `${id}-e`;
    const input = element("input", { id, type: "number", inputmode: "decimal", step: "any", min: one.low,
      max: one.high, placeholder: "don’t know", "aria-describedby": note });
    const row = field(id, label, input, element("span", { class: "soft" }, one.unit));
    const error = element("span", { class: "error", id: note, role: "alert" });
    row.append(error);
    input.addEventListener("input", () => {
      const wrong = input.validity.badInput || (input.value !== "" && !Number.isFinite(input.valueAsNumber));
      const outside = !wrong && input.value !== "" && !(input.valueAsNumber >= one.low && input.valueAsNumber <= one.high);
      input.setAttribute("aria-invalid", wrong || outside);
      error.textContent = wrong ? "Not a number: taken as not known."
        : outside ? `Must be ${one.low} to ${one.high} ${one.unit}: taken as not known.`.replace(" :", ":") : "";
      known(one.name, wrong || outside ? "" : input.value);
      update();
    });
    return row;
  }
  const yesNo = (one, label, yes = "yes", no = "no") =>
    field(`f-${one.name}`, label, choice(`f-${one.name}`, [["", "don’t know"], ["1", yes], ["0", no]],
      value => known(one.name, value)));

  function build() {
    const by = name => model.factors.find(one => one.name === name);
    const age = { ...by("age_years"), low: 0, high: 130, unit: "years" };
    find("person").replaceChildren(
      number(age, "Age"), yesNo(by("female"), "Sex", "female", "male"),
      field("pain", "Pain of the low back or leg now", choice("pain",
        [["", "don’t know"], ["yes", "yes"], ["no", "no"]], value => { told.pain = value === "yes"; })));
    const concerns = [...new Set(model.findings.map(one => one.concern))];
    find("findings").replaceChildren(...concerns.map(concern => {
      const list = model.findings.filter(one => one.concern === concern);
      const state = element("span", { class: "soft" });
      const count = () => {
        const asked = list.filter(one => one.name in told.findings).length;
        state.textContent = ` – ${asked} of ${list.length} answered`;
      };
      const selects = list.map(one => choice(`c-${one.name}`, ANSWERS, value => {
        if (value) told.findings[one.name] = value; else delete told.findings[one.name];
        count();
      }));
      const none = element("button", { type: "button" }, "None of the unanswered");
      none.addEventListener("click", () => {
        list.forEach((one, i) => {
          if (!(one.name in told.findings)) { told.findings[one.name] = "no"; selects[i].value = "no"; }
        });
        count(); update();
      });
      count(); counts.push(count);
      return element("details", { open: OPEN_FIRST.has(concern) },
        element("summary", {}, `May point to ${words[`concern.${concern}`]}`, state),
        ...list.map((one, i) => field(`c-${one.name}`, one.label, selects[i])), element("p", {}, none));
    }));
    const rest = model.factors.filter(one => !["age_years", "female"].includes(one.name));
    const seen = [...new Set(rest.map(one => one.cause))];
    find("factors").replaceChildren(...seen.map((cause, i) => element("details", { open: i === 0 },
      element("summary", {}, CAUSES[cause] ?? capital(cause)),
      ...rest.filter(one => one.cause === cause).map(one => {
        const row = one.yesNo ? yesNo(one, "") : number(one, "");
        shown.set(one.name, row.querySelector("label"));
        return row;
      }))));
  }
  const counts = [];

  function gate(of, say) {
    const serious = ["prompt_review", "same_day", "emergency"].includes(of.triage.level);
    const label = new Map(model.conditions.map(one => [one.name, one.label]));
    const flags = of.triage.flags.map(one => element("li", {},
      say.flag({ ...one, label: label.get(one.finding) }), element("span", { class: "small" }, ` (${one.source})`)));
    const box = element("div", { class: serious ? "alarm" : "gate", id: "gate-box" },
      element("p", {}, element("strong", {}, say.advice(of))), ...(flags.length ? [element("ul", {}, ...flags)] : []),
      element("p", { class: "small" }, of.triage.notAsked
        ? `${of.triage.notAsked} signs were neither reported nor ruled out.`
        : "All signs were asked for."));
    if (of.scored) return [box];
    return [box, element("p", { class: "first" }, element("strong", {}, "No number is given. "),
      `${capital(of.triage.reason)}. ${say.whom(of)}`)];
  }
  function bars(of, say) {
    const all = of.contributions.filter(one => one.known && Math.abs(one.logHazard) > 5e-3)
      .sort((a, b) => Math.abs(b.logHazard) - Math.abs(a.logHazard)).slice(0, 10);
    if (!all.length) return element("p", {}, "Nothing is known yet that moves the answer.");
    const widest = Math.max(...all.map(one => Math.abs(one.logHazard)));
    return element("table", {}, element("caption", {}, "What moves it (hazard ratio of each part; parts are no causes)"),
      element("tbody", {}, ...all.map(one => {
        const up = one.logHazard > 0, bar = element("span", { class: up ? "bar up" : "bar", "aria-hidden": "true" });
        bar.style.width = `${(100 * Math.abs(one.logHazard)) / widest}%`;
        const value = one.yesNo ? (one.value === 1 ? "yes" : "no") : `${Number(one.value)} ${one.unit}`.trim();
        return element("tr", {}, element("th", { scope: "row" }, capital(say.label(one)),
          one.value === undefined ? "" : element("span", { class: "soft" }, ` (${value})`)),
        element("td", { class: "graph" }, bar),
        element("td", { class: "number" }, `${up ? "▲ raises" : "▼ lowers"} × ${Math.exp(one.logHazard).toFixed(2)}`));
      })));
  }
  function card(of, say) {
    const asked = of.questions.filter(one => one.share >= 0.005).slice(0, 3);
    return [
      element("h3", {}, say.headline(of)), ...say.firstLines(of).map(line => element("p", { class: "first" }, capital(line))),
      bars(of, say),
      element("h3", {}, "What to find out next"),
      asked.length ? element("ol", {}, ...asked.map(one => element("li", {}, capital(say.label(one)),
        element("span", { class: "soft" }, ` – ${(100 * one.share).toFixed(0)} % of what is open`))))
        : element("p", {}, "Nothing more would narrow it by much."),
      ...say.lastLines(of).map(line => element("p", { class: "small soft" }, line)),
      element("p", { class: "small soft" }, `backrisk ${VERSION}, model of the literature, low-back episode, athletes.`),
    ];
  }
  function update() {
    const say = Words(words, find("audience").value);
    for (const [name, label] of shown) label.textContent = capital(say.label(model.factors.find(one => one.name === name)));
    try {
      const of = model.assess(told);
      find("gate").replaceChildren(...gate(of, say));
      find("card").replaceChildren(...(of.scored ? card(of, say) : []));
    } catch (error) {
      find("gate").replaceChildren(element("p", { class: "alarm" }, `No answer: ${error.message}`));
      find("card").replaceChildren();
    }
  }
  find("audience").addEventListener("change", update);
  find("horizon").addEventListener("change", event => { told.horizonDays = Number(event.target.value); update(); });
  find("print").addEventListener("click", () => print());
  find("form").addEventListener("submit", event => event.preventDefault());
  find("form").addEventListener("reset", () => {
    Object.assign(told, { values: {}, findings: {}, pain: false });
    document.querySelectorAll(".error").forEach(one => { one.textContent = ""; });
    document.querySelectorAll("[aria-invalid]").forEach(one => one.removeAttribute("aria-invalid"));
    setTimeout(() => { counts.forEach(count => count()); update(); });
  });
  build();
  update();
}

async function begin() {
  const packed = Uint8Array.from(atob(MODULE), letter => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const binary = await new Response(stream).arrayBuffer();
  const from = performance.now();
  page(Calculator(binary), WORDS);
  document.documentElement.dataset.ready = (performance.now() - from).toFixed(0);
}
if (typeof document !== "undefined")
  begin().catch(error => document.getElementById("gate").append(`This page could not start: ${error.message}`));
