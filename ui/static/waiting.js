// Opens the chat in place of the page that waits for it; the question in the address is kept.
(() => {
  const look = async () => {
    try {
      const { status } = await fetch(location.href, { method: "HEAD", cache: "no-store" });
      if (status !== 503) return location.reload();
    } catch {
      // the server does not answer just now
    }
    setTimeout(look, 500);
  };
  setTimeout(look, 500);
})();
