// The model of the page: the WebAssembly module as plain values, and the words of a card. No page is touched here,
// so that the tests run the same lines. `words` are those of the Python package (python/backrisk/words/en.json).
"use strict";

function Calculator(binary) {
  const module = new WebAssembly.Module(binary);
  let wasm, text;

  function start() {
    const nothing = {};
    for (const one of WebAssembly.Module.imports(module))
      (nothing[one.module] ??= {})[one.name] = () => { throw new Error(`no ${one.name} in a page`); };
    nothing.page.backrisk_throw = at => { throw new RangeError(text(at)); };
    wasm = new WebAssembly.Instance(module, nothing).exports;
    text = at => {
      const bytes = new Uint8Array(wasm.memory.buffer);
      return new TextDecoder().decode(bytes.subarray(at, bytes.indexOf(0, at)));
    };
    wasm._initialize();
  }
  start();

  const count = n => Array.from({ length: n }, (_, i) => i);
  const factors = count(wasm.factors()).map(k => ({
    name: text(wasm.factor_name(k)), label: text(wasm.factor_label(k)), unit: text(wasm.factor_unit(k)),
    low: wasm.factor_low(k), high: wasm.factor_high(k), cause: text(wasm.factor_cause(k)),
    yesNo: wasm.factor_yes_no(k) === 1,
  }));
  const conditions = count(wasm.conditions()).map(k => ({
    name: text(wasm.condition_name(k)), label: text(wasm.condition_label(k)),
  }));
  const findings = [];  // what the gate asks for, each once, under its first concern
  for (const i of count(wasm.rules())) {
    const condition = wasm.rule_condition(i);
    if (!findings.some(one => one.condition === condition))
      findings.push({ condition, ...conditions[condition], concern: text(wasm.rule_concern(i)) });
  }
  const position = name => factors.findIndex(one => one.name === name);

  // `told`: values {factor: number}, findings {name: "no" | "new" | "old" | "reviewed"}, pain, horizonDays.
  function assess(told) {
    try {
      return read(told);
    } catch (error) {
      start();  // an instance that was left in the middle of a call is not used again
      throw error;
    }
  }
  function read(told) {
    wasm.clear();
    for (const [name, value] of Object.entries(told.values ?? {})) {
      const k = position(name);
      if (k < 0) throw new RangeError(`${name} is no factor`);
      wasm.set(k, value);
    }
    for (const [name, answer] of Object.entries(told.findings ?? {})) {
      const k = conditions.findIndex(one => one.name === name);
      if (k < 0) throw new RangeError(`${name} is no condition`);
      if (answer === "no") wasm.deny(k);
      else wasm.report(k, answer === "new" ? 0 : answer === "old" ? 365 : -1, answer === "reviewed" ? 1 : 0);
    }
    if (told.pain) wasm.pain();
    const scored = wasm.assess(told.horizonDays ?? 28) === 1;
    const names = ["risk", "low", "high", "relative", "relativeLow", "relativeHigh", "aboveTypical", "typical",
      "coverage", "placeLow", "placeHigh", "hazardRatio", "before", "after", "personYears"];
    const answer = Object.fromEntries(names.map((name, i) => [name, wasm.number(i)]));
    return Object.assign(answer, {
      scored, horizonDays: told.horizonDays ?? 28, status: text(wasm.status()),
      people: scored ? Math.max(wasm.people_for(answer.risk), wasm.people_for(answer.typical)) : 0,
      peopleOfRisk: scored ? wasm.people_for(answer.risk) : 0,
      triage: {
        level: text(wasm.level()), eligibility: text(wasm.eligibility()), reason: text(wasm.reason_text()),
        notAsked: wasm.not_asked(),
        flags: count(wasm.flags()).map(i => ({
          finding: text(wasm.flag_finding(i)), concern: text(wasm.flag_concern(i)),
          level: text(wasm.flag_level(i)), course: text(wasm.flag_course(i)), source: text(wasm.flag_source(i)),
        })),
      },
      contributions: factors.map((one, k) => ({
        ...one, value: (told.values ?? {})[one.name], known: wasm.contribution_known(k) === 1,
        logHazard: wasm.contribution(k),
      })),
      questions: count(wasm.questions()).map(i => ({
        ...factors[wasm.question_factor(i)], share: wasm.question_share(i),
      })),
    });
  }
  return { factors, conditions, findings, assess };
}

// The sentences of a card, message by message as python/backrisk/risk/card_words.py says them.
function Words(words, audience) {
  const say = (message, values = {}) => {
    const special = `${message}.professional`;
    const found = words[audience === "professional" && special in words ? special : message];
    return found.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  };
  const short = (x, digits) => String(Number(x.toPrecision(digits)));
  const times = x => (x >= 10 ? even(x).toFixed(0) : short(x, 2));
  const percent = share =>
    share < 0.01 ? say("word.under_1") : share > 0.99 ? say("word.over_99") : even(100 * share).toFixed(0);
  const even = x => {  // halves to the even neighbour, as Python rounds
    const down = Math.floor(x);
    return x - down === 0.5 ? down + (down % 2) : Math.round(x);
  };
  const some = n => (n ? String(n) : say("word.fewer_than_one"));
  const outcome = () => say("outcome.any_episode"), people = () => say("setting.athletes");
  const days = n => say(n === 1 ? "days.one" : "days.many", { days: n });
  const label = one =>
    audience === "patient" && `factor.${one.name}` in words ? words[`factor.${one.name}`] : one.label;
  const flag = one => say("flag", {
    finding: words[`finding.${one.finding}`] ?? one.label ?? one.finding,
    course: words[`course.${one.course}`], concern: words[`concern.${one.concern}`],
  });

  function firstLines(of) {
    const all = of.people, counted = x => some(even(all * x));
    return [
      say("card.standing", {
        level: "95", people: people(), outcome: outcome(), above: percent(of.aboveTypical),
        ratio: times(of.relative), low: times(of.relativeLow), high: times(of.relativeHigh),
      }),
      say("card.counts", {
        people: all, risk: counted(of.risk), typical: counted(of.typical), low: counted(of.low),
        high: counted(of.high), level: "95", outcome: outcome(), days: days(of.horizonDays),
      }),
      say("card.places", {
        people: of.peopleOfRisk, low: some(even(of.peopleOfRisk * of.placeLow)),
        high: some(even(of.peopleOfRisk * of.placeHigh)),
        note: say("place.note", {
          before: short(of.before, 2), after: short(of.after, 2), years: of.personYears.toFixed(0),
        }),
      }),
    ];
  }
  const headline = of => say("card.headline", { outcome: outcome(), days: days(of.horizonDays), people: people() });
  const advice = of => say(`triage.${of.triage.level}`);
  const whom = of => (of.triage.eligibility === "eligible" ? "" : say(`eligibility.${of.triage.eligibility}`));
  const lastLines = of => [
    say("card.not_a_cause"),
    say("card.status", { status: say("card.status.literature") }),
    say("card.use", { use: say("card.use.text") }),
  ];
  return { say, label, flag, headline, firstLines, advice, whom, lastLines };
}
