// What the services answer, invented, and a fetch that gives it from memory.

const encoder = new TextEncoder();
const bytes = (value) => encoder.encode(JSON.stringify(value));

const SURNAMES = [..."김이박최정강조윤장임"];
const NAMES = ["모카", "서연", "지훈", "민준", "하은", "도윤", "예린"];
const NEWEST = Date.UTC(2025, 11, 31, 18);

/** An answer to getUsage with so many rows, about ten a day in forty rooms, newest first. */
export function usage(rows, korean = false) {
  const detail = Array.from({ length: rows }, (_, row) => ({
    roomName: korean ? `회의실 ${row % 40}호` : `meeting-room-${row % 40}`,
    sessionTimeSecond: (row * 7919) % 14_400,
    createdAt: new Date(NEWEST - row * 8_640_123).toISOString(),
  }));
  const totalSecond = detail.reduce((sum, row) => sum + row.sessionTimeSecond, 0);
  return bytes({ status: true, data: { domain: "https://rooms.example", totalSecond, detail } });
}

function user(nth) {
  const contact = 10_000_000 + nth * 7919;
  const name = SURNAMES[nth % 10] + NAMES[nth % 7];
  return {
    userId: `${10_000 + nth}`,
    userKey: `key-${nth}`,
    email: `user-${nth}@mail.example`,
    phone: `+8210${contact}`,
    meta: JSON.stringify({ name, department: nth % 3 ? "모바일" : "Sales", floor: nth % 12 }),
    portrait: `https://pictures.example/${nth}`,
    feedType: nth % 2 ? "EMAIL" : "PHONE",
    card: {
      id: `${50_000 + nth}`,
      number: `${8_352_800 + nth}`,
      status: nth % 4 ? "ACTIVATED" : "INACTIVE",
      cardType: "DYNAMIC",
      format: "GENERAL",
      cardTypeDesc: "General card",
      startDate: NEWEST + nth * 1000,
      endDate: NEWEST + nth * 1000 + 86_400_000,
    },
  };
}

/** An answer to searchUsers. */
export function users(count) {
  const records = Array.from({ length: count }, (_, nth) => user(nth));
  return bytes({ status: 200, message: "success", total: `${count}`, records });
}

/** An answer to createUserWithCard. */
export const created = () => bytes({ status: 200, message: "success", record: user(1) });

/** An answer to getSession. */
export const session = () => bytes({ status: true, data: { status: "ON_GOING", user: 3, roomName: "meeting-room-7" } });

/** A picture of so many bytes, as far as its first ones tell. */
export function portrait(length) {
  const picture = Uint8Array.from({ length }, (_, at) => (at * 167 + (at >> 8)) & 255);
  picture.set([0xff, 0xd8, 0xff]);
  return picture;
}

const CHUNK = 65_536;

/** A fetch that gives these bytes each time anew, as from the network in chunks of 64 KiB. `sent` is told the request. */
export function giving(answer, sent = undefined) {
  return async (...request) => {
    sent?.(...request);
    let at = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (at >= answer.length) return controller.close();
        controller.enqueue(answer.subarray(at, at + CHUNK));
        at += CHUNK;
      },
    });
    return new Response(body, { headers: { "content-type": "application/json" } });
  };
}

/** What a client is made with where nothing goes out. */
export const OPTIONS = {
  token: "token-of-the-benchmark",
  licenseKey: "license-of-the-benchmark",
  urls: { arctos: "https://arctos.example", rooms: "https://rooms.example", cards: "https://cards.example" },
};
