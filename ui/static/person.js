// Whose page this is. What the browser stores for people is kept under their names, and goes
// when they sign out, in every window.
(() => {
  const name = document.querySelector("meta[name='wence-person']")?.content || "";
  const person = encodeURIComponent(name);
  const OWN = ["talk", "open", "typed", "clip"].map((kind) => `wence-${kind}/${person}`);
  const NOBODYS = "wence-conversations"; // stored by versions that did not tell people apart
  const LEFT = `wence-left/${person}`;

  const isTheirs = (key) => OWN.some((own) => key === own || key.startsWith(`${own}/`)) || key === NOBODYS;
  const forget = () => {
    wence.leaving = true; // what is still being answered is not stored
    try {
      for (const storage of [localStorage, sessionStorage]) {
        Object.keys(storage).filter(isTheirs).forEach((key) => storage.removeItem(key));
      }
    } catch { /* a browser that stores nothing */ }
  };

  wence.person = name;
  document.documentElement.classList.toggle("signed-in", Boolean(name));
  wence.stored = (kind) => `wence-${kind}/${person}`;
  addEventListener("submit", (event) => {
    if (new URL(event.target.action, location.href).pathname !== "/logout") return;
    forget();
    try { localStorage.setItem(LEFT, Date.now()); localStorage.removeItem(LEFT); } catch { /* as above */ }
  });
  addEventListener("storage", (event) => {
    if (!name || event.key !== LEFT || !event.newValue) return;
    forget();
    location.replace("/login");
  });
  // a page that Back brings out of memory may be another person's
  addEventListener("pageshow", (event) => { if (name && event.persisted) location.reload(); });
})();
