// What covers the chat on a phone, the source or the history: Back closes it, and stays in the chat.
(() => {
  const narrow = matchMedia("(max-width: 63.99rem)");
  let cover = null; // {name, close} of what the last entry of the browser's history stands for

  wence.covers = {
    opened: (name, close) => {
      if (!narrow.matches) return;
      const before = cover;
      cover = { name, close };
      if (before) before.close();
      else history.pushState({ ...history.state, cover: true }, "");
    },
    // closed by a button of its own: its entry goes too
    left: (name) => {
      if (cover?.name !== name) return;
      cover = null;
      history.back();
    },
  };
  addEventListener("popstate", () => {
    const left = cover;
    cover = null;
    left?.close();
  });
  if (history.state?.cover) history.back(); // reloaded, which has closed it
})();
