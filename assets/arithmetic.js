// Numbers as people write them on a page: 3*3*32*64, 1,350 or 0.5 / 3. The policy of the pages forbids eval.
"use strict";

/** Return {value, whole} of an arithmetic expression, as Python would: `whole` says that it is an int. Anything else is null, and so is an int that a float does not hold. */
function evaluate(text) {
  const plain = text.trim().replace(/[×·]/g, "*").replace(/÷/g, "/").replace(/[−–]/g, "-")
    .replace(/\^/g, "**").replace(/(\d)[,_\u202f](?=\d{3}(?!\d))/g, "$1");
  const tokens = plain.match(/\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\*\*|\/\/|[-+*/%()]|\S/g) ?? [];
  let at = 0;

  const number = (value, whole) => ({ value, whole });
  const take = (...signs) => signs.includes(tokens[at]) ? tokens[at++] : null;
  const STEPS = {
    "+": (a, b) => number(a.value + b.value, a.whole && b.whole),
    "-": (a, b) => number(a.value - b.value, a.whole && b.whole),
    "*": (a, b) => number(a.value * b.value, a.whole && b.whole),
    "/": (a, b) => number(a.value / b.value, false),
    "//": (a, b) => number(Math.floor(a.value / b.value), a.whole && b.whole),
    "%": (a, b) => number(a.value - b.value * Math.floor(a.value / b.value), a.whole && b.whole),
    "**": (a, b) => number(a.value ** b.value, a.whole && b.whole && b.value >= 0),
  };

  function sum() {
    let left = product();
    for (let sign; (sign = take("+", "-"));) left = STEPS[sign](left, product());
    return left;
  }
  function product() {
    let left = signed();
    for (let sign; (sign = take("*", "/", "//", "%"));) left = STEPS[sign](left, signed());
    return left;
  }
  function signed() {
    const sign = take("+", "-");
    if (!sign) return power();
    const { value, whole } = signed();
    return number(sign === "-" ? -value : value, whole);
  }
  function power() {
    const base = atom();
    return take("**") ? STEPS["**"](base, signed()) : base;
  }
  function atom() {
    if (take("(")) {
      const inner = sum();
      if (!take(")")) throw new SyntaxError("a bracket is open");
      return inner;
    }
    const token = tokens[at++] ?? "";
    if (!/^[\d.]*\d/.test(token)) throw new SyntaxError(`not a number: ${token}`);
    return number(Number(token), /^\d+$/.test(token));
  }

  try {
    const result = sum();
    const holds = result.whole ? Number.isSafeInteger : Number.isFinite;
    return at === tokens.length && holds(result.value) ? result : null;
  } catch {
    return null;
  }
}

/** Return a number as Python's format(value, ",") writes it. */
function written({ value, whole }) {
  if (Number.isNaN(value)) return "nan";
  const size = Math.abs(value);
  if (!whole && size !== 0 && (size >= 1e16 || size < 1e-4)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  const [before, after] = (whole ? BigInt(value).toString() : String(value)).split(".");
  const grouped = before.replace(/\B(?=(\d{3})+$)/g, ",");
  return whole ? grouped : `${grouped}.${after ?? "0"}`;
}
