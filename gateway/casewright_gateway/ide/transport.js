// Requests to the API: one answer over HTTP, or a stream of server-sent events.

const ENDPOINT = "graphql";
const ANSWER = "application/graphql-response+json, application/json;q=0.9";

function send(request, token, accept, signal) {
  const headers = { "content-type": "application/json", accept };
  if (token) headers.authorization = `Bearer ${token}`;
  return fetch(ENDPOINT, { method: "POST", headers, body: JSON.stringify(request), signal });
}

// One answer: its status, the text and, when it is JSON, the value.
export async function ask(request, token, signal) {
  const response = await send(request, token, ANSWER, signal);
  const text = await response.text();
  return { status: response.status, size: text.length, ...read(text) };
}

// A subscription: calls `next` with each result; resolves when the server completes or refuses.
export async function follow(request, token, signal, next) {
  const response = await send(request, token, "text/event-stream", signal);
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    const text = await response.text();
    next({ status: response.status, size: text.length, ...read(text) });
    return;
  }
  let rest = "";
  for await (const chunk of chunksOf(response.body.pipeThrough(new TextDecoderStream()))) {
    const blocks = (rest + chunk).split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      const data = dataOf(block);
      if (data) next({ status: response.status, size: data.length, ...read(data) });
    }
  }
}

async function* chunksOf(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function dataOf(block) {
  const lines = block.split(/\r?\n/).filter((line) => line.startsWith("data:"));
  return lines.map((line) => line.slice(5).trimStart()).join("\n");
}

function read(text) {
  try {
    return { value: JSON.parse(text), text };
  } catch {
    return { value: null, text };
  }
}
