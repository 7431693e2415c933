// @ts-check
// TextDecoder and TextEncoder for the module's glue: the platform's, or where there are none (jsdom under Jest), the part of
// them that the glue needs.

class Utf8Decoder {
  // What the module gives is well-formed.
  /** @param {Uint8Array} [bytes] */
  decode(bytes = new Uint8Array()) {
    let text = "";
    for (let at = 0; at < bytes.length; ) {
      const first = bytes[at];
      const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
      let code = length === 1 ? first : first & (0x7f >> length);
      for (let more = 1; more < length; more++) code = (code << 6) | (bytes[at + more] & 0x3f);
      text += String.fromCodePoint(code);
      at += length;
    }
    return text;
  }
}

class Utf8Encoder {
  /** @param {string} text */
  encode(text) {
    const bytes = [];
    for (const character of text) {
      let code = /** @type {number} */ (character.codePointAt(0));
      // Half of a surrogate pair, as TextEncoder writes it.
      if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
      if (code < 0x80) bytes.push(code);
      else {
        const more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
        bytes.push(((0xff00 >> (more + 1)) & 0xff) | (code >> (6 * more)));
        for (let left = more - 1; left >= 0; left--) bytes.push(0x80 | ((code >> (6 * left)) & 0x3f));
      }
    }
    return new Uint8Array(bytes);
  }
}

const Decoder = globalThis.TextDecoder ?? Utf8Decoder;
const Encoder = globalThis.TextEncoder ?? Utf8Encoder;

export { Decoder as TextDecoder, Encoder as TextEncoder };
