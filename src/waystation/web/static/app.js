// Keys of the review queue, words put into fields, and a slider over evenings: the page does all of it without a script, too.
"use strict";

const queue = () => [...document.querySelectorAll("[data-claim]")];
const current = () => document.querySelector("[data-claim].now") || queue()[0];

function show(claim) {
  if (!claim) return;
  queue().forEach((each) => each.classList.toggle("now", each === claim));
  const box = claim.querySelector("[data-key=A]");
  if (box) box.focus({ preventScroll: true });
  claim.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = queue();
  const at = all.indexOf(current());
  show(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !queue().length) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  const key = event.key.toUpperCase();
  if (key === "J" || key === "K") {
    step(key === "J" ? 1 : -1);
    event.preventDefault();
    return;
  }
  const button = current() && current().querySelector(`[data-key="${key}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// A field of a claim is corrected by selecting words of its sentence: the words go into the field last used.
let field = null;
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-from-words]")) field = event.target;
});
document.addEventListener("mouseup", (event) => {
  const words = String(document.getSelection() || "").trim();
  const sentence = event.target.closest("blockquote");
  if (words && field && sentence && sentence.closest("[data-claim]") === field.closest("[data-claim]")) {
    field.value = words.slice(0, 200);
    field.focus();
  }
});

document.addEventListener("htmx:afterSwap", () => show(document.querySelector("[data-claim].now") || null));
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=token]");
  if (token) event.detail.headers["X-Waystation-Token"] = token.value;
});

// The list of evenings becomes a slider, from the earliest to the latest day; the day is said in the words of the list.
document.querySelectorAll("[data-evenings]").forEach((form) => {
  const list = form.querySelector("select");
  if (list.options.length < 3) return;
  const days = [...list.options].reverse();
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: days.length - 1, step: 1 });
  const said = document.createElement("output");
  slider.id = list.id;
  slider.value = days.length - 1 - list.selectedIndex;
  said.htmlFor = slider.id;
  const tell = () => {
    said.textContent = days[slider.value].textContent;
    slider.setAttribute("aria-valuetext", said.textContent);
    list.selectedIndex = days.length - 1 - slider.value;
  };
  slider.addEventListener("input", tell);
  let later = 0; // who moves on at once does not wait for the days in between
  slider.addEventListener("change", () => {
    clearTimeout(later);
    later = setTimeout(() => form.requestSubmit(), 500);
  });
  list.removeAttribute("id");
  list.hidden = true;
  list.before(slider, said);
  tell();
  if (document.location.search.includes("as_of=")) slider.focus({ preventScroll: true });
});
