// What a list of usage costs at the least: node bench/floor.mjs. Where each text lies is known beforehand, and nothing is checked; what is
// left is one decoding of the bytes that come in chunks, a substring a text, and the objects. The ratio is to fetch and JSON.parse.

import { giving, usage } from "./data.mjs";

const ROUNDS = 41;

const median = (times) => times.toSorted((one, other) => one - other)[times.length >> 1];

function timed(run) {
  const begun = process.cpuUsage();
  return run().then(() => {
    const { user, system } = process.cpuUsage(begun);
    return user + system;
  });
}

for (const [rows, korean] of [
  [10_000, false],
  [10_000, true],
  [100_000, false],
  [100_000, true],
]) {
  const body = usage(rows, korean);
  const fetch = giving(body);
  const text = new TextDecoder().decode(body);
  const { detail } = JSON.parse(text).data;
  const places = new Int32Array(rows * 5);
  let at = 0;
  for (const [index, row] of detail.entries()) {
    const name = text.indexOf(JSON.stringify(row.roomName), at) + 1;
    at = text.indexOf(row.createdAt, name);
    places.set([name, name + row.roomName.length, row.sessionTimeSecond, at, at + row.createdAt.length], index * 5);
  }
  const plain = async () => JSON.parse(await (await fetch()).text()).data.detail.length;
  const floor = async () => {
    const bytes = new Uint8Array(body.length);
    let length = 0;
    const reader = (await fetch()).body.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      bytes.set(piece.value, length);
      length += piece.value.length;
    }
    const all = new TextDecoder().decode(bytes);
    const made = new Array(rows);
    for (let index = 0, place = 0; index < rows; index++, place += 5) {
      made[index] = {
        roomName: all.substring(places[place], places[place + 1]),
        sessionTimeSecond: places[place + 2],
        createdAt: all.substring(places[place + 3], places[place + 4]),
      };
    }
    return made.length;
  };
  const times = { plain: [], floor: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.plain.push(await timed(plain));
    times.floor.push(await timed(floor));
  }
  console.log(
    `${rows} rows, ${korean ? "Korean" : "ASCII"}: ${(median(times.floor) / median(times.plain)).toFixed(2)}`,
  );
}
