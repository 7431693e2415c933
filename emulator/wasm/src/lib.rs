//! The emulator's handlers for JavaScript. Texts are JSON; what cannot be said in it stands beside it.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, reason = "nobody sees it but pkg/src/testing")]

use bytes::Bytes;
use http::{Request, Response};
use js_sys::{Array, Uint8Array};
use roomkey_emulator::data::Data;
use roomkey_emulator::faults::{Delivery, Pace, Rule};
use roomkey_emulator::given::{Given, unknown};
use roomkey_emulator::operation::{Aim, SERVICES};
use roomkey_emulator::world::{DEFAULT_WORLD, END_OF_TIME, Wish, World};
use roomkey_emulator::{Emulator, Origins, control};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

/// Any number of worlds, of which one is the default. Times are milliseconds since 1970.
#[wasm_bindgen]
pub struct Worlds(Emulator);

type Told<T> = Result<T, JsError>;

#[wasm_bindgen]
impl Worlds {
    /// `origins`: `{ control, arctos, sConnector, airfob }`; `wish`: what the default world is made with.
    #[wasm_bindgen(constructor)]
    pub fn new(origins: &str, wish: &str, now: f64) -> Told<Self> {
        let origins = read(origins)?;
        let origin = |name: &str| {
            let origin = origins.get(name).and_then(Value::as_str);
            origin.unwrap_or_default().to_owned()
        };
        let origins = Origins {
            control: origin("control"),
            arctos: origin("arctos"),
            s_connector: origin("sConnector"),
            airfob: origin("airfob"),
        };
        let wish = Wish::read(&Given::new(&read(wish)?, "")).map_err(refused)?;
        Ok(Self(Emulator::with(origins, wish, whole(now))))
    }

    /// Answers a request to a service: `[head, body]`, and nothing where no answer comes. `head` is
    /// `{ status, headers, pace, amount }`, or `{ pace: "silence" | "close" }`.
    pub fn serve(
        &mut self,
        service: &str,
        method: &str,
        target: &str,
        headers: &str,
        body: Vec<u8>,
        now: f64,
    ) -> Told<Array> {
        let service = Given::new(&Value::from(service), "")
            .one_of("service", &SERVICES)
            .map_err(refused)?;
        let request = request(method, target, headers, body)?;
        Ok(told(self.0.serve(service, &request, whole(now))))
    }

    /// Answers a request to the control API, in the same way.
    pub fn control(&mut self, method: &str, target: &str, body: Vec<u8>, now: f64) -> Told<Array> {
        let request = request(method, target, "[]", body)?;
        let response = control::handle(&mut self.0, &request, whole(now));
        Ok(told(Delivery::from(response)))
    }

    /// Adds faults, or none of them where one makes no sense.
    pub fn fault(&mut self, rules: &str) -> Told<()> {
        let rules = Rule::read_all(&read(rules)?).map_err(refused)?;
        self.world()?.faults.add(rules);
        Ok(())
    }

    /// The faults that are still to come.
    pub fn faults(&mut self) -> Told<String> {
        serde_json::to_string(self.world()?.faults.rules())
            .map_err(|error| refused(error.to_string()))
    }

    #[wasm_bindgen(js_name = clearFaults)]
    pub fn clear_faults(&mut self) -> Told<()> {
        self.world()?.faults = Default::default();
        Ok(())
    }

    /// What was received: all of it, or what `{ service, operation }` says.
    pub fn requests(&mut self, filter: &str) -> Told<String> {
        let filter = read(filter)?;
        let members = Given::new(&filter, "").object(&["service", "operation"]);
        let aim = members.and_then(|members| Aim::read(&members));
        let aim = aim.map_err(refused)?;
        let records = self.world()?.records.iter();
        let records = records.filter(|record| aim.hits(record.service, record.operation));
        serde_json::to_string(&records.collect::<Vec<_>>())
            .map_err(|error| refused(error.to_string()))
    }

    #[wasm_bindgen(js_name = clearRequests)]
    pub fn clear_requests(&mut self) -> Told<()> {
        self.world()?.records.clear();
        Ok(())
    }

    /// Changes what the services hold.
    pub fn update(&mut self, data: &str) -> Told<()> {
        let data = Data::read(&Given::new(&read(data)?, "")).map_err(refused)?;
        self.world()?.update(&data);
        Ok(())
    }

    pub fn reset(&mut self, now: f64) {
        self.0.reset(DEFAULT_WORLD, whole(now));
    }

    /// The time at which a clock stands that was moved on by `{ days, hours, minutes, seconds, ms }`.
    pub fn later(&self, now: f64, by: &str) -> Told<f64> {
        const UNITS: [(&str, f64); 5] = [
            ("ms", 1.0),
            ("seconds", 1000.0),
            ("minutes", 60_000.0),
            ("hours", 3_600_000.0),
            ("days", 86_400_000.0),
        ];
        let by = read(by)?;
        let by = Given::new(&by, "");
        let members = by.object(&UNITS.map(|(name, _)| name)).map_err(refused)?;
        let mut later = now;
        for (name, ms) in UNITS {
            if let Some(given) = members.get(name) {
                later += given.number().map_err(refused)? * ms;
            }
        }
        self.checked(later.round())
    }

    /// A time that a clock can show.
    pub fn checked(&self, time: f64) -> Told<f64> {
        if time >= 0.0 && time <= END_OF_TIME as f64 {
            Ok(time)
        } else {
            Err(refused(
                "a clock shows times from 1970 up to the year 9998".to_owned(),
            ))
        }
    }

    fn world(&mut self) -> Told<&mut World> {
        self.0
            .world_mut(DEFAULT_WORLD)
            .ok_or_else(|| refused("there is no world".to_owned()))
    }
}

fn read(text: &str) -> Told<Value> {
    serde_json::from_str(text).map_err(|error| refused(error.to_string()))
}

fn refused(why: String) -> JsError {
    JsError::new(&why)
}

/// A time of JavaScript's.
fn whole(time: f64) -> i64 {
    time as i64
}

fn request(method: &str, target: &str, headers: &str, body: Vec<u8>) -> Told<Request<Bytes>> {
    let mut request = Request::builder().method(method).uri(target);
    let headers = read(headers)?;
    for pair in headers.as_array().into_iter().flatten() {
        let part = |place| pair.get(place).and_then(Value::as_str).unwrap_or_default();
        // As UTF-8, whatever it holds: what a service does with it is its own affair.
        request = request.header(part(0), part(1).as_bytes());
    }
    request
        .body(body.into())
        .map_err(|error| refused(format!("no request can be made of this: {error}")))
}

fn told(delivery: Delivery) -> Array {
    let (head, body) = match delivery {
        Delivery::Silence => (json!({ "pace": "silence" }), None),
        Delivery::Close => (json!({ "pace": "close" }), None),
        Delivery::Answer { response, pace } => {
            let (pace, amount) = match pace {
                Pace::AtOnce => ("atOnce", 0),
                Pace::Late(ms) => ("late", ms),
                Pace::Never => ("never", 0),
                Pace::Drip(ms) => ("drip", ms),
                Pace::Cut(bytes) => ("cut", bytes as u64),
                Pace::Flood(bytes) => ("flood", bytes),
            };
            let (status, headers) = head(&response);
            let head =
                json!({ "status": status, "headers": headers, "pace": pace, "amount": amount });
            (head, Some(response.into_body()))
        }
    };
    let all = Array::of1(&JsValue::from_str(&head.to_string()));
    if let Some(body) = body {
        all.push(&Uint8Array::from(body.as_ref()));
    }
    all
}

fn head(response: &Response<Bytes>) -> (u16, Vec<[String; 2]>) {
    let pair = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        [name.as_str().to_owned(), value]
    };
    (
        response.status().as_u16(),
        response.headers().iter().map(pair).collect(),
    )
}

/// Says that there is no such member, and which one is nearest of those in `known`, which blanks part.
#[wasm_bindgen(js_name = nearestMember)]
pub fn nearest_member(name: &str, known: &str) -> String {
    unknown("member", name, known.split(' '))
}
