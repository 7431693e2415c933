//! What every operation makes of thousands of answers, good and bad, held to what it made of them before.
//!
//! `answers/*.txt` hold it: first each outcome under its own number, then for each answer (by the number of its status and bytes)
//! the outcome of every operation. A difference is a change that users may see. Where it is meant, `UPDATE=1 cargo test answers`
//! writes the files anew.

mod bodies;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use self::bodies::{AIRFOB, ARCTOS, Body, S_CONNECTOR, Source};
use super::arctos::{code, moderator};
use super::desk::{account, airfob_with_token, arctos, keys, plain, with_token};
use super::examples::airfob::new_user_with_card;
use super::scripted::{World, answer};
use crate::{
    AirfobUser, CardToSend, ClientOptions, Error, Meta, Reissue, Retry, Secret, UsageQuery,
    UserSearch,
};

/// What the operations of a service make of an answer.
type Ask = fn(&Body) -> Vec<String>;

const ARCTOS_OPERATIONS: &[&str] = &["getAuthCode", "getAuthTokenUseCode", "checkAuthToken"];
const S_CONNECTOR_OPERATIONS: &[&str] = &[
    "authenticate",
    "getLicense",
    "listSessions",
    "getSession",
    "getUsage",
    "summarizeUsage",
];
const AIRFOB_OPERATIONS: &[&str] = &[
    "login",
    "createUserWithCard",
    "reissueCard",
    "searchUsers",
    "users",
    "deleteUsers",
    "deleteCards",
    "sendCard",
];

#[test]
fn the_answers_of_arctos_are_read_as_before() {
    check(&ARCTOS, ARCTOS_OPERATIONS, ask_arctos);
}

#[test]
fn the_answers_of_s_connector_are_read_as_before() {
    check(&S_CONNECTOR, S_CONNECTOR_OPERATIONS, ask_s_connector);
}

#[test]
fn the_answers_of_airfob_are_read_as_before() {
    check(&AIRFOB, AIRFOB_OPERATIONS, ask_airfob);
}

#[test]
fn what_is_written_is_read_back_and_a_difference_is_told() {
    let body = |bytes: &[u8]| Body {
        what: "made".to_owned(),
        status: 200,
        bytes: bytes.to_vec(),
    };
    let told = |first: &str, second: &str| vec![first.to_owned(), second.to_owned()];
    let before = [
        (body(b"a"), told("ok 1", "err \u{e9}\n\\")),
        (body(b"b"), told("ok 1", "ok 2")),
        (body(b"c"), told("ok 1", "ok 2")),
    ];
    let operations = &["one", "two"];
    let stored = read(&written(operations, &before), operations);
    assert_eq!(differences(operations, &before, &stored), []);

    let [a, b, _] = before;
    let now = [
        a,
        (b.0, told("ok 1", "ok 3")),
        (body(b"d"), told("ok 1", "ok 2")),
    ];
    let found = differences(operations, &now, &stored);
    let gist: Vec<_> = found
        .iter()
        .map(|found| {
            (
                found.operation,
                found.before.as_deref(),
                found.after.as_deref(),
            )
        })
        .collect();
    let expected = [
        ("two", Some("ok 2"), Some("ok 3")),
        ("one", None, Some("ok 1")),
        ("two", None, Some("ok 2")),
        ("one", Some("ok 1"), None),
        ("two", Some("ok 2"), None),
    ];
    assert_eq!(gist, expected);
}

// ── Asking ──────────────────────────────────────────────────────────────────────────────────────

/// A service that gives this answer to whatever it is asked, and options of a client that asks once.
fn desk(body: &Body) -> (World, ClientOptions) {
    let (status, bytes) = (body.status, body.bytes.clone());
    let world = World::new(move |_| answer(status, bytes.clone()));
    let options = ClientOptions {
        retry: Retry::NONE,
        on_event: None,
        ..world.options()
    };
    (world, options)
}

fn ask_arctos(body: &Body) -> Vec<String> {
    let (world, options) = desk(body);
    let client = arctos(options);
    let token = Secret::new("given-access-token");
    let all = vec![
        told(world.run(client.get_auth_code(&moderator(), plain()))),
        told(world.run(client.get_auth_token_use_code(&code("c"), plain()))),
        told(world.run(client.check_auth_token(Some(&token), plain()))),
    ];
    assert_eq!(world.sent().len(), all.len());
    all
}

fn ask_s_connector(body: &Body) -> Vec<String> {
    let (world, options) = desk(body);
    let client = with_token(options);
    let days = UsageQuery {
        start_time: "2021-02-20".to_owned(),
        end_time: None,
        time_zone: None,
    };
    let all = vec![
        told(world.run(client.authenticate(Some(&keys()), plain()))),
        told(world.run(client.get_license(plain()))),
        told(world.run(client.list_sessions(plain()))),
        told(world.run(client.get_session("r", plain()))),
        told(world.run(client.get_usage(&days, plain()))),
        told(world.run(client.summarize_usage(&days, plain()))),
    ];
    assert_eq!(world.sent().len(), all.len());
    all
}

fn ask_airfob(body: &Body) -> Vec<String> {
    let (world, options) = desk(body);
    let client = airfob_with_token(options);
    let search = UserSearch {
        site_id: "0".to_owned(),
        ..UserSearch::default()
    };
    let reissue = Reissue {
        site_id: "0".to_owned(),
        user_id: "3".to_owned(),
        user: None,
        period: None,
    };
    let card = CardToSend {
        site_id: "0".to_owned(),
        number: Some("8".to_owned()),
        card_id: None,
    };
    let ids = ["1".to_owned(), "2".to_owned()];
    let of_user = |user: &AirfobUser| texts([user]);
    let all = vec![
        told(world.run(client.login(Some(&account()), plain()))),
        told_with(
            world.run(client.create_user_with_card(&new_user_with_card(), plain())),
            of_user,
        ),
        told_with(world.run(client.reissue_card(&reissue, plain())), of_user),
        told_with(world.run(client.search_users(&search, plain())), |page| {
            texts(&page.users)
        }),
        told_with(
            world.run(client.users(search.clone(), plain()).next()),
            |users| texts(users.iter().flatten()),
        ),
        told(world.run(client.delete_users(&ids, plain()))),
        told(world.run(client.delete_cards(&ids, plain()))),
        told(world.run(client.send_card(&card, plain()))),
    ];
    assert_eq!(world.sent().len(), all.len());
    all
}

/// The texts of the users' profile fields: two that differ may be one object.
fn texts<'a>(users: impl IntoIterator<Item = &'a AirfobUser>) -> Vec<String> {
    let metas = users.into_iter().filter_map(|user| user.meta.as_ref());
    metas.map(Meta::as_json).map(str::to_owned).collect()
}

/// What a call ended with, in one line.
fn told<T: Serialize>(result: Result<T, Error>) -> String {
    told_with(result, |_| Vec::new())
}

/// The same, with texts of which the answer's own JSON does not say all.
fn told_with<T: Serialize>(
    result: Result<T, Error>,
    texts: impl FnOnce(&T) -> Vec<String>,
) -> String {
    let told = match result {
        Ok(value) => {
            let mut told = format!("ok {}", serde_json::to_string(&value).unwrap());
            for text in texts(&value) {
                write!(told, " meta {text}").unwrap();
            }
            told
        }
        Err(error) => {
            assert_eq!(error.attempts(), 1, "{error}");
            let text = error.to_string();
            // Without the operation, so that what several say is held once.
            let prefix = format!("{}.{}: ", error.service().as_str(), error.operation());
            let message = text.strip_prefix(&prefix).unwrap();
            let path = error.decode_path().map(|path| format!(" at {path:?}"));
            let (kind, outcome) = (error.kind().as_str(), error.outcome().as_str());
            format!(
                "err {kind} {outcome}{}: {message}",
                path.unwrap_or_default()
            )
        }
    };
    shortened(&told, 600)
}

fn shortened(text: &str, length: usize) -> String {
    if text.len() <= length {
        return text.to_owned();
    }
    let head: String = text.chars().take(length / 2).collect();
    format!(
        "{head} … {} bytes, {}",
        text.len(),
        number([text.as_bytes()])
    )
}

// ── Holding ─────────────────────────────────────────────────────────────────────────────────────

/// Answers with what the operations made of them.
type Asked = [(Body, Vec<String>)];
/// The same as it is held, by the number of the answer.
type Stored = BTreeMap<String, Vec<String>>;

/// A number that bytes have for ever: 40 bits of FNV-1a.
fn number<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let bytes = parts.into_iter().flatten();
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{:010x}", hash >> 24)
}

fn number_of(body: &Body) -> String {
    number([body.status.to_be_bytes().as_slice(), &body.bytes])
}

/// The text in printable ASCII, on one line.
fn escaped(text: &str) -> String {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'\\';
    if text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let mut all = String::new();
    for letter in text.chars() {
        if u8::try_from(letter).is_ok_and(is_plain) {
            all.push(letter);
        } else {
            all.extend(letter.escape_default());
        }
    }
    all
}

/// The file's text.
fn written(operations: &[&str], asked: &Asked) -> String {
    let mut outcomes = BTreeMap::new();
    let mut rows: BTreeMap<Vec<String>, BTreeSet<String>> = BTreeMap::new();
    let mut count = 0;
    for (body, told) in asked {
        let mut row = Vec::new();
        for told in told {
            let text = escaped(told);
            let number = number([text.as_bytes()]);
            row.push(number.clone());
            let same = outcomes.entry(number).or_insert_with(|| text.clone());
            assert_eq!(*same, text, "two outcomes have one number");
        }
        let is_new = rows.entry(row).or_default().insert(number_of(body));
        count += usize::from(is_new);
    }
    assert_eq!(count, asked.len(), "two answers have one number");
    let mut sorted: Vec<_> = outcomes.iter().collect();
    sorted.sort_by_key(|(_, text)| *text);

    let mut file = format!("operations {}\n", operations.join(" "));
    for (number, text) in sorted {
        writeln!(file, "{number} {text}").unwrap();
    }
    for (row, numbers) in rows {
        writeln!(file, "row {}", row.join(" ")).unwrap();
        let numbers: Vec<String> = numbers.into_iter().collect();
        for line in numbers.chunks(10) {
            writeln!(file, "- {}", line.join(" ")).unwrap();
        }
    }
    file
}

fn read(file: &str, operations: &[&str]) -> Stored {
    let mut outcomes: HashMap<&str, &str> = HashMap::new();
    let mut row = Vec::new();
    let mut stored = Stored::new();
    for line in file.lines() {
        let (first, rest) = line.split_once(' ').unwrap();
        match first {
            "operations" => assert_eq!(rest, operations.join(" "), "other operations are held"),
            "row" => {
                row = rest
                    .split(' ')
                    .map(|number| outcomes[number].to_owned())
                    .collect();
            }
            "-" => {
                let numbers = rest.split(' ').map(str::to_owned);
                stored.extend(numbers.map(|number| (number, row.clone())));
            }
            number => drop(outcomes.insert(number, rest)),
        }
    }
    stored
}

// ── Comparing ───────────────────────────────────────────────────────────────────────────────────

/// One operation that makes something else of an answer.
#[derive(Debug, PartialEq)]
struct Difference {
    /// The answer: what was done to it, its status, its text.
    body: String,
    operation: &'static str,
    /// `None` where the answer is new.
    before: Option<String>,
    /// `None` where the answer is not asked about any more.
    after: Option<String>,
}

fn differences(operations: &[&'static str], asked: &Asked, stored: &Stored) -> Vec<Difference> {
    let mut gone = stored.clone();
    let mut found = Vec::new();
    for (body, told) in asked {
        let before = gone.remove(&number_of(body));
        for (index, operation) in operations.iter().enumerate() {
            let before = before.as_ref().map(|before| before[index].clone());
            let after = Some(escaped(&told[index]));
            if before != after {
                let text = shortened(&String::from_utf8_lossy(&body.bytes), 600);
                let what = shortened(&body.what, 120);
                found.push(Difference {
                    body: format!("{what}\n  HTTP {} {text}", body.status),
                    operation,
                    before,
                    after,
                });
            }
        }
    }
    for (number, told) in gone {
        for (operation, before) in operations.iter().zip(told) {
            found.push(Difference {
                body: format!("answer {number}"),
                operation,
                before: Some(before),
                after: None,
            });
        }
    }
    found
}

fn file_of(source: &Source) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/answers");
    folder.join(source.corpus).with_extension("txt")
}

fn check(source: &Source, operations: &'static [&'static str], ask: Ask) {
    let asked: Vec<_> = bodies::of(source)
        .into_iter()
        .map(|body| {
            let told = ask(&body);
            assert_eq!(told.len(), operations.len());
            (body, told)
        })
        .collect();
    let file = file_of(source);
    if std::env::var("UPDATE").is_ok_and(|update| update == "1") {
        fs::write(&file, written(operations, &asked)).unwrap();
        return;
    }
    let stored = read(&fs::read_to_string(&file).unwrap(), operations);
    let found = differences(operations, &asked, &stored);
    let mut list = String::new();
    let mut last = "";
    for difference in found.iter().take(20) {
        let Difference {
            body,
            operation,
            before,
            after,
        } = difference;
        if last != body {
            write!(list, "\n{body}").unwrap();
            last = body;
        }
        let before = before.as_deref().unwrap_or("(not held)");
        let after = after.as_deref().unwrap_or("(not asked)");
        write!(
            list,
            "\n  {operation}\n    before: {before}\n    after:  {after}"
        )
        .unwrap();
    }
    assert!(
        found.is_empty(),
        "{} differences in {}; the first of them:{list}",
        found.len(),
        asked.len() * operations.len(),
    );
}
