"use strict";
const $ = (id) => document.getElementById(id);
const rows = [...document.querySelectorAll("#questions details.q")];
const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
const choices = ["type", "outcome", "rank"];

function filter() {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const chosen = choices.every((name) => !$(name).value || row.dataset[name] === $(name).value);
    row.hidden = !(chosen && words.every((word) => texts.get(row).includes(word)));
    shown += !row.hidden;
  }
  $("count").textContent = `${shown} / ${rows.length} 题`;
  $("none").hidden = shown > 0;
}

// in the chat app the report is a srcdoc frame, where following a #link would load another page
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  const target = $(link.getAttribute("href").slice(1));
  if (!target) return;
  target.scrollIntoView({ behavior: "smooth", block: "nearest" });
  target.classList.remove("flash");
  void target.offsetWidth;
  target.classList.add("flash");
});

$("search").addEventListener("input", filter);
for (const name of choices) $(name).addEventListener("change", filter);
filter();
