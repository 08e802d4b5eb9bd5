// Opens the chat in place of the page that waits for it; the question in the address is kept.
(() => {
  const look = async () => {
    try {
      const page = { method: "HEAD", cache: "no-store", headers: { Accept: "text/html" } };
      const { status, headers } = await fetch(location.href, page);
      if (status !== 200 || !headers.has("Retry-After")) return location.reload();
    } catch {
      // the server does not answer just now
    }
    setTimeout(look, 500);
  };
  setTimeout(look, 500);
})();
