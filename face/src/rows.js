// Rows of a block as plain objects. The block lies in the module's memory, as json/src/rows.rs says.

/** One for each table: `(list, count, at, words, numbers, text, wide, fields)`. The build prints them from the tables. */
const MAKERS = [];

/** The upper words of slots that are no text and no number. */
const FIELDS = -2;
const SMALL = -0x7ffff;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Views of the memory: made anew where it has grown, or is another's. */
let bytes, words, numbers;

/** Adds a block's rows to a list. */
export function addRows(list, memory, table, count, tape, text, textLength, wide, wideLength, fields, fieldsLength) {
  if (bytes?.buffer !== memory.buffer) {
    bytes = new Uint8Array(memory.buffer);
    words = new Int32Array(memory.buffer);
    numbers = new Float64Array(memory.buffer);
  }
  const read = (at, length) => (length ? utf8.decode(bytes.subarray(at, at + length)) : "");
  // Each object has a comma before it.
  const found = fieldsLength ? JSON.parse(`[${read(fields + 1, fieldsLength - 1)}]`) : [];
  MAKERS[table](list, count, tape >> 2, words, numbers, read(text, textLength), read(wide, wideLength), found);
}

/** A text: of a block's ASCII, or of the others. */
function textOf(words, at, text, wide) {
  const from = words[at];
  return from < 0 ? wide.substring(from & 0x7fffffff, words[at + 1]) : text.substring(from, words[at + 1]);
}

function numberOf(words, numbers, at) {
  return words[at + 1] === SMALL ? words[at] : numbers[at >> 1];
}

/** Fields that nobody knows: an object, or under `_raw` what is none. */
function fieldsOf(words, at, text, wide, fields) {
  return words[at + 1] === FIELDS ? fields[words[at]] : { _raw: textOf(words, at, text, wide) };
}
