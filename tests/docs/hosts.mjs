// Loaded before an example of the READMEs: requests to the services' own hosts go to the emulator, those to the page's backend to
// the example of one. The example itself stays as it is written.

const hosts = JSON.parse(process.env.HOSTS);
const { fetch } = globalThis;

globalThis.fetch = async (url, init) => {
  if (url.startsWith("/")) {
    const { default: backend } = await import(process.env.BACKEND);
    return backend.fetch(new Request(`https://backend.example${url}`, init), process.env);
  }
  const host = Object.keys(hosts).find((host) => url.startsWith(host));
  if (!host) throw new Error(`nothing emulates ${url}`);
  return fetch(url.replace(host, hosts[host]), init);
};
