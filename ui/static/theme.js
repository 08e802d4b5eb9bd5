// Light, dark or high-contrast colours: as the person chose, or else as the system is set. Gradio needs body.dark.
// And the header on a phone, whose links may need to be scrolled to show the page's own.
(() => {
  const NEXT = { light: "dark", dark: "contrast", contrast: "light" };
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => { try { return localStorage.getItem("wence-theme"); } catch { return null; } };
  const current = () => stored() || (system.matches ? "dark" : "light");
  const apply = () => {
    root.dataset.theme = current();
    document.body?.classList.toggle("dark", current() === "dark");
  };
  apply();
  addEventListener("DOMContentLoaded", apply);
  addEventListener("load", apply);
  addEventListener("load", () => {
    const nav = document.querySelector(".bar nav"), here = nav?.querySelector("[aria-current]");
    if (here) nav.scrollLeft = here.offsetLeft + here.offsetWidth - nav.offsetLeft - nav.clientWidth;
  });
  addEventListener("storage", apply);
  system.addEventListener("change", apply);
  addEventListener("click", (event) => {
    if (!event.target.closest?.(".theme-toggle")) return;
    try { localStorage.setItem("wence-theme", NEXT[current()]); } catch { /* private window */ }
    apply();
    document.querySelectorAll("iframe").forEach((frame) => {
      if (frame.contentDocument) frame.contentDocument.documentElement.dataset.theme = current();
    });
  });
})();
