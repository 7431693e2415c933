//! Clients of a world, as a page would build them.

use js_sys::Reflect;
use roomkey::js::{AirfobClient, ArctosClient, SConnectorClient};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};

use super::values::{Failure, js};
use super::world::World;

/// A member of the options, and its value.
pub type Member = (&'static str, JsValue);

/// Options of a client of Arctos.
pub fn arctos_options(world: &World) -> Value {
    json!({
        "baseUrl": world.text("/arctos/baseUrl"),
        "licenseKey": world.text("/arctos/licenseKey"),
        "dangerouslyAllowBrowser": true,
        "retry": { "baseDelayMs": 1 },
    })
}

/// Options of a client of S-Connector that has the keys.
pub fn s_connector_options(world: &World) -> Value {
    json!({
        "baseUrl": world.text("/sConnector/baseUrl"),
        "credentials": s_connector_keys(world),
        "dangerouslyAllowBrowser": true,
        "retry": { "baseDelayMs": 1 },
    })
}

/// Options of a client of Airfob that has the password.
pub fn airfob_options(world: &World) -> Value {
    json!({
        "baseUrl": world.text("/airfob/baseUrl"),
        "credentials": airfob_login(world),
        "retry": { "baseDelayMs": 1 },
    })
}

pub fn s_connector_keys(world: &World) -> Value {
    json!({
        "accessKey": world.text("/sConnector/accessKey"),
        "secretKey": world.text("/sConnector/secretKey"),
    })
}

pub fn airfob_login(world: &World) -> Value {
    json!({ "email": world.text("/airfob/email"), "password": world.text("/airfob/password") })
}

/// Options with some members set anew, and without those that are undefined.
pub fn with(options: Value, members: impl IntoIterator<Item = Member>) -> JsValue {
    let options = js(options);
    for (name, value) in members {
        if value.is_undefined() {
            Reflect::delete_property(options.unchecked_ref::<js_sys::Object>(), &name.into())
                .expect("an object");
        } else {
            Reflect::set(&options, &name.into(), &value).expect("an object");
        }
    }
    options
}

pub fn arctos(world: &World) -> ArctosClient {
    arctos_with(world, [])
}

pub fn arctos_with(world: &World, members: impl IntoIterator<Item = Member>) -> ArctosClient {
    built(ArctosClient::new(&with(arctos_options(world), members)))
}

pub fn s_connector(world: &World) -> SConnectorClient {
    s_connector_with(world, [])
}

pub fn s_connector_with(
    world: &World,
    members: impl IntoIterator<Item = Member>,
) -> SConnectorClient {
    built(SConnectorClient::new(&with(
        s_connector_options(world),
        members,
    )))
}

pub fn airfob(world: &World) -> AirfobClient {
    airfob_with(world, [])
}

pub fn airfob_with(world: &World, members: impl IntoIterator<Item = Member>) -> AirfobClient {
    built(AirfobClient::new(&with(airfob_options(world), members)))
}

fn built<T>(client: Result<T, JsValue>) -> T {
    client.unwrap_or_else(|error| panic!("{error:?}"))
}

/// A user and a card for `createUserWithCard`, such as site 1003 takes.
pub fn new_user() -> JsValue {
    js(json!({
        "siteId": "1003", "user": { "userKey": "A-17", "phone": "+821022223333" }, "card": { "number": "A17" },
    }))
}

/// What a constructor threw.
pub fn refused<T>(client: Result<T, JsValue>) -> Failure {
    match client {
        Ok(_) => panic!("the client was built"),
        Err(error) => Failure::of(error),
    }
}
