// Reopens Gradio's stream of results where the server closed it just as another event was sent.
// Gradio would take the old stream for open, and a question asked in that moment would be lost.
(() => {
  const plainFetch = window.fetch;
  const joining = new Set(), waiting = new Set(), ended = new Set(); // requests; ids of events

  const unreachable = () => dispatchEvent(new Event("wence-unreachable"));

  const join = async (request) => {
    const response = await plainFetch(...request).catch((error) => { unreachable(); throw error; });
    if (!response.ok && response.status !== 401) unreachable(); // session.js goes to the sign-in page
    const { event_id: id } = await response.clone().json().catch(() => ({}));
    if (id && !ended.delete(id)) waiting.add(id);
    return response;
  };
  const sending = (request) => {
    const response = join(request), sent = () => joining.delete(response);
    joining.add(response);
    response.then(sent, sent);
    return response;
  };
  const note = ({ msg, event_id: id }) => {
    if (msg === "process_completed" && !waiting.delete(id)) ended.add(id);
  };

  // Passes messages on; returns the one that closes the stream, which is held back.
  const pass = async (response, out) => {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "", closing = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return closing;
      const messages = (text + value).split("\n\n");
      text = messages.pop();
      for (const message of messages) {
        const said = JSON.parse(message.slice("data: ".length));
        note(said);
        if (said.msg === "close_stream") closing = `${message}\n\n`;
        else out.enqueue(`${message}\n\n`);
      }
    }
  };
  const listen = async (asked) => {
    const request = new Request(...asked);
    const first = await plainFetch(request.clone());
    if (!first.ok) return first;
    const messages = new ReadableStream({
      async start(out) {
        try {
          for (let response = first, closing = ""; ; response = await plainFetch(request.clone())) {
            closing = response.ok ? await pass(response, out) : closing;
            await Promise.allSettled(joining);
            if (response.ok && closing && waiting.size) continue;
            if (closing) out.enqueue(closing);
            out.close();
            return;
          }
        } catch (error) { if (request.signal.aborted) out.close(); else out.error(error); }
      },
    });
    return new Response(messages.pipeThrough(new TextEncoderStream()), first);
  };
  window.fetch = (...request) => {
    const address = String(request[0]?.url ?? request[0]);
    if (address.includes("/queue/join")) return sending(request);
    return address.includes("/queue/data") ? listen(request) : plainFetch(...request);
  };
})();
