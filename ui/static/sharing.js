// The button under an answer that keeps a snapshot of it: afterwards it is a link to its page.
(() => {
  const say = (button, text) => {
    const note = Object.assign(document.createElement("span"), { className: "snapshot-said", textContent: text });
    note.setAttribute("role", "status");
    button.parentElement.querySelectorAll(".snapshot-said").forEach((e) => e.remove());
    button.after(note);
  };
  const copied = (text) => navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false;

  const keep = async (button) => {
    button.disabled = true;
    const answer = await fetch("/api/snapshots", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ answer: button.value }),
    }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    button.disabled = false;
    if (!answer?.ok || !told?.url) return say(button, told?.error || "快照没有存成，请稍后再试。");
    const link = Object.assign(document.createElement("a"), {
      className: "snapshot-link", href: new URL(told.url, location.href), target: "_blank", rel: "noopener", textContent: "打开快照",
    });
    button.replaceWith(link);
    link.focus();
    say(link, (await copied(link.href)) ? "快照已存，链接已复制" : "快照已存");
  };
  addEventListener("click", (event) => {
    const button = event.target.closest?.("#window .foot .snapshot");
    if (button) keep(button);
  });
})();
