// Text that is selected in an article can be put into the clippings.
(() => {
  const prose = document.querySelector(".prose");
  const LONGEST = 5000; // characters that one clipping takes
  const button = Object.assign(document.createElement("button"), { type: "button", className: "clip-selection", hidden: true, textContent: "放进摘录本" });

  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0), quote = selection.toString().trim();
    return prose.contains(range.commonAncestorContainer) && quote && quote.length <= LONGEST ? { range, quote } : null;
  };
  const place = () => {
    const found = selected();
    button.hidden = !found;
    if (!found) return;
    const at = [...found.range.getClientRects()].at(-1) || found.range.getBoundingClientRect();
    const size = button.getBoundingClientRect();
    button.style.left = `${scrollX + Math.max(8, Math.min(at.right - size.width / 2, document.documentElement.clientWidth - size.width - 8))}px`;
    button.style.top = `${scrollY + Math.max(8, Math.min(at.bottom + 8, innerHeight - size.height - 8))}px`;
  };
  const clip = async () => {
    const found = selected();
    if (!found) return;
    const before = document.createRange();
    before.selectNodeContents(prose);
    before.setEnd(found.range.startContainer, found.range.startOffset);
    const near = before.toString().length; // about where in the text: it need not be exact
    const { issue, n } = prose.dataset;
    if (await wence.clips.add({ issue, article_n: Number(n), quote: found.quote, start: near })) getSelection().removeAllRanges();
  };
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", clip);
  document.addEventListener("selectionchange", () => requestAnimationFrame(place));
  addEventListener("resize", place);
  addEventListener("scroll", place, { passive: true });
  document.body.append(button);
})();
