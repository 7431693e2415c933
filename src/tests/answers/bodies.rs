//! The answers that are asked about: those of the fuzz corpus, those of the vendors' pages, and made ones, each wrong in its own way.

use std::collections::HashSet;
use std::fs;
use std::ops::Range;
use std::path::Path;

use crate::tests::examples::{airfob, arctos, s_connector};

/// An answer of a service.
pub struct Body {
    /// What was done to what, such as `user: record.card.id = null`.
    pub what: String,
    pub status: u16,
    pub bytes: Vec<u8>,
}

/// A good answer in as few bytes as can be: no whitespace, short values.
pub struct Document {
    name: &'static str,
    status: u16,
    text: &'static str,
    /// True where each member gets every value; else it gets one of each kind.
    thorough: bool,
}

/// A service's answers, before anything is done to them.
pub struct Source {
    /// Of the fuzz corpus.
    pub corpus: &'static str,
    /// The vendor's own, with the status that they come with.
    examples: &'static [(u16, &'static str)],
    documents: &'static [Document],
    /// Members that hold what the envelope is around.
    payloads: &'static [&'static str],
    /// `status` of an answer that failed, or that is none.
    failures: &'static [&'static str],
    /// Members that have two names.
    aliases: &'static [(&'static str, &'static str)],
}

const fn thorough(name: &'static str, status: u16, text: &'static str) -> Document {
    Document {
        name,
        status,
        text,
        thorough: true,
    }
}

const fn short(name: &'static str, status: u16, text: &'static str) -> Document {
    Document {
        name,
        status,
        text,
        thorough: false,
    }
}

pub const ARCTOS: Source = Source {
    corpus: "arctos",
    examples: &[
        (200, arctos::CODE_RESPONSE),
        (200, arctos::TOKEN_RESPONSE),
        (200, arctos::CHECK_RESPONSE),
    ],
    documents: &[
        thorough(
            "code",
            200,
            r#"{"status":1,"message":"","info":{"code":"c0"}}"#,
        ),
        thorough(
            "token",
            200,
            r#"{"status":2,"message":"soon","info":{"user_id":10,"access_token":"t0"}}"#,
        ),
        thorough(
            "identity",
            200,
            r#"{"status":1,"message":"m","info":{"client_id":"web","user_id":"7","role":"SWITCH","license_room":5,"license_path":"/l"}}"#,
        ),
        thorough(
            "failure",
            403,
            r#"{"status":0,"code":1404,"error":3401,"error_code":3402,"message":"gone","info":{"code":3404}}"#,
        ),
        short(
            "failure inside",
            200,
            r#"{"status":1403,"message":"","error":"no","info":{"code":"3405"}}"#,
        ),
    ],
    payloads: &["info"],
    failures: &["0", "3", "1404", "\"1404\"", "-1", "1.5", "\"x\"", "null"],
    aliases: &[],
};

pub const S_CONNECTOR: Source = Source {
    corpus: "s_connector",
    examples: &[
        (200, s_connector::AUTH_RESPONSE),
        (200, s_connector::LICENSE_RESPONSE),
        (200, s_connector::SESSIONS_RESPONSE),
        (200, s_connector::SESSION_RESPONSE),
        (200, s_connector::USAGE_RESPONSE),
    ],
    documents: &[
        thorough(
            "login",
            200,
            r#"{"status":true,"data":{"accessToken":"t0"}}"#,
        ),
        thorough(
            "license",
            200,
            r#"{"status":true,"data":{"domain":"d","roomLimit":10,"enabled":1,"createdAt":"2020-12-22T15:00:00.000Z"}}"#,
        ),
        thorough(
            "session",
            200,
            r#"{"status":1,"data":{"status":"WAIT","user":2,"roomName":"r"}}"#,
        ),
        short(
            "sessions",
            200,
            r#"{"status":true,"data":[{"status":"WAIT","user":1,"roomName":"r"},{"roomName":"s","status":"ON_GOING","user":"2"}]}"#,
        ),
        thorough(
            "usage",
            200,
            r#"{"status":true,"data":{"domain":"d","totalSecond":9,"detail":[{"roomName":"r","sessionTimeSecond":4,"createdAt":"2021-02-22T12:39:26.000Z"}]}}"#,
        ),
        short(
            "two usages",
            200,
            r#"{"status":true,"data":{"detail":[{"roomName":"r","sessionTimeSecond":4,"createdAt":"2021-02-22T12:39:26Z"},{"roomName":"s","sessionTimeSecond":"5","createdAt":"2021-02-21"}],"totalSecond":"9","domain":"d"}}"#,
        ),
        thorough(
            "failure",
            400,
            r#"{"status":false,"message":"gone","error":"no","data":null}"#,
        ),
        short(
            "failure inside",
            200,
            r#"{"status":false,"message":"","error":"no","data":{}}"#,
        ),
    ],
    payloads: &["data"],
    failures: &["false", "0", "\"0\"", "\"false\"", "2", "\"no\"", "null"],
    aliases: &[],
};

pub const AIRFOB: Source = Source {
    corpus: "airfob",
    examples: &[
        (200, airfob::LOGIN_RESPONSE),
        (200, airfob::CREATE_RESPONSE),
        (200, airfob::SEARCH_RESPONSE),
        (207, airfob::DELETE_USERS_RESPONSE),
        (207, airfob::DELETE_CARDS_RESPONSE),
        (200, airfob::SEND_RESPONSE),
        (200, airfob::REISSUE_RESPONSE),
    ],
    documents: &[
        thorough(
            "login",
            200,
            r#"{"status":200,"message":"success","record":{"email":"e","accountType":"a","accessToken":"t0","name":"n","accountStatus":"s"}}"#,
        ),
        thorough(
            "user",
            200,
            r#"{"status":200,"message":"success","record":{"userId":"3","userKey":"1","email":"e","phone":"p","meta":"{\"b\":1,\"a\":\"x\"}","portrait":"u","feedType":"EMAIL","card":{"id":"4","number":"8","status":"s","cardType":"t","format":"f","cardTypeDesc":"d","startDate":1587778190617,"endDate":null}}}"#,
        ),
        short(
            "page",
            200,
            r#"{"status":200,"message":"success","total":"3","records":[{"userId":"3","userKey":"1","card":{"id":4,"number":8,"status":"s","cardType":"t","format":"f","cardTypeDesc":"d"}},{"userid":5,"userKey":6,"meta":{"b":1}}]}"#,
        ),
        thorough("empty page", 200, r#"{"status":200,"total":0}"#),
        short(
            "batch",
            207,
            r#"{"status":207,"message":"Multi-Status","total":"2","success":"1","failure":"1","records":[{"status":200,"message":"success","record":{"status":"DELETE"}},{"status":"404","message":null,"record_status":"GONE"}]}"#,
        ),
        thorough(
            "one of a batch",
            207,
            r#"{"status":207,"records":[{"status":200,"message":"m","record":{"status":"D"},"record_status":"R"},{"status":400}]}"#,
        ),
        thorough("sent", 200, r#"{"status":200,"message":"success"}"#),
        thorough(
            "failure",
            400,
            r#"{"status":404,"message":"gone","record":null}"#,
        ),
        short(
            "failure inside",
            200,
            r#"{"status":404,"message":"gone","record":{},"records":[]}"#,
        ),
    ],
    payloads: &["record", "records", "total"],
    failures: &[
        "100", "199", "299.5", "300", "399.5", "400", "404.5", "\"404\"", "\"401\"", "503",
        "599.5", "600", "-200", "null",
    ],
    aliases: &[
        ("userId", "userid"),
        ("startDate", "StartDate"),
        ("endDate", "EndDate"),
    ],
};

/// One value of each kind.
const KINDS: &[&[u8]] = &[
    b"null",
    b"true",
    b"false",
    b"0",
    b"1",
    b"-1.5",
    b"\"\"",
    b"\"x\"",
    b"\"12\"",
    b"{}",
    b"{\"status\":1}",
    b"[]",
    b"[1]",
    b"[null]",
    b"[{}]",
    b"[\"a\",\"b\"]",
    br#""\ud83d""#,
    b"\"\xff\"",
    b"01",
    b"1e999",
];

/// Numbers, near every edge that a reader may have.
const NUMBERS: &[&[u8]] = &[
    b"-0",
    b"-0.0",
    b"0.0",
    b"1.0",
    b"1.5",
    b"2",
    b"3",
    b"10",
    b"-1",
    b"-3",
    b"0e0",
    b"1e0",
    b"1e3",
    b"1E3",
    b"1e+3",
    b"1e-3",
    b"1000e-3",
    b"1e15",
    b"1e16",
    b"1e20",
    b"1e21",
    b"1e308",
    b"1e309",
    b"-1e999",
    b"1e-999",
    b"-1e-999",
    b"0e999",
    b"0e99999999999",
    b"0.0e-99999999999",
    b"1e99999999999",
    b"1e-99999999999",
    b"199",
    b"200",
    b"200.0",
    b"2e2",
    b"207",
    b"299",
    b"404",
    b"1404",
    b"3401",
    b"9007199254740991",
    b"9007199254740993",
    b"9223372036854775807",
    b"9223372036854775808",
    b"18446744073709551615",
    b"18446744073709551616",
    b"-9223372036854775808",
    b"-9223372036854775809",
    b"123456789012345678901234567890",
    b"-123456789012345678901234567890",
    b"0.1000000000000000055511151231257827",
    b"3.00000000000000000000000000000001",
    b"2.2250738585072011e-308",
    b"4.9e-324",
    b"1.7976931348623157e308",
    b"1.7976931348623159e308",
    b"0.30000000000000004",
    b"5e-324",
    b"2.4e-324",
];

/// Texts that hold a number or a boolean, or nearly.
const TEXTS: &[&[u8]] = &[
    b"\"0\"",
    b"\"1\"",
    b"\"2\"",
    b"\"10\"",
    b"\"1.\"",
    b"\".5\"",
    b"\"-3\"",
    b"\"-.5\"",
    b"\"-\"",
    b"\".\"",
    b"\"-.\"",
    b"\"--1\"",
    b"\"1-\"",
    b"\"1.2.3\"",
    b"\"-0\"",
    b"\"+1\"",
    b"\"01\"",
    b"\"1e3\"",
    b"\"1e999\"",
    b"\" 1\"",
    b"\"1 \"",
    b"\"1,5\"",
    b"\"1_0\"",
    b"\"0x1\"",
    b"\"NaN\"",
    b"\"inf\"",
    b"\"Infinity\"",
    b"\"200\"",
    b"\"404\"",
    b"\"1404\"",
    b"\"18446744073709551616\"",
    b"\"9223372036854775808\"",
    b"\"true\"",
    b"\"false\"",
    b"\"True\"",
    b"\"null\"",
    b"\"\\u0031\"",
    "\"\u{661}\"".as_bytes(),
    b"\"2021-02-30\"",
    b"\"2021-02-22T23:30:00-01:00\"",
    b"\"{}\"",
    b"\"[]\"",
];

/// Texts whose letters are out of the common, and what is wrong with an escape.
const LETTERS: &[&[u8]] = &[
    br#""\"\\\/\b\f\n\r\t""#,
    br#""\u0000""#,
    br#""\u00e9""#,
    br#""\u00E9\uFFFF\ufeff""#,
    br#""\ud83d\ude00""#,
    br#""\uD83D\uDE00""#,
    br#""\ud83d""#,
    br#""\ude00""#,
    br#""\ude00\ud83d""#,
    br#""\ud83d\ud83d\ude00""#,
    br#""\ud83d\ude00\ude00""#,
    br#""\ud83dx""#,
    br#""\ud83d\n""#,
    br#""\ud83d\u0041""#,
    br#""\ud83d\\ude00""#,
    br#""\\ud83d""#,
    br#""\\\ud83d""#,
    br#""\\\\ud83d""#,
    br#""\udbff\udfff\udc00""#,
    br#""a \ud83d b""#,
    "\"\u{e9}\u{1f600}\u{2028}\u{feff}\"".as_bytes(),
    b"\"\x7f\"",
    "\"\u{85}\"".as_bytes(),
    br#""a b""#,
    br#"" a""#,
    br#""a ""#,
    br#""a\u007fb""#,
    br#""a\u000ab""#,
    // Not JSON.
    br#""\x""#,
    br#""\u""#,
    br#""\u12""#,
    br#""\u12G4""#,
    br#""\u+123""#,
    br#""\ud83d\u""#,
    br#""\ud83d\udx00""#,
    br#""\U0041""#,
    br#""\'""#,
    br#""\"#,
    br#""x"#,
    b"\"a\nb\"",
    b"\"a\tb\"",
    b"\"\0\"",
    b"\"\x1f\"",
    b"\"\\\n\"",
    // Not UTF-8.
    b"\"\xff\"",
    b"\"\xc3\"",
    b"\"\xc3\xa9\xa9\"",
    b"\"\xc0\x80\"",
    b"\"\xed\xa0\x80\"",
    b"\"\xed\xa0\xbd\xed\xb8\x80\"",
    b"\"\xf4\x90\x80\x80\"",
    b"\"\xf0\x9f\x98\"",
    b"\"\\\xff\"",
    b"\xff",
    b"\xc3\xa9",
];

/// What is no JSON.
const NONSENSE: &[&[u8]] = &[
    b"",
    b"01",
    b"-01",
    b"00",
    b"1.",
    b"1.e1",
    b".5",
    b"-",
    b"-.5",
    b"--1",
    b"+1",
    b"1e",
    b"1e+",
    b"1e1.5",
    b"0x10",
    b"1_000",
    b"1n",
    b"NaN",
    b"-NaN",
    b"Infinity",
    b"-Infinity",
    b"tru",
    b"True",
    b"truer",
    b"nul",
    b"nullx",
    b"None",
    b"undefined",
    b"x",
    b"'x'",
    b"`x`",
    b"1 2",
    b"\"a\"\"b\"",
    b"[1,]",
    b"[,1]",
    b"[1 2]",
    b"[1",
    b"[1}",
    b"]",
    b"{",
    b"{]",
    b"{,}",
    b"{\"a\"}",
    b"{\"a\":}",
    b"{\"a\":1,}",
    b"{\"a\" 1}",
    b"{a:1}",
    b"{'a':1}",
    b"{1:1}",
    b"{null:1}",
    b"{\"a\":1 \"b\":2}",
    b"/*c*/1",
    b"1//c",
    b"#",
    b"\0",
    b"\x0c1",
    b"\x0b1",
    b"\xc2\xa01",
    b"\xef\xbb\xbf1",
    b"{\"a\":\"\xff\"}",
    b"{\"\xff\":1}",
    b"{\"a\":\"\\ud83d\"}",
    b"{\"\\ud83d\":1}",
    b"{\"a\":1,\"a\":2}",
    b"[[],{},[{}]]",
    b" \t\r\n1 \t\r\n",
];

/// What may stand in `meta`: objects, and texts of them.
const METAS: &[&[u8]] = &[
    br#"{"b":1,"a":2}"#,
    br#"{"a":1,"a":2}"#,
    br#"{"a":"\ud83d"}"#,
    br#"{"a":"\ud83d\ude00"}"#,
    br#"{"\ud83d":1}"#,
    br#"{"\ude00\ud83d":1,"\ud83d":2}"#,
    br#"{"\u0061":"\u0041\/"}"#,
    br#"{"":1}"#,
    br#"{"a":-0,"b":-0.0,"c":1.0,"d":1e3,"e":1E-7,"f":100000000000000000000}"#,
    br#"{"a":18446744073709551615,"b":18446744073709551616,"c":-9223372036854775808,"d":-9223372036854775809}"#,
    br#"{"a":0.1000000000000000055511151231257827}"#,
    br#"{"a":1e999}"#,
    br#"{"a":[ 1 , 2 ],"b":{ "c" : null }}"#,
    br#"{"a":true,"b":false,"c":null,"d":[],"e":{}}"#,
    br#"{"a":"\u0000\u001f\u007f\n"}"#,
    br#"{"$serde_json::private::RawValue":"1"}"#,
    br#"{"$serde_json::private::Number":"1"}"#,
    br#"{"a":{"$serde_json::private::RawValue":"{"}}"#,
    br#"{"_raw":"x"}"#,
    br#"{"a":01}"#,
    br#"{"a":"\x"}"#,
    b"{\"a\":\"\xff\"}",
    b"{\"a\":\"\n\"}",
    br#"[1,"a",{"b":[ ]}]"#,
    br#"1.50"#,
    br#""{\"b\":1,\"a\":2}""#,
    br#""{\"a\":1,\"a\":2}""#,
    br#""{\"a\":-0,\"b\":1.0,\"c\":1e3,\"d\":18446744073709551616}""#,
    br#""{\"a\":1e999}""#,
    br#""{\"a\":01}""#,
    br#""{\"a\":\"\\ud83d\"}""#,
    br#""{\"a\":\"\\ud83d\\ude00\"}""#,
    br#""{\"a\":\"\ud83d\"}""#,
    br#""{\"a\":\"\\\\ud83d\"}""#,
    br#""{\"\\ud83d\":1}""#,
    br#""{\"a\":\"\n\"}""#,
    br#""{\"a\":\"\\n\\u0000\"}""#,
    br#"" {\"a\" : 1}\n""#,
    br#""\u000c{}""#,
    br#""{\"a\":1}x""#,
    br#""{\"a\":1}{}""#,
    br#""{\"a\":1,}""#,
    br#""{'a':1}""#,
    br#""{""#,
    br#""\ufeff{}""#,
    br#""[]""#,
    br#""null""#,
    br#""1""#,
    br#""\"{}\"""#,
];

/// Keys that nobody reads, or that are none.
const KEYS: &[&[u8]] = &[
    br#""""#,
    br#""\ud83d""#,
    br#""\ude00""#,
    br#""\ude00\ud83d""#,
    br#""\ud83d\ude00""#,
    br#""\u0000""#,
    "\"\u{e9}\"".as_bytes(),
    br#""a.b[0]""#,
    br#""a\"b""#,
    br#""a\\""#,
    br#""$serde_json::private::RawValue""#,
    b"\"\xff\"",
    b"\"\xed\xa0\x80\"",
    b"\"a\nb\"",
    br#""\x""#,
    br#""\u12""#,
    b"a",
    b"'a'",
    b"1",
    b"null",
    b"[]",
    b"",
];

/// A made answer, and where its values stand.
struct Scanned<'a> {
    text: &'a [u8],
    places: Vec<Place>,
    /// Path of each object, and where its first member begins.
    objects: Vec<(String, usize)>,
}

/// A value: a member's, or an item of a list.
struct Place {
    path: String,
    /// With its quotes; of a member.
    key: Option<Range<usize>>,
    value: Range<usize>,
}

impl<'a> Scanned<'a> {
    fn new(text: &'a str) -> Self {
        let mut scanned = Self {
            text: text.as_bytes(),
            places: Vec::new(),
            objects: Vec::new(),
        };
        let end = scanned.value(0, "");
        assert_eq!(end, text.len(), "{text}");
        scanned.places.sort_by_key(|place| place.value.start);
        scanned
    }

    /// Looks through a value; gives where it ends.
    fn value(&mut self, from: usize, path: &str) -> usize {
        let mut at = from + 1;
        match self.text[from] {
            b'{' => {
                self.objects.push((path.to_owned(), at));
                while self.text[at] != b'}' {
                    let key = at + usize::from(self.text[at] == b',');
                    let key = key..self.text_end(key);
                    let name = String::from_utf8_lossy(&self.text[key.start + 1..key.end - 1]);
                    let dot = if path.is_empty() { "" } else { "." };
                    at = self.place(Some(key.clone()), key.end + 1, format!("{path}{dot}{name}"));
                }
                at + 1
            }
            b'[' => {
                let mut index = 0;
                while self.text[at] != b']' {
                    let item = at + usize::from(self.text[at] == b',');
                    at = self.place(None, item, format!("{path}[{index}]"));
                    index += 1;
                }
                at + 1
            }
            b'"' => self.text_end(from),
            _ => {
                let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']');
                from + self.text[from..].iter().position(ends).unwrap()
            }
        }
    }

    fn place(&mut self, key: Option<Range<usize>>, from: usize, path: String) -> usize {
        let end = self.value(from, &path);
        let value = from..end;
        self.places.push(Place { path, key, value });
        end
    }

    fn text_end(&self, quote: usize) -> usize {
        let mut at = quote + 1;
        while self.text[at] != b'"' {
            at += 1 + usize::from(self.text[at] == b'\\');
        }
        at + 1
    }

    /// True of a number, a boolean, and a text that begins as a number.
    fn is_numeric(&self, place: &Place) -> bool {
        let value = &self.text[place.value.clone()];
        let first = value.iter().find(|byte| **byte != b'"');
        first.is_some_and(u8::is_ascii_digit) || value == b"true" || value == b"false"
    }

    /// What is taken out so that a value is missing: with one comma.
    fn whole(&self, place: &Place) -> Range<usize> {
        let start = place
            .key
            .as_ref()
            .map_or(place.value.start, |key| key.start);
        let end = place.value.end;
        if self.text[end] == b',' {
            start..end + 1
        } else {
            start - usize::from(self.text[start - 1] == b',')..end
        }
    }

    /// The member as it stands.
    fn member(&self, place: &Place) -> Option<&[u8]> {
        let key = place.key.as_ref()?;
        Some(&self.text[key.start..place.value.end])
    }

    /// The text with other bytes in some places, which do not overlap.
    fn with(&self, changes: &[(Range<usize>, &[u8])]) -> Vec<u8> {
        let mut changes = changes.to_vec();
        changes.sort_by_key(|(range, _)| range.start);
        let mut bytes = self.text.to_vec();
        for (range, new) in changes.into_iter().rev() {
            bytes.splice(range, new.iter().copied());
        }
        bytes
    }

    /// An object of the text as the list of its members' values, and as a text.
    fn retold(&self, place: &Place) -> Vec<Vec<u8>> {
        let value = &self.text[place.value.clone()];
        let mut all = vec![[b"[".as_slice(), value, b"]"].concat()];
        if value[0] == b'{' || value[0] == b'[' {
            let text = String::from_utf8_lossy(value).into_owned();
            all.push(serde_json::to_vec(&text).unwrap());
        }
        if value[0] == b'{' {
            all.push(self.values_within(&place.value, &place.path));
        }
        all
    }

    /// The values of an object's members, as a list.
    fn values_within(&self, within: &Range<usize>, path: &str) -> Vec<u8> {
        let depth = |path: &str| path.matches(['.', '[']).count() + usize::from(!path.is_empty());
        let own = self.places.iter().filter(|place| {
            within.contains(&place.value.start) && depth(&place.path) == depth(path) + 1
        });
        let values: Vec<&[u8]> = own.map(|place| &self.text[place.value.clone()]).collect();
        [b"[".as_slice(), &values.join(b",".as_slice()), b"]"].concat()
    }
}

/// Containers in one another.
fn nested(open: &str, core: &str, close: &str, levels: usize) -> Vec<u8> {
    format!("{}{core}{}", open.repeat(levels), close.repeat(levels)).into_bytes()
}

/// Values around the depth to which an answer may be nested.
fn deep() -> Vec<Vec<u8>> {
    let levels = 123..=130;
    let lists = levels.clone().map(|levels| nested("[", "", "]", levels));
    let objects = levels.map(|levels| nested("{\"a\":", "1", "}", levels));
    lists.chain(objects).collect()
}

fn owned(values: &[&[u8]]) -> Vec<Vec<u8>> {
    values.iter().map(|value| value.to_vec()).collect()
}

/// One in so many of the values, others at each turn.
fn share(values: Vec<Vec<u8>>, turn: usize, one_in: usize) -> Vec<Vec<u8>> {
    let values = values.into_iter().skip(turn % one_in);
    values.step_by(one_in).collect()
}

/// Every body of a service, none of them twice.
pub fn of(source: &Source) -> Vec<Body> {
    let mut made = Made::default();
    made.corpus(source.corpus);
    for (index, (status, text)) in source.examples.iter().enumerate() {
        made.add(format!("example {index}"), *status, *text);
    }
    for document in source.documents {
        made.document(document, source);
    }
    made.cut(source);
    made.bare();
    made.all
}

#[derive(Default)]
struct Made {
    all: Vec<Body>,
    seen: HashSet<(u16, Vec<u8>)>,
}

impl Made {
    fn add(&mut self, what: String, status: u16, bytes: impl Into<Vec<u8>>) {
        let bytes = bytes.into();
        if self.seen.insert((status, bytes.clone())) {
            self.all.push(Body {
                what,
                status,
                bytes,
            });
        }
    }

    /// As the fuzz targets take them: the first byte chooses the status.
    fn corpus(&mut self, name: &str) {
        const STATUSES: [u16; 8] = [200, 207, 400, 401, 403, 404, 429, 503];
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
        let mut paths: Vec<_> = fs::read_dir(folder.join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            let data = fs::read(&path).unwrap();
            let (first, body) = data.split_first().unwrap_or((&0, &[]));
            let what = format!("corpus {}", path.file_name().unwrap().display());
            self.add(what, STATUSES[usize::from(first & 7)], body);
        }
    }

    fn document(&mut self, document: &Document, source: &Source) {
        let scanned = Scanned::new(document.text);
        self.whole(document, &scanned);
        self.values(document, &scanned);
        self.members(document, &scanned);
        self.strangers(document, &scanned);
        self.failing(document, &scanned, source);
        self.aliases(document, source);
        if document.thorough {
            self.pairs(document, &scanned);
        }
    }

    /// Under every status, and with something before, after and around it.
    fn whole(&mut self, document: &Document, scanned: &Scanned<'_>) {
        const BOM: &[u8] = b"\xEF\xBB\xBF";
        let Document { name, status, .. } = document;
        for status in [
            200, 201, 204, 207, 299, 300, 302, 400, 401, 403, 404, 408, 409, 429, 500, 503,
        ] {
            self.add(format!("{name}: HTTP {status}"), status, scanned.text);
        }
        let twice = [BOM, BOM].concat();
        for before in [
            b"".as_slice(),
            BOM,
            &twice,
            b" \t\r\n",
            b"\x0c",
            b"\x0b",
            b"\xc2\xa0",
            b"\0",
            b"x",
            b",",
            b"[",
            b"{",
            b")]}',\n",
            b" \xEF\xBB\xBF",
            b"\xEF\xBB\xBF ",
            b"\xEF\xBB",
            b"\xFE\xFF",
        ] {
            for after in [
                b"".as_slice(),
                b" \t\r\n",
                b"\n",
                b"\x0c",
                b"\0",
                b"x",
                b",",
                b"}",
                b"]",
                b"{}",
                b"null",
                b"\xff",
                b"\xc2\xa0",
                BOM,
            ] {
                let both = !before.is_empty() && !after.is_empty();
                if !(both && document.text.len() > 70) {
                    let text = [before, scanned.text, after].concat();
                    self.add(
                        format!("{name}: {before:?} before and {after:?} after"),
                        *status,
                        text,
                    );
                }
            }
        }
        for (what, space) in [("spaces", " \t"), ("lines", "\r\n"), ("form feeds", "\x0c")] {
            let mut text = Vec::new();
            let mut quoted = false;
            let mut escaped = false;
            for byte in scanned.text {
                let sign = !quoted && matches!(byte, b'{' | b'}' | b'[' | b']' | b':' | b',');
                if sign {
                    text.extend_from_slice(space.as_bytes());
                }
                text.push(*byte);
                if sign {
                    text.extend_from_slice(space.as_bytes());
                }
                quoted ^= *byte == b'"' && !escaped;
                escaped = *byte == b'\\' && !escaped;
            }
            self.add(format!("{name}: {what} around every sign"), *status, text);
        }
        let within = 0..scanned.text.len();
        let list = scanned.values_within(&within, "");
        self.add(format!("{name}: the list of its values"), *status, list);
        self.add(
            format!("{name}: in a list"),
            *status,
            [b"[", scanned.text, b"]"].concat(),
        );
        let text = serde_json::to_vec(document.text).unwrap();
        self.add(format!("{name}: as a text"), *status, text);
        let utf16: Vec<u8> = document
            .text
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        self.add(format!("{name}: as UTF-16"), *status, utf16);
        let mut members: Vec<&[u8]> = scanned
            .places
            .iter()
            .filter(|place| !place.path.contains(['.', '[']))
            .filter_map(|place| scanned.member(place))
            .collect();
        members.reverse();
        let reversed = [b"{", members.join(b",".as_slice()).as_slice(), b"}"].concat();
        self.add(format!("{name}: from its end"), *status, reversed);
    }

    /// Another value in each place.
    fn values(&mut self, document: &Document, scanned: &Scanned<'_>) {
        let Document { name, status, .. } = document;
        let long = [b"\"".as_slice(), &[b'9'; 400], b"\""].concat();
        let digits = [b'9'; 400];
        let small = [b"0.".as_slice(), &[b'0'; 400], b"1"].concat();
        for (index, place) in scanned.places.iter().enumerate() {
            let mut values = owned(KINDS);
            values.extend(scanned.retold(place));
            if document.thorough {
                // What is no number is refused as such, and what is no JSON is none wherever it stands.
                let (numbers, letters) = if scanned.is_numeric(place) {
                    (1, 3)
                } else {
                    (6, 2)
                };
                let long: &[&[u8]] = &[&long, &digits, &small];
                values.extend(share(owned(NUMBERS), index, numbers));
                values.extend(share(owned(TEXTS), index, numbers));
                values.extend(share(owned(long), index, numbers));
                values.extend(share(owned(LETTERS), index, letters));
                values.extend(share(owned(NONSENSE), index, 6));
                values.extend(share(deep(), index, 4));
            }
            if place.path.ends_with("meta") {
                values.extend(owned(METAS));
                let texts = deep().into_iter().map(|value| {
                    let text = format!("{{\"a\":{}}}", String::from_utf8_lossy(&value));
                    serde_json::to_vec(&text).unwrap()
                });
                values.extend(texts);
                values.extend(deep());
            }
            for value in values {
                let what = format!(
                    "{name}: {} = {}",
                    place.path,
                    String::from_utf8_lossy(&value)
                );
                let changed = scanned.with(&[(place.value.clone(), &value)]);
                self.add(what, *status, changed);
            }
        }
    }

    /// Each member gone, twice, and under a name that is nearly its own.
    fn members(&mut self, document: &Document, scanned: &Scanned<'_>) {
        let Document { name, status, .. } = document;
        for place in &scanned.places {
            let path = &place.path;
            let gone = scanned.with(&[(scanned.whole(place), b"")]);
            self.add(format!("{name}: without {path}"), *status, gone);
            let (Some(key), Some(member)) = (&place.key, scanned.member(place)) else {
                continue;
            };
            let key_text = &scanned.text[key.clone()];
            for (what, value) in [
                ("the same", &scanned.text[place.value.clone()]),
                ("null", b"null"),
                ("a wrong value", b"[[]]"),
                ("a number", b"2"),
                ("a text", b"\"y\""),
            ] {
                let other = [key_text, b":", value].concat();
                for (order, twice) in [("after", [member, &other]), ("before", [&other, member])] {
                    let twice = twice.join(b",".as_slice());
                    let range = key.start..place.value.end;
                    let text = scanned.with(&[(range, &twice)]);
                    self.add(
                        format!("{name}: {path} again, as {what} {order} it"),
                        *status,
                        text,
                    );
                }
            }
            let inner = &key_text[1..key_text.len() - 1];
            let escaped = format!(
                "\"\\u{:04x}{}\"",
                inner[0],
                String::from_utf8_lossy(&inner[1..])
            );
            let upper = key_text.to_ascii_uppercase();
            let longer = [b"\"", inner, b" \""].concat();
            let cut = [b"\"", inner, br#"\ud83d""#].concat();
            let null = [b"\"", inner, br#"\u0000""#].concat();
            for new in [escaped.as_bytes(), &upper, &longer, &cut, &null, inner] {
                let text = scanned.with(&[(key.clone(), new)]);
                let new = String::from_utf8_lossy(new);
                self.add(
                    format!("{name}: {path} under the name {new}"),
                    *status,
                    text,
                );
            }
        }
    }

    /// Members that nobody reads, in each object.
    fn strangers(&mut self, document: &Document, scanned: &Scanned<'_>) {
        let Document { name, status, .. } = document;
        let values = owned(&[KINDS, NUMBERS, LETTERS, NONSENSE].concat());
        let comma = |at: usize| if scanned.text[at] == b'}' { "" } else { "," };
        for (index, (path, at)) in scanned.objects.iter().enumerate() {
            let mut strangers: Vec<Vec<u8>> =
                KEYS.iter().map(|key| [*key, b":1"].concat()).collect();
            strangers.push(br#""zz":1,"zz":2"#.to_vec());
            strangers.push(br#""zz" 1"#.to_vec());
            strangers.push(br#""zz""#.to_vec());
            strangers.push(b",".to_vec());
            if document.thorough {
                let mut values = share(values.clone(), index + name.len(), 5);
                values.extend(deep());
                let named = |value: &Vec<u8>| [b"\"zz\":", value.as_slice()].concat();
                strangers.extend(values.iter().map(named));
            }
            for stranger in strangers {
                let inserted = [stranger.as_slice(), comma(*at).as_bytes()].concat();
                let text = scanned.with(&[(*at..*at, &inserted)]);
                let stranger = String::from_utf8_lossy(&stranger);
                self.add(format!("{name}: {stranger} in {path:?}"), *status, text);
            }
            let end = at
                + scanned.text[*at..]
                    .iter()
                    .position(|byte| *byte == b'}')
                    .unwrap();
            let text = scanned.with(&[(end..end, b",")]);
            self.add(
                format!("{name}: a comma too many in {path:?}"),
                *status,
                text,
            );
        }
    }

    /// An envelope that says failure, or nothing, around a payload of any shape.
    fn failing(&mut self, document: &Document, scanned: &Scanned<'_>, source: &Source) {
        let Document { name, status, .. } = document;
        let Some(told) = scanned.places.iter().find(|place| place.path == "status") else {
            return;
        };
        for (turn, failure) in source.failures.iter().enumerate() {
            let change = (told.value.clone(), failure.as_bytes());
            let text = scanned.with(std::slice::from_ref(&change));
            self.add(format!("{name}: status {failure}"), *status, text);
            let payloads = scanned.places.iter();
            for place in payloads.filter(|place| source.payloads.contains(&place.path.as_str())) {
                for value in share(owned(KINDS), turn, 3) {
                    let text = scanned.with(&[change.clone(), (place.value.clone(), &value)]);
                    let value = String::from_utf8_lossy(&value);
                    let what = format!("{name}: status {failure}, {} = {value}", place.path);
                    self.add(what, *status, text);
                }
            }
        }
    }

    /// A member under its other name, and under both.
    fn aliases(&mut self, document: &Document, source: &Source) {
        let Document {
            name, status, text, ..
        } = document;
        for (first, second) in source.aliases {
            let key = |name: &str| format!("\"{name}\":");
            for (this, other) in [(first, second), (second, first)] {
                let renamed = text.replace(&key(this), &key(other));
                self.add(format!("{name}: {this} as {other}"), *status, renamed);
                for value in ["null", "\"9\"", "9", "[]"] {
                    let before = format!("\"{other}\":{value},\"{this}\":");
                    let both = text.replace(&key(this), &before);
                    self.add(
                        format!("{name}: {other} {value} before {this}"),
                        *status,
                        both,
                    );
                }
            }
        }
    }

    /// Two things wrong at once: which of them is told.
    fn pairs(&mut self, document: &Document, scanned: &Scanned<'_>) {
        let Document { name, status, .. } = document;
        let wrong: &[u8] = b"[[]]";
        for (index, first) in scanned.places.iter().enumerate() {
            for second in &scanned.places[index + 1..] {
                let (a, b) = (scanned.whole(first), scanned.whole(second));
                if a.end > b.start {
                    continue;
                }
                let (one, other) = (&first.value, &second.value);
                for (what, changes) in [
                    ("both wrong", [(one.clone(), wrong), (other.clone(), wrong)]),
                    (
                        "gone, wrong",
                        [(a.clone(), b"".as_slice()), (other.clone(), wrong)],
                    ),
                    ("wrong, gone", [(one.clone(), wrong), (b.clone(), b"")]),
                    ("both gone", [(a.clone(), b""), (b.clone(), b"")]),
                    (
                        "wrong, no JSON",
                        [(one.clone(), wrong), (other.clone(), b"01")],
                    ),
                    (
                        "null, number",
                        [(one.clone(), b"null"), (other.clone(), b"7")],
                    ),
                ] {
                    let what = format!("{name}: {} and {}: {what}", first.path, second.path);
                    self.add(what, *status, scanned.with(&changes));
                }
            }
        }
    }

    /// The longest of the documents and the failure, ending after every byte.
    fn cut(&mut self, source: &Source) {
        let longest = source
            .documents
            .iter()
            .max_by_key(|document| document.text.len());
        let failure = source
            .documents
            .iter()
            .find(|document| document.name == "failure");
        for document in longest.into_iter().chain(failure) {
            let Document {
                name, status, text, ..
            } = document;
            for length in 0..text.len() {
                let what = format!("{name}: the first {length} bytes");
                self.add(what, *status, &text.as_bytes()[..length]);
            }
        }
    }

    /// Answers without anything of a service's, and long ones.
    fn bare(&mut self) {
        const WORDS: &[&str] = &[
            "",
            " ",
            "\n\t\r ",
            "\u{feff}",
            "\u{feff} ",
            "\u{feff}\u{feff}",
            "\x0c",
            "\0",
            "null",
            "true",
            "0",
            "1",
            "\"x\"",
            "\"",
            "[]",
            " []",
            "[",
            "[}",
            "[1]",
            "[1,2,3]",
            "[true,{}]",
            "[{}]",
            "[{\"status\":1}]",
            "{}",
            "{ }",
            "{",
            "}",
            "{\"status\"",
            "{\"status\":1}",
            "{\"status\":true}",
            "{\"status\":200}",
            "{\"status\":false}",
            "{\"status\":404}",
            "{\"status\":1,\"status\":0}",
            "{\"status\":\"\\u0031\"}",
            "{\"message\":\"m\"}",
            "{\"message\":\"\",\"error\":\"e\"}",
            "{\"message\":[\"m\"],\"error\":\"e\"}",
            "{\"message\":\"m\",\"message\":\"n\"}",
            "{\"message\":\"\\ud83d\"}",
            "{\"message\":\"a\\nb\\u0000\\u007f\\u200b\"}",
            "{\"message\":\"m\"}x",
            "\u{feff}{\"message\":\"m\"}",
            "{\"error\":\"given-access-token moca1!system s-connector-secret-key arctos-license-key\"}",
            "{\"message\":\"given-access-token moca1!system s-connector-secret-key arctos-license-key\"}",
            "{\"code\":\"1404\",\"message\":\"m\"}",
            "{\"code\":\"+1404\",\"error\":\"3401\"}",
            "{\"code\":1404.0,\"error\":3401}",
            "{\"code\":18446744073709551615,\"error_code\":3402}",
            "{\"code\":-0,\"error_code\":3402}",
            "{\"code\":9223372036854775807}",
            "{\"code\":\"9223372036854775808\",\"info\":{\"code\":3404}}",
            "{\"info\":{\"code\":\"3404\"}}",
            "{\"info\":{\"code\":3404,\"code\":3405}}",
            "{\"info\":[3404]}",
            "<!doctype html><title>x</title>",
            "nonsense",
        ];
        for status in [200, 400, 401, 404, 500] {
            for words in WORDS {
                self.add(format!("HTTP {status}: {words}"), status, *words);
            }
            self.add(format!("HTTP {status}: no UTF-8"), status, *b"\xff\xfe");
            self.add(
                format!("HTTP {status}: no UTF-8 in a member"),
                status,
                *b"{\"message\":\"m\",\"a\":\"\xff\"}",
            );
            self.add(
                format!("HTTP {status}: no UTF-8 in the words"),
                status,
                *b"{\"message\":\"m\xff\"}",
            );
            for levels in [126, 127, 128, 129, 2_000] {
                let lists = String::from_utf8_lossy(&nested("[", "", "]", levels)).into_owned();
                let text = format!("{{\"message\":\"m\",\"status\":404,\"a\":{lists}}}");
                self.add(
                    format!("HTTP {status}: words beside {levels} lists"),
                    status,
                    text,
                );
                self.add(format!("HTTP {status}: {levels} lists"), status, lists);
            }
        }
        // The longest that is looked through for words, and one byte more.
        for (status, length) in [(200, 262_144), (400, 262_144), (400, 262_145)] {
            let head = "{\"status\":404,\"message\":\"m\",\"a\":\"";
            let text = format!("{head}{}\"}}", "x".repeat(length - head.len() - 2));
            self.add(format!("HTTP {status}: {length} bytes"), status, text);
        }
        for status in [200, 400] {
            let lists = String::from_utf8_lossy(&nested("[", "", "]", 100_000)).into_owned();
            let text = format!("{{\"status\":1,\"message\":\"m\",\"a\":{lists}}}");
            self.add(format!("HTTP {status}: 100000 lists"), status, text);
        }
    }
}
