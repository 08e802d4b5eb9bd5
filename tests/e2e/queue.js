// Follows Gradio's queue from inside the page: which events were sent, which have ended.
(() => {
  const plainFetch = window.fetch;
  const waiting = new Set(), ended = new Set(), streams = new Set();
  let sent = 0, stored = 0, joining = 0;

  const join = async (request) => {
    joining += 1;
    sent += 1;
    // only the event that stores the conversation follows another one
    const { fn_index: fn } = JSON.parse(request[1].body);
    const event = window.gradio_config.dependencies.find((one) => one.id === fn);
    if ((event?.trigger_after ?? null) !== null) stored += 1;
    try {
      const response = await plainFetch(...request);
      const { event_id: id } = await response.clone().json();
      if (id && !ended.has(id)) waiting.add(id);
      return response;
    } finally {
      setTimeout(() => { joining -= 1; });  // once Gradio has opened a stream, if it needs one
    }
  };

  const follow = async (body, stream) => {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        const lines = (text + value).split("\n");
        text = lines.pop();
        for (const line of lines.filter((one) => one.startsWith("data: "))) {
          const { msg, event_id: id } = JSON.parse(line.slice(6));
          if (msg !== "process_completed") continue;
          stream.used = true;
          ended.add(id);
          waiting.delete(id);
        }
      }
    } catch { /* Gradio ends a stream by aborting it */ }
    setTimeout(() => streams.delete(stream));
  };
  const listen = async (request) => {
    const stream = { used: false };
    streams.add(stream);
    const response = await plainFetch(...request);
    const [theirs, ours] = response.body.tee();
    follow(ours, stream);
    return new Response(theirs, response);
  };

  window.fetch = (...request) => {
    const address = String(request[0]?.url ?? request[0]);
    if (address.includes("/queue/join")) return join(request);
    return address.includes("/queue/data") ? listen(request) : plainFetch(...request);
  };
  window.gradioQueue = {
    forget: () => { sent = stored = 0; },
    // a stream that brought an event's end is about to close; a fresh one takes the next event
    isSettled: (stores) => (stores ? stored : sent) > 0 && !joining && !waiting.size
      && [...streams].every((stream) => !stream.used),
  };
})();
