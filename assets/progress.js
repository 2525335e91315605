// What was read, guessed and answered on this device: a sign at each chapter's link, and the way back to where one was. Nothing leaves the device.
"use strict";

{
  const READ = "read", KEPT = [READ, "guesses", "answers"];
  const here = location.pathname.split("/").pop() || "index.html";

  const headings = [...document.querySelectorAll("article section[id] > :is(h2, h3)")];
  const seen = new Set(recall(READ, {})[here]?.seen);

  /** Remember what of this chapter was seen, where one was, and how much there is to do in it. */
  function remember() {
    const above = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight * 0.3);
    const last = above.at(-1);
    if (!last) return;
    const all = recall(READ, {}), there = headings.map((heading) => heading.parentElement.id);
    all[here] = {
      seen: there.filter((id) => seen.has(id)),
      share: there.filter((id) => seen.has(id)).length / there.length,
      guesses: document.querySelectorAll("details.guess").length,
      answers: document.querySelectorAll(".answer").length,
      title: document.querySelector("article h1").firstChild.textContent.trim(),
      section: last.parentElement.id,
      heading: last.firstChild.textContent.trim(),
      when: Date.now(),
    };
    keep(READ, all);
  }

  /** Return what was done in a chapter, in words. */
  function done(page) {
    const { share, guesses, answers } = recall(READ, {})[page];
    const mine = (entries) => Object.entries(entries).filter(([name]) => name.startsWith(`${page}#`)).map(([, entry]) => entry);
    const guessed = mine(recall("guesses", {})).length, right = mine(recall("answers", {})).filter((answer) => answer.right).length;
    return [
      share >= 0.95 ? "read" : `${Math.round(share * 100)} % read`,
      ...(guesses ? [`${guessed} of ${guesses} guessed`] : []),
      ...(answers ? [`${right} of ${answers} answered on the page`] : []),
    ].join(", ");
  }

  /** Put a sign behind each link to a chapter that was opened, in the contents and on the landing page. */
  function sign() {
    const read = recall(READ, {});
    for (const link of document.querySelectorAll(".bd-sidebar-primary nav a[href], article dt a[href]")) {
      const page = link.pathname.split("/").pop() || here;
      if (!read[page]) continue;
      const mark = document.createElement("span");
      mark.className = link.closest("article") ? "progress-words" : "progress-ring";
      if (link.closest("article")) {
        mark.textContent = done(page);
        link.after(" ", mark);
      } else {
        mark.title = done(page);
        mark.setAttribute("role", "img");
        mark.setAttribute("aria-label", done(page));
        mark.style.setProperty("--share", read[page].share);
        link.append("\u00a0", mark); // on the line of the last word
      }
    }
  }

  /** On the landing page, over its picture: the way back, what the rings say, and the way to forget all. */
  function offer() {
    const begin = document.querySelector('article > section > p > a[href$="01-convolution.html"]:only-child')?.parentElement;
    const last = Object.entries(recall(READ, {})).sort(([, one], [, other]) => other.when - one.when)[0];
    if (!begin || !last) return;
    const [page, { title, heading, section }] = last;
    const line = document.createElement("p"), link = document.createElement("a"), forget = document.createElement("button");
    link.href = `chapters/${page}#${section}`;
    link.textContent = `${title}: ${heading}`;
    forget.type = "button";
    forget.textContent = "Forget what I did in this book";
    forget.addEventListener("click", () => {
      if (!confirm("Forget everything that you read, guessed and answered in this book, on this device?")) return;
      KEPT.forEach((key) => localStorage.removeItem(key));
      document.querySelectorAll(".progress-line, .progress-ring, .progress-words").forEach((part) => part.remove());
    });
    line.className = "progress-line";
    line.append("Go on where you were: ", link, ". A ring beside a chapter in the contents fills as you read it. ", forget);
    begin.previousElementSibling.before(line);
  }

  sign();
  offer();
  if (document.querySelector("details.guess, .answer")) {
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) seen.add(target.parentElement.id);
    });
    headings.forEach((heading) => observer.observe(heading));
    addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") remember(); });
    addEventListener("pagehide", remember);
  }
}
