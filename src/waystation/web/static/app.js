// Keys of the review queue, and nothing else that the page could not do without a script.
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
  if (words && field && event.target.closest("blockquote") && field.form.contains(event.target.closest("form") || field)) {
    field.value = words.slice(0, 200);
    field.focus();
  }
});

document.addEventListener("htmx:afterSwap", () => show(document.querySelector("[data-claim].now") || null));
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=token]");
  if (token) event.detail.headers["X-Waystation-Token"] = token.value;
});
