// @ts-check
// Reads bytes that were written in printable ASCII, which no charset, bundler or quoting changes.
//
// Each of the 87 most frequent bytes is one character. Two characters, } and ~, are prefixes: with one of the 87 after it,
// each stands for another byte. So the text is hardly larger than the bytes, and under gzip no larger at all.

/** What strings escape in one quoting or another, and what HTML may take for a tag. */
const LEFT_OUT = "\"'`\\$<";
const PREFIXES = 125;

/** Where the text begins in the decoder's memory; its table ends before. */
const TEXT = 512;
const PAGE = 65_536;

/** @param {string} digits */
const fromHex = (digits) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/**
 * @param {string} text
 * @param {string} order every byte in hexadecimal, the most frequent first
 * @param {number} length how many bytes there are
 * @param {string} decoder the module that ascii.wat makes, in hexadecimal
 */
export function fromAscii(text, order, length, decoder) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(fromHex(decoder)));
  const { memory, decode } = /** @type {{ memory: WebAssembly.Memory, decode: (...at: number[]) => void }} */ (
    /** @type {unknown} */ (exports)
  );
  memory.grow(Math.ceil((TEXT + text.length) / PAGE) - 1);
  const bytes = new Uint8Array(memory.buffer);
  const values = fromHex(order);
  let value = 0;
  for (const prefix of [0, 128, 256]) {
    for (let code = 32; code < PREFIXES; code++) {
      if (!LEFT_OUT.includes(String.fromCharCode(code))) bytes[prefix + code] = values[value++];
    }
  }
  // jsdom has no TextEncoder; and where a bundle brings the part of one that its glue needs, that is not meant.
  const { TextEncoder } = globalThis;
  if (TextEncoder) new TextEncoder().encodeInto(text, bytes.subarray(TEXT));
  else for (let at = 0; at < text.length; at++) bytes[TEXT + at] = text.charCodeAt(at);
  decode(TEXT, TEXT + text.length, TEXT);
  return bytes.subarray(TEXT, TEXT + length);
}
