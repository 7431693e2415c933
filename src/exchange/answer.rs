//! An answer: read by its operation's table while it comes in, and judged when it is whole; and the words for what is wrong with it.

use json::{Decoder, Read, Rows, Shape, Value, What, Wrong, digits};

use super::memory;
use super::numbers::NUMBERS;
use super::{BodyError, MAX_BODY_BYTES, Response};
use crate::error::{ErrorKind, Failure};
use crate::text::cat;

/// An answer.
pub struct Answer<'a> {
    pub status: u16,
    /// What its table makes of it, where its status says success, until someone takes it.
    pub read: Option<Result<Read, Wrong>>,
    /// Its bytes, as long as they are few.
    pub head: Vec<u8>,
    /// True for one without a body.
    pub is_empty: bool,
    /// What was asked.
    pub asked: &'a Value,
}

/// The longest body that is read for its words alone: what it says of a failure is not at its end.
const MAX_LOOSE_BYTES: usize = 256 * 1024;

/// True for a status that says success.
const fn is_success(status: u16) -> bool {
    matches!(status, 200..300)
}

/// True for a redirect, also for one that the platform hides.
pub const fn is_redirect(status: u16) -> bool {
    matches!(status, 0 | 300..400)
}

/// Reads a body to its end, piece by piece: nothing of it is kept but what the table names.
pub async fn receive<'a>(
    response: &mut Response,
    shape: &'static Shape,
    rows: Option<Box<dyn Rows>>,
    asked: &'a Value,
) -> Result<Answer<'a>, BodyError> {
    let status = response.status;
    let mut decoder = is_success(status).then(|| Decoder::new(shape, NUMBERS, rows));
    let mut head = Vec::new();
    let mut unread = Vec::new();
    let mut length = 0_usize;
    loop {
        let input = match &mut decoder {
            Some(decoder) => decoder.input(),
            None => {
                unread.clear();
                &mut unread
            }
        };
        let before = input.len();
        // A redirect is refused whatever it says: nothing of it is read.
        if is_redirect(status) || !response.body.read(input).await? {
            break;
        }
        let piece = input.get(before..).unwrap_or_default();
        length = length.saturating_add(piece.len());
        if length > MAX_BODY_BYTES {
            return Err(BodyError::TooLarge);
        }
        if length <= MAX_LOOSE_BYTES {
            head.try_reserve(piece.len())
                .map_err(|_| BodyError::OutOfMemory)?;
            head.extend_from_slice(piece);
        } else {
            head = Vec::new();
        }
        if let Some(decoder) = &mut decoder {
            decoder.read();
        }
    }
    Ok(Answer {
        status,
        read: decoder.map(Decoder::end),
        head,
        is_empty: length == 0,
        asked,
    })
}

impl Answer<'_> {
    /// True where HTTP's status says success.
    pub const fn is_success(&self) -> bool {
        is_success(self.status)
    }

    /// What the table makes of it; what is wrong with its payload is left for whoever judges the envelope.
    pub fn read(&mut self) -> Result<Envelope, Failure> {
        let read = self.read.take().unwrap_or(Err(Wrong {
            what: What::Empty,
            path: String::new(),
        }));
        let Read { value, late } = read.map_err(failure)?;
        Ok(Envelope { value, late })
    }

    /// Reads an answer whose failure is not the point, such as that of a refusal.
    pub fn loose(&self, shape: &'static Shape) -> Value {
        json::read(&self.head, shape, NUMBERS)
            .map(|read| read.value)
            .unwrap_or_default()
    }
}

/// An answer that was read: what its envelope says, and a payload that is not checked yet.
pub struct Envelope {
    value: Value,
    late: Option<Wrong>,
}

impl Envelope {
    /// A member of the envelope.
    pub fn get(&self, name: &str) -> &Value {
        self.value.get(name)
    }

    /// The payload, if there is one.
    pub fn optional(mut self, name: &str) -> Result<Value, Failure> {
        match self.late {
            Some(wrong) => Err(failure(wrong)),
            None => Ok(self.value.take(name)),
        }
    }

    /// The payload, which must be there.
    pub fn payload(self, name: &str) -> Result<Value, Failure> {
        let found = self.optional(name)?;
        if found.is_absent() {
            Err(lacking(name))
        } else {
            Ok(found)
        }
    }
}

/// The failure of an answer without a member that must be there.
pub fn lacking(path: &str) -> Failure {
    decode_failure(&cat(&["the answer lacks ", path]), path)
}

/// A `decode` failure at a path.
pub fn decode_failure(detail: &str, path: &str) -> Failure {
    let mut failure = Failure::new(ErrorKind::Decode, detail);
    failure.decode_path = Some(path.to_owned());
    failure
}

/// Words for what is wrong: what was expected, never what was found.
fn failure(Wrong { what, path }: Wrong) -> Failure {
    let place = if path.is_empty() { "the answer" } else { &path };
    match what {
        What::Empty => decode_failure("the answer is empty", ""),
        What::NotJson => decode_failure("the answer is not valid JSON", ""),
        What::TooDeep => decode_failure("the answer is nested too deep", ""),
        What::OutOfMemory => memory::failure(),
        What::Lacking => lacking(&path),
        What::Twice => decode_failure(&cat(&[place, " is there twice"]), &path),
        What::TooMany => decode_failure(
            "the answer has more than 100,000 different rooms, too many for a summary: ask for fewer days at a time",
            &path,
        ),
        What::Not(expected) => decode_failure(&cat(&[place, " is not ", expected]), &path),
    }
}

/// The failure of an answer that refuses: what it is, HTTP's status and more on it in brackets, and the service's own words, which are
/// `message` or `error` of its body.
pub fn refusal(
    answer: &Answer<'_>,
    kind: ErrorKind,
    what: &str,
    more: &str,
    body: &Value,
) -> Failure {
    let status = digits(answer.status.into());
    let mut failure = Failure::new(kind, &cat(&[what, " (HTTP ", &status, more, ")"]));
    failure.service_message = ["message", "error"]
        .into_iter()
        .find_map(|name| text(body, name));
    failure
}

/// A text that says something.
fn text(body: &Value, name: &str) -> Option<String> {
    body.get(name)
        .as_text()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// The kind that an HTTP status alone stands for.
pub fn kind_of_status(status: u16) -> ErrorKind {
    match status {
        401 => ErrorKind::Unauthorized,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        429 => ErrorKind::RateLimited,
        408 | 500.. => ErrorKind::Unavailable,
        400..500 => ErrorKind::Rejected,
        _ => ErrorKind::Decode,
    }
}
