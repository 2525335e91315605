// Exercises that ask for numbers, judged on the page as check_numbers of the notebooks judges them: the same rules, the same words, but that here one presses Check. The numbers, slips and hints are the notebook's.
"use strict";

/** Return the number in a literal of Python. */
function literal(text) {
  return { value: Number(text), whole: !/[.en]/.test(text) };
}

/** Return whether a number that people wrote down is `number`. */
function isRight(given, number) {
  if (!given || given.kind) return false;
  return Math.abs(given.value - number.value) <= (number.whole ? 1e-9 : 1e-3) * Math.abs(number.value);
}

/** Return the verdict on {name: null, {value, whole} or {kind: why it is none}}, one line, its sign first. */
function judge({ label, praise, numbers }, given) {
  const line = (sign, words) => [sign, label, ...words.split(/\s+/)].join(" ");
  const all = (names) => names.map((name) => `\`${name}\``).join(", ");
  const expected = new Map(numbers.map(([name, number, hint, slips]) =>
    [name, { number: literal(number), hint, slips: slips.map(([slip, what]) => [literal(slip), what]) }]));
  const names = [...expected.keys()];
  const missing = names.filter((name) => given[name] === null);
  const right = names.filter((name) => isRight(given[name], expected.get(name).number));
  const soFar = right.length ? ` Right: ${all(right)}.` : "";

  for (const name of names.filter((name) => !missing.includes(name) && !right.includes(name))) {
    const value = given[name], { number, hint, slips } = expected.get(name);
    const wrong = (words) => line("❌", `\`${name}\` is ${words}${soFar}`);
    if (value.kind) return wrong(`${value.kind}; a number is expected.`);
    if (Number.isNaN(value.value)) return wrong("NaN; a number is expected.");
    const others = names.filter((other) => isRight(value, expected.get(other).number));
    const swapped = others.find((other) => isRight(given[other], number));
    if (swapped) return line("❌", `\`${name}\` and \`${swapped}\` are swapped.${soFar}`);
    const slip = slips.find(([slip]) => others.length ? slip.value === value.value : isRight(value, slip));
    const known = slip?.[1] ?? (others.length ? `that is \`${others.at(-1)}\`` : "");
    if (known) return wrong(`${written(value)}: ${known}${/[.?]$/.test(known) ? "" : "."}`);
    if (number.whole && value.value % 1 !== 0) return wrong(`${written(value)}: a whole number is expected.`);
    const too = value.value < number.value ? "small" : "large";
    if (!number.whole && Math.abs(value.value / number.value - 1) < 0.02) {
      return wrong(`${written(value)}: near, and a little too ${too}; three digits are compared.`);
    }
    return wrong(`${written(value)}: too ${too}. Hint ${hint} helps.`);
  }
  if (missing.length) return line("⬜", `not answered yet: set ${all(missing)}, then press Check.${soFar}`);
  return line("✅", praise);
}

for (const group of document.querySelectorAll(".answer")) {
  const KEPT = "answers", VERDICTS = { "✅": ["verdict-right", "Right:"], "❌": ["verdict-wrong", "Wrong:"], "⬜": ["verdict-open", "Open:"] };
  const check = JSON.parse(group.dataset.check);
  const exercise = group.closest("section").id;
  const name = `${location.pathname.split("/").pop()}#${exercise}`;
  const fields = [...group.querySelectorAll("input")];
  const output = group.nextElementSibling.querySelector(".cell_output .output");

  /** Show the verdict on what the fields hold; return whether it is right. */
  function say() {
    const given = {};
    for (const [k, [asked, number]] of check.numbers.entries()) {
      const text = fields[k].value.trim();
      given[asked] = text ? evaluate(text) ?? { kind: "nothing that this field can work out, such as 3*3*32" } : null;
      fields[k].setAttribute("aria-invalid", Boolean(text) && !isRight(given[asked], literal(number)));
    }
    const verdict = judge(check, given);
    const [sign] = verdict, [kind, heard] = VERDICTS[sign], drawn = document.createElement("span");
    drawn.className = `sign ${kind.replace("verdict", "sign")}`;
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", heard);
    drawn.textContent = sign;
    output.querySelector("pre").replaceChildren(drawn, verdict.slice(sign.length));
    output.classList.remove(...Object.values(VERDICTS).map(([each]) => each));
    output.classList.add(kind);
    return verdict.startsWith("✅");
  }

  function answer() {
    const right = say(), all = recall(KEPT, {});
    keep(KEPT, { ...all, [name]: { given: fields.map((field) => field.value), right: right || all[name]?.right === true } });
  }

  const kept = recall(KEPT, {})[name]?.given ?? [];
  fields.forEach((field, k) => { field.value = kept[k] ?? ""; });
  say();
  output.setAttribute("role", "status"); // from now on: what the page began with is not news
  group.querySelector("button").addEventListener("click", answer);
  for (const field of fields) {
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") answer(); });
  }
}
