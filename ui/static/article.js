// Marks every piece of the passage named in the address (#p3) and scrolls to the quote, or to the passage.
(() => {
  const mark = () => {
    document.querySelectorAll(".marked").forEach((piece) => piece.classList.remove("marked"));
    const name = /^#(p\d+)$/.exec(location.hash)?.[1];
    const pieces = name ? [...document.getElementsByClassName(name)] : [];
    pieces.forEach((piece) => piece.classList.add("marked"));
    const quote = document.querySelector("mark.quote");
    (quote || pieces[0])?.scrollIntoView({ block: "center" });
  };
  if (innerWidth <= 1024) document.querySelector(".toc details")?.removeAttribute("open");
  addEventListener("hashchange", mark);
  addEventListener("wence-mark", mark); // the chat's panel shows this page, and its citation was clicked
  mark();
  document.fonts?.ready.then(mark);
})();
