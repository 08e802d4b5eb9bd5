// When a session has ended, go to the sign-in page. Give back the typed question afterwards, and
// after the connection was lost.
(() => {
  const KEY = wence.stored("typed"); // given back to the person who typed it alone
  const fetched = window.fetch;
  let leaving = false;

  const keepTyped = () => {
    const typed = document.querySelector("#box textarea")?.value;
    try { if (typed) sessionStorage.setItem(KEY, typed); } catch { /* private window */ }
  };
  // once the server answers again, Gradio loads the page anew
  addEventListener("wence-unreachable", () => addEventListener("pagehide", keepTyped));
  wence.signIn = () => {
    if (leaving) return;
    leaving = true;
    keepTyped();
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  };
  wence.typed = () => {
    try {
      const typed = sessionStorage.getItem(KEY);
      sessionStorage.removeItem(KEY);
      return typed;
    } catch { return null; }
  };
  window.fetch = async (...request) => {
    const answer = await fetched(...request);
    if (answer.status === 401 && new URL(answer.url).origin === location.origin) wence.signIn();
    return answer;
  };
})();
