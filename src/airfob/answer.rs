//! What Airfob answers: `{"status": 200, "message": "success", "record": {…}}` or `"records": […]`.

use json::{Field, Kind, Shape, Value, digits};

use super::types::{Account, AirfobUser};
use crate::error::{ErrorKind, Failure};
use crate::exchange::answer::{Answer, Envelope, decode_failure, kind_of_status, lacking, refusal};
use crate::text::cat;

const STATUS: Field = Field::required("status", Kind::Number);

pub static ACCOUNT_RECORD: Shape =
    Shape(&[STATUS, Field::late("record", Kind::Object(Account::SHAPE))]);
pub static USER_RECORD: Shape = Shape(&[
    STATUS,
    Field::late("record", Kind::Object(AirfobUser::SHAPE)),
]);
pub static USERS: Shape = Shape(&[
    STATUS,
    Field::late("total", Kind::Number),
    Field::late("records", Kind::List(&Kind::Object(AirfobUser::SHAPE))),
]);
pub static RESULTS: Shape = Shape(&[
    STATUS,
    Field::late("records", Kind::List(&Kind::Object(&RESULT))),
]);
pub static NOTHING: Shape = Shape(&[STATUS]);

/// What became of one item. A card's status stands where the example has it, or where the table has it.
static RESULT: Shape = Shape(&[
    Field::required("status", Kind::Number),
    Field::optional("message", Kind::Text),
    Field::optional(
        "record",
        Kind::Object(&Shape(&[Field::optional("status", Kind::Text)])),
    ),
    Field::optional("record_status", Kind::Text).named("recordStatus"),
]);

/// What is read of a refusal.
static REFUSAL: Shape = Shape(&[Field::optional("message", Kind::Any)]);

/// The one user, or the account, that an answer is about.
pub fn record(answer: &mut Answer<'_>) -> Result<Value, Failure> {
    succeeded(answer)?.payload("record")
}

/// A page of users. Where none are found, the list may be missing.
pub fn page(answer: &mut Answer<'_>) -> Result<Value, Failure> {
    let envelope = succeeded(answer)?;
    let total = envelope.get("total").as_number();
    let mut users = envelope.optional("records")?;
    let total = total.ok_or_else(|| lacking("total"))?;
    if users.is_absent() {
        if total != 0.0 {
            return Err(lacking("records"));
        }
        users = Value::List(Vec::new());
    }
    Ok(Value::object([("total", total.into()), ("users", users)]))
}

/// One item for each id asked. Another number of answers cannot be told apart: what was done is then unknown.
pub fn results(answer: &mut Answer<'_>) -> Result<Value, Failure> {
    let mut items = succeeded(answer)?.optional("records")?.into_items();
    let ids = answer.asked.items();
    if items.len() != ids.len() {
        let (found, asked) = (digits(items.len() as u64), digits(ids.len() as u64));
        let words = cat(&[
            "the service answered for ",
            &found,
            " of ",
            &asked,
            " items, so it is not known which were done",
        ]);
        return Err(decode_failure(&words, "records"));
    }
    let total = ids.len() as f64;
    let mut success = 0.0;
    for (id, result) in ids.iter().zip(&mut items) {
        let is_done = result.get("status").as_number() == Some(200.0);
        if is_done {
            success += 1.0;
        }
        *result = item(id, is_done, result);
    }
    Ok(Value::object([
        ("total", total.into()),
        ("success", success.into()),
        ("failure", (total - success).into()),
        ("items", Value::List(items)),
    ]))
}

fn item(id: &Value, is_done: bool, result: &mut Value) -> Value {
    let card_status = match result.take("record").take("status") {
        Value::Absent => result.take("recordStatus"),
        status => status,
    };
    let message = match result.take("message") {
        Value::Absent => "".into(),
        message => message,
    };
    Value::object([
        ("id", id.clone()),
        ("ok", is_done.into()),
        ("status", result.take("status")),
        ("message", message),
        ("cardStatus", card_status),
    ])
}

/// The answer to sendCard. The vendor's page documents none, so one without a body is a success as well.
pub fn sent(answer: &mut Answer<'_>) -> Result<Value, Failure> {
    if !(answer.is_success() && answer.is_empty) {
        succeeded(answer)?;
    }
    Ok(Value::Absent)
}

/// The envelope of a success, or the failure that the answer stands for, whether HTTP's status says it or the envelope's.
fn succeeded(answer: &mut Answer<'_>) -> Result<Envelope, Failure> {
    if !answer.is_success() {
        return Err(failure(answer, answer.status));
    }
    let envelope = answer.read()?;
    match envelope.get("status").as_number() {
        Some(200.0..300.0) => Ok(envelope),
        // A failure may come with a record of any shape: it is still that failure.
        Some(status @ 400.0..600.0) => Err(failure(answer, status as u16)),
        _ => Err(decode_failure("status is not one of HTTP's", "status")),
    }
}

fn failure(answer: &Answer<'_>, status: u16) -> Failure {
    let kind = match status {
        300..400 => ErrorKind::Redirect,
        _ => kind_of_status(status),
    };
    let more = if answer.status == status {
        String::new()
    } else {
        cat(&[", status ", &digits(status.into()), " inside"])
    };
    let mut failure = refusal(
        answer,
        kind,
        "the service refused the request",
        &more,
        &answer.loose(&REFUSAL),
    );
    failure.effective = Some(status);
    failure
}
