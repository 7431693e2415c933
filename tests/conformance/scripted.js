// A fetch of the tests' own, for what no server can do: answers without a network, in any number and of any kind.

/** A JSON answer. */
export function json(body, status = 200, headers = {}) {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
}

const base64url = (text) => btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** A JWT of no use but to say its times, in seconds. `label` makes it unlike others. */
export function jwt({ lifeSeconds = 3_600, label = "token", issuedAt = Math.floor(Date.now() / 1_000) } = {}) {
  const claims = { label, iat: issuedAt, exp: issuedAt + lifeSeconds };
  return `${base64url('{"alg":"none"}')}.${base64url(JSON.stringify(claims))}.${base64url(label)}`;
}

/**
 * A fetch that answers by `handlers[path]`, or by `handlers.default`, each a function of the request and the number of
 * requests to that path so far. What it was asked is in `calls`.
 */
export function scripted(handlers) {
  const calls = [];
  const counts = {};
  const fetch = async (url, init) => {
    const { pathname: path, search } = new URL(url);
    counts[path] = (counts[path] ?? 0) + 1;
    const request = { url, path, search, ...init };
    calls.push(request);
    const handler = handlers[path] ?? handlers.default;
    if (!handler) throw new Error(`nothing is scripted for ${path}`);
    return handler(request, counts[path]);
  };
  return { fetch, calls, count: (path) => counts[path] ?? 0 };
}

export const LICENSE = {
  status: true,
  data: { domain: "https://a.example", roomLimit: 3, enabled: 1, createdAt: "2024-01-01T00:00:00.000Z" },
};

/** Never settles, unless the signal of the request is aborted. */
export const never = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
