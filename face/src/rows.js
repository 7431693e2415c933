// Rows of a block as plain objects. The block lies in the module's memory, as json/src/rows.rs says.

/** One for each table: `(list, count, at, words, numbers, texts, fields)`. The build prints them from the tables. */
const MAKERS = [];

/** The upper words of slots that are no text of the block, and no number as it is. */
const KNOWN = -1;
const FIELDS = -2;
const SMALL = -0x7ffff;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Views of the memory: made anew where it has grown, or is another's. */
let bytes, words, numbers;

/** Adds a block's rows to a list. `news`: where the texts are that are told by their number. */
export function addRows(list, memory, table, count, tape, text, textLength, wide, wideLength, fields, fieldsLength, news, newsCount) {
  if (bytes?.buffer !== memory.buffer) {
    bytes = new Uint8Array(memory.buffer);
    words = new Int32Array(memory.buffer);
    numbers = new Float64Array(memory.buffer);
  }
  const read = (at, length) => (length ? utf8.decode(bytes.subarray(at, at + length)) : "");
  const texts = { ascii: read(text, textLength), wide: read(wide, wideLength), known: [] };
  for (let at = news >> 2; newsCount > 0; newsCount--, at += 2) texts.known.push(textOf(words, at, texts));
  // Each object has a comma before it.
  const found = fieldsLength ? JSON.parse(`[${read(fields + 1, fieldsLength - 1)}]`) : [];
  MAKERS[table](list, count, tape >> 2, words, numbers, texts, found);
}

/** A text: one that came before in the block, or of the block's ASCII, or of its others. */
function textOf(words, at, texts) {
  const from = words[at];
  const to = words[at + 1];
  if (to === KNOWN) return texts.known[from];
  return from < 0 ? texts.wide.substring(from & 0x7fffffff, to) : texts.ascii.substring(from, to);
}

function numberOf(words, numbers, at) {
  return words[at + 1] === SMALL ? words[at] : numbers[at >> 1];
}

/** Fields that nobody knows: an object, or under `_raw` what is none. */
function fieldsOf(words, at, texts, fields) {
  return words[at + 1] === FIELDS ? fields[words[at]] : { _raw: textOf(words, at, texts) };
}
