// The original of an article: switching to it and back, its pages, their size, the quote's place.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const bar = $(".original-bar"), sheets = $(".sheets");
  if (!bar) return;
  const embedded = document.body.classList.contains("embed");
  const STEPS = [50, 75, 100, 125, 150, 200, 300];
  const go = (address) => (embedded ? location.replace(address) : location.assign(address)); // in the chat's panel, Back closes the panel

  bar.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-view]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    document.cookie = `wence-view=${link.dataset.view}; path=/; max-age=31536000; samesite=lax`;
    go(new URL(link.getAttribute("href") + location.hash, location.href).href);
  });

  // a passage named in the address (#p3) is looked for as a quote
  const asked = new URL(location.href), passage = /^#p(\d+)$/.exec(location.hash)?.[1];
  const original = $("[data-view=original][aria-current]", bar);
  const range = passage && bar.dataset.passages.trim().split(" ")[passage - 1];
  if (original && range && !asked.searchParams.has("q") && !asked.searchParams.has("page")) {
    asked.searchParams.set("q", range);
    location.replace(asked);
    return;
  }
  if (original && !sheets && !$("mark.quote")) $("#found")?.scrollIntoView({ block: "center" });
  if (!sheets) return;

  const all = [...sheets.querySelectorAll(".sheet")], number = $("[name=page]", bar);
  const sheet = (page) => $(`#sheet-${page}`);
  const current = () => Number(number.value);
  const margin = () => bar.getBoundingClientRect().height + parseFloat(getComputedStyle(bar).top || 0);
  const show = (page) => {
    const found = sheet(page);
    if (!found) return;
    scrollTo({ top: scrollY + found.getBoundingClientRect().top - margin() - 8 });
    number.value = page;
  };
  const turn = (page) => {
    const wanted = Math.min(Math.max(1, page || 1), Number(number.max));
    if (sheet(wanted)) return show(wanted);
    const address = new URL(location.href);
    address.searchParams.set("view", "original");
    address.searchParams.set("page", wanted);
    address.searchParams.delete("q");
    address.hash = "";
    go(address.href);
  };
  const mark = () => {
    const place = $(".places rect", sheets);
    if (!place || asked.searchParams.has("page")) return show(sheets.dataset.at);
    const box = place.getBoundingClientRect();
    scrollTo({ top: scrollY + box.top - Math.max(margin() + 24, innerHeight * .35) });
    sheets.scrollLeft = (sheets.scrollWidth - sheets.clientWidth) / 2;
    const seen = place.getBoundingClientRect(), left = sheets.getBoundingClientRect().left;
    if (seen.left < left || seen.left > left + sheets.clientWidth * .8) sheets.scrollLeft += seen.left - left - 16;
  };

  bar.addEventListener("submit", (event) => { event.preventDefault(); turn(current()); });
  number.addEventListener("change", () => turn(current()));
  $(".page-previous", bar).addEventListener("click", () => turn(current() - 1));
  $(".page-next", bar).addEventListener("click", () => turn(current() + 1));

  // the page that fills most of the window is the current one
  const seen = new Map();
  const watcher = new IntersectionObserver((entries) => {
    entries.forEach((entry) => seen.set(entry.target, entry.intersectionRect.height));
    const [most] = [...seen].reduce((best, one) => (one[1] > best[1] ? one : best), [null, 0]);
    if (most && document.activeElement !== number) number.value = most.dataset.page;
  }, { threshold: [0, .1, .25, .5, .75, 1] });
  all.forEach((one) => watcher.observe(one));

  let size = 100;
  const zoom = (step) => {
    const next = STEPS[STEPS.indexOf(size) + step];
    if (!next) return;
    const page = sheet(current()), before = page.getBoundingClientRect();
    const share = (innerHeight / 2 - before.top) / before.height;
    size = next;
    sheets.style.setProperty("--zoom", size / 100);
    const after = page.getBoundingClientRect();
    all.forEach((one) => { $("img", one).sizes = `${Math.round(after.width)}px`; });
    scrollBy(0, after.top + share * after.height - innerHeight / 2);
    $("output", bar).textContent = `${size}%`;
    $(".zoom-out", bar).disabled = size === STEPS[0];
    $(".zoom-in", bar).disabled = size === STEPS.at(-1);
  };
  $(".zoom-out", bar).addEventListener("click", () => zoom(-1));
  $(".zoom-in", bar).addEventListener("click", () => zoom(1));

  const failed = (event) => {
    const image = event.target;
    if (image.tagName !== "IMG" || $(".failed", image.parentElement)) return;
    const told = document.createElement("p"), again = document.createElement("button");
    told.className = "failed";
    told.append(Object.assign(document.createElement("span"), { textContent: "这一页没有显示出来" }), again);
    Object.assign(again, { type: "button", textContent: "再试一次" });
    again.addEventListener("click", () => {
      told.remove();
      const { srcset } = image;
      image.srcset = "";
      image.srcset = srcset;
    });
    image.parentElement.append(told);
  };
  sheets.addEventListener("error", failed, true);
  all.map((one) => $("img", one)).filter((image) => image.complete && !image.naturalWidth).forEach((image) => failed({ target: image }));

  addEventListener("wence-mark", mark); // the chat's panel shows this page, and its citation was clicked
  if (innerWidth <= 480) zoom(1); // the margins of a page are lost room on a phone
  mark();
})();
