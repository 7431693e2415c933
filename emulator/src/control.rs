//! The control API: worlds, their clocks, faults and records. It knows no secrets and no strangers: anyone may call it.

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::data::Data;
use crate::faults::Rule;
use crate::given::Given;
use crate::message;
use crate::operation::Service;
use crate::world::{END_OF_TIME, Emulator, Wish, World};
use crate::{airfob, arctos, s_connector};

const HELP: &str = "\
roomkey-emulator: Arctos, S-Connector and Airfob, emulated from their documents.

POST   /worlds              make a world; optional body {\"now\": ms, \"seed\": n, \"data\": {...}}
GET    /worlds              the ids of all worlds
GET    /worlds/ID           its base URLs, its time, the demo keys (the first world's ID is default)
DELETE /worlds/ID           forget it
POST   /worlds/ID/reset     back to how it was made
POST   /worlds/ID/data      what it holds from now on: {\"license\", \"sessions\", \"usage\", \"sites\"}
GET    /worlds/ID/clock     its time
POST   /worlds/ID/clock     {\"advanceMs\": n} or {\"now\": ms}
GET    /worlds/ID/faults    the faults still to come
POST   /worlds/ID/faults    one fault or a list:
                            {\"service\", \"operation\", \"times\", \"after\", \"fault\": {\"type\": ...}}
DELETE /worlds/ID/faults    no more faults
GET    /worlds/ID/requests  what the services received, oldest first
DELETE /worlds/ID/requests  forget that

The whole reference is in the emulator's README.
";

/// A complaint about a request: status and text.
type Complaint = (u16, String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum ClockChange {
    Advance {
        #[serde(rename = "advanceMs")]
        advance_ms: i64,
    },
    Set {
        now: i64,
    },
}

/// Answers one request to the control origin. `real_now` is in milliseconds since 1970.
pub fn handle(emulator: &mut Emulator, request: &Request<Bytes>, real_now: i64) -> Response<Bytes> {
    let mut response = if request.method() == Method::OPTIONS {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::NO_CONTENT;
        response
    } else {
        route(emulator, request, real_now).unwrap_or_else(|(status, message)| {
            message::json(status, &json!({ "message": message }))
        })
    };
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST, DELETE"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("content-type"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn route(
    emulator: &mut Emulator,
    request: &Request<Bytes>,
    real_now: i64,
) -> Result<Response<Bytes>, Complaint> {
    let method = request.method().as_str();
    let path: Vec<_> = request
        .uri()
        .path()
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    match (method, path.as_slice()) {
        ("GET", []) => return Ok(message::with_type(200, "text/plain; charset=utf-8", HELP)),
        ("GET", ["worlds"]) => return Ok(message::json(200, &emulator.ids())),
        ("POST", ["worlds"]) => {
            let wish = if request.body().is_empty() {
                Wish::default()
            } else {
                Wish::read(&Given::new(&read(request)?, "")).map_err(refused)?
            };
            let id = emulator.create(wish, real_now);
            return Ok(message::json(
                200,
                &describe(emulator, find(emulator, &id)?, real_now),
            ));
        }
        _ => {}
    }
    let ["worlds", id, rest @ ..] = path.as_slice() else {
        return Err((
            404,
            "there is nothing here; GET / says what there is".to_owned(),
        ));
    };
    find(emulator, id)?;
    match (method, rest) {
        ("GET", []) => {}
        ("DELETE", []) => {
            emulator.remove(id, real_now);
            return Ok(message::json(200, &json!({})));
        }
        ("POST", ["reset"]) => emulator.reset(id, real_now),
        _ => {
            let world = emulator.world_mut(id).ok_or_else(|| no_world(id))?;
            return inside(world, method, rest, request, real_now);
        }
    }
    Ok(message::json(
        200,
        &describe(emulator, find(emulator, id)?, real_now),
    ))
}

/// What concerns the inside of one world.
fn inside(
    world: &mut World,
    method: &str,
    rest: &[&str],
    request: &Request<Bytes>,
    real_now: i64,
) -> Result<Response<Bytes>, Complaint> {
    match (method, rest) {
        ("GET", ["clock"]) => {}
        ("POST", ["clock"]) => {
            let now = match read(request)? {
                ClockChange::Advance { advance_ms } => {
                    world.now(real_now).saturating_add(advance_ms)
                }
                ClockChange::Set { now } => now,
            };
            check_time(now)?;
            world.set_now(now, real_now);
        }
        ("GET", ["faults"]) => return Ok(message::json(200, &world.faults.rules())),
        ("POST", ["faults"]) => {
            let rules = Rule::read_all(&read(request)?).map_err(refused)?;
            world.faults.add(rules);
            return Ok(message::json(200, &world.faults.rules()));
        }
        ("DELETE", ["faults"]) => {
            world.faults = Default::default();
            return Ok(message::json(200, &world.faults.rules()));
        }
        ("POST", ["data"]) => {
            let data = Data::read(&Given::new(&read(request)?, "")).map_err(refused)?;
            world.update(&data);
            return Ok(message::json(200, &json!({})));
        }
        ("GET", ["requests"]) => return Ok(message::json(200, &world.records)),
        ("DELETE", ["requests"]) => {
            world.records.clear();
            return Ok(message::json(200, &world.records));
        }
        _ => {
            return Err((
                404,
                "there is nothing here; GET / says what there is".to_owned(),
            ));
        }
    }
    Ok(message::json(200, &json!({ "now": world.now(real_now) })))
}

fn describe(emulator: &Emulator, world: &World, real_now: i64) -> Value {
    let origins = emulator.origins();
    let base_url = |service| world.base_url(origins, service);
    let licenses: serde_json::Map<_, _> = arctos::LICENSES
        .iter()
        .map(|(name, key)| ((*name).to_owned(), Value::from(*key)))
        .collect();
    json!({
        "id": world.id(),
        "control": format!("{}/worlds/{}", origins.control, world.id()),
        "now": world.now(real_now),
        "arctos": {
            "baseUrl": base_url(Service::Arctos),
            "licenseKey": arctos::LICENSE_KEY,
            "licenses": licenses,
        },
        "sConnector": {
            "baseUrl": base_url(Service::SConnector),
            "accessKey": s_connector::ACCESS_KEY,
            "secretKey": s_connector::SECRET_KEY,
        },
        "airfob": {
            "baseUrl": base_url(Service::Airfob),
            "email": airfob::EMAIL,
            "password": airfob::PASSWORD,
            "sites": world.sites(),
        },
    })
}

fn find<'a>(emulator: &'a Emulator, id: &str) -> Result<&'a World, Complaint> {
    emulator.world(id).ok_or_else(|| no_world(id))
}

fn no_world(id: &str) -> Complaint {
    (404, format!("there is no world {id}"))
}

/// What was given makes no sense, and why.
fn refused(why: String) -> Complaint {
    (400, why)
}

fn read<T: DeserializeOwned>(request: &Request<Bytes>) -> Result<T, Complaint> {
    serde_json::from_slice(request.body()).map_err(|error| (400, error.to_string()))
}

fn check_time(now: i64) -> Result<(), Complaint> {
    if (0..=END_OF_TIME).contains(&now) {
        Ok(())
    } else {
        Err((
            400,
            "a clock shows milliseconds since 1970, up to the year 9998".to_owned(),
        ))
    }
}
