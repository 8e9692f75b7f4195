// Answers a page's own module and words: node calculator_driver.js PAGE < persons.json > answers.json
"use strict";
const fs = require("fs"), zlib = require("zlib");

const page = fs.readFileSync(process.argv[2], "utf-8");
const script = page.match(/<script>([\s\S]*)<\/script>/)[1];
const made = new Function(`${script}\nreturn { Calculator, Words, WORDS, MODULE };`)();
const model = made.Calculator(zlib.gunzipSync(Buffer.from(made.MODULE, "base64")));
const speech = Object.fromEntries(["patient", "professional"].map(who => [who, made.Words(made.WORDS, who)]));

const answers = JSON.parse(fs.readFileSync(0, "utf-8")).map(told => {
  let of;
  try {
    of = model.assess(told);
  } catch (error) {
    return { error: error.message, kind: error.constructor.name };
  }
  const lines = {};
  for (const [who, say] of Object.entries(speech))
    lines[who] = { advice: say.advice(of), whom: say.whom(of), headline: of.scored && say.headline(of),
      first: of.scored ? say.firstLines(of) : [], last: say.lastLines(of) };
  return { ...of, lines, contributions: of.contributions.map(one => [one.name, one.logHazard, one.known]) };
});
process.stdout.write(JSON.stringify({ answers, factors: model.factors, findings: model.findings }));
