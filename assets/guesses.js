// The reader's guess is kept on this device and shown beside the answer; one switch opens all. Without this script a fold is a fold.
"use strict";

{
  const GUESSES = "guesses", OPEN = "outputs-open";
  const page = location.pathname.split("/").pop();

  /** Return how far off a guess is, in words, where it and the answer are numbers. */
  function distance(said, answer) {
    const [guess, marked] = [said, answer].map((text) => evaluate(text.replace("%", "")));
    if (!guess || !marked) return "";
    const off = guess.value - marked.value, share = guess.value / marked.value;
    if (Math.abs(off) <= 1e-3 * Math.abs(marked.value)) return "That is it.";
    const too = off > 0 ? "large" : "small";
    if (share >= 2 || (share > 0 && share <= 0.5)) {
      return `That is ${Number(Math.max(share, 1 / share).toPrecision(2)).toLocaleString("en")} times too ${too}.`;
    }
    return `That is ${Number(Math.abs(off).toPrecision(3)).toLocaleString("en")} too ${too}.`;
  }

  /** Return whether a guess says the numbers of the answer, in its order, and no other words than the answer's. */
  function isMarked(said, answer) {
    const [[numbers, words], [wanted, known]] = [said, answer.split(/, not /)[0]].map((text) => {
      const plain = text.toLowerCase().replace(/(\d),(?=\d{3}(?!\d))/g, "$1");
      return [plain.match(/\d+(?:\.\d+)?/g) ?? [], plain.match(/\p{L}+/gu) ?? []];
    });
    const same = numbers.length === wanted.length && numbers.every((number, k) => Number(number) === Number(wanted[k]));
    return same && numbers.length > 0 && words.every((word) => ["and", "x", ...known].includes(word));
  }

  function element(name, ...children) {
    const made = document.createElement(name);
    made.append(...children);
    return made;
  }

  const folds = [...document.querySelectorAll("details.guess")];
  for (const fold of folds) {
    const { answer, kind } = fold.dataset;
    const field = fold.previousElementSibling.querySelector("input");
    const name = `${page}#${field.id}`;
    const beside = element("p");
    beside.className = "guess-beside";
    fold.querySelector("summary").after(beside);

    const compare = () => {
      const said = field.value.trim();
      beside.replaceChildren(...(said ? ["You said ", element("q", said), ". "] : []), "In short: ", element("strong", answer), ". ");
      if (isMarked(said, answer)) beside.append("That is it.");
      else if (said && kind === "number") beside.append(distance(said, answer));
    };
    field.value = recall(GUESSES, {})[name] ?? "";
    compare();
    field.addEventListener("input", () => {
      const { [name]: before, ...others } = recall(GUESSES, {});
      keep(GUESSES, field.value.trim() ? { ...others, [name]: field.value } : others);
      compare();
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      fold.open = true;
      fold.querySelector("summary").focus();
    });
  }

  const all = document.querySelector(".guess-switch input");
  const open = (yes) => folds.forEach((fold) => { fold.open = yes; });
  all.checked = recall(OPEN, false);
  if (all.checked) open(true);
  all.addEventListener("change", () => {
    keep(OPEN, all.checked);
    open(all.checked);
  });
}
