//! S-Connector's usage: which days are asked for, the rows, and their sums.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use js_sys::{Date, Object, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::s_connector;
use crate::support::values::{NONE, fails, js, ok};
use crate::support::world::World;

/// A Wednesday at noon in Seoul.
const NOON: i64 = 1_794_970_800_000;

#[wasm_bindgen_test]
async fn usage_comes_row_by_row() {
    let world = World::at(NOON).await;
    let client = s_connector(&world);

    let days = js(json!({ "startTime": "2026-11-16", "endTime": "2026-11-17" }));
    let usage = ok(client.get_usage(&days, NONE)).await;

    assert_eq!(usage["domain"], "https://demo.interwater.example");
    let detail = usage["detail"].as_array().expect("rows");
    assert!(detail.len() > 50, "{} rows", detail.len());
    let seconds: u64 = detail
        .iter()
        .map(|row| row["sessionTimeSecond"].as_u64().expect("seconds"))
        .sum();
    assert_eq!(usage["totalSecond"], seconds);
    for row in detail {
        let members: Vec<_> = row.as_object().expect("a row").keys().collect();
        assert_eq!(members, ["createdAt", "roomName", "sessionTimeSecond"]);
        assert!(["2026-11-16", "2026-11-17"].contains(&day_of(row)));
    }
    assert!(detail.is_sorted_by_key(|row| Reverse(row["createdAt"].to_string())));
    let request = world.last_request().await;
    assert_eq!(
        request.line(),
        "GET /v1/static?startTime=2026-11-16&endTime=2026-11-17"
    );
}

#[wasm_bindgen_test]
async fn a_summary_is_what_the_rows_add_up_to() {
    let world = World::at(NOON).await;
    let client = s_connector(&world);
    let days = js(json!({ "startTime": "2026-11-01", "endTime": "2026-11-17" }));
    let usage = ok(client.get_usage(&days, NONE)).await;

    let summary = ok(client.summarize_usage(&days, NONE)).await;

    let rows = usage["detail"].as_array().expect("rows");
    let mut rooms: Vec<_> = added_up(rows, |row| row["roomName"].as_str().expect("a name"))
        .into_iter()
        .collect();
    rooms.sort_by_key(|(name, (seconds, _))| (Reverse(*seconds), *name));
    let by_room: Vec<_> = rooms
        .into_iter()
        .map(|(name, (seconds, count))| json!({ "roomName": name, "totalSecond": seconds, "sessionCount": count }))
        .collect();
    let by_day: Vec<_> = added_up(rows, day_of)
        .into_iter()
        .map(|(day, (seconds, count))| json!({ "day": day, "totalSecond": seconds, "sessionCount": count }))
        .collect();
    assert_eq!(by_day.len(), 17);
    assert_eq!(
        summary,
        json!({
            "domain": usage["domain"], "totalSecond": usage["totalSecond"], "sessionCount": rows.len(),
            "byRoom": by_room, "byDay": by_day,
        })
    );
}

#[wasm_bindgen_test]
async fn days_are_sent_in_utc_however_they_are_given() {
    let world = World::at(NOON).await;
    let client = s_connector(&world);
    for (start, day) in [
        (JsValue::from("2026-11-16"), "2026-11-16"),
        ("2026-11-16T08:59:59+09:00".into(), "2026-11-15"),
        ("2026-11-16T23:30:00".into(), "2026-11-16"),
        ("2026-11-16T00:00:00.000Z".into(), "2026-11-16"),
        (
            Date::new(&"2026-11-15T23:59:59.999Z".into()).into(),
            "2026-11-15",
        ),
    ] {
        ok(client.get_usage(&query("startTime", &start), NONE)).await;
        assert_eq!(world.last_request().await.query, format!("startTime={day}"));
    }
}

#[wasm_bindgen_test]
async fn days_that_do_not_exist_are_not_asked_for() {
    let world = World::at(NOON).await;
    let client = s_connector(&world);
    for wrong in [
        js(json!({})),
        js(json!({ "startTime": "" })),
        js(json!({ "startTime": "yesterday" })),
        js(json!({ "startTime": "2026-02-29" })),
        js(json!({ "startTime": "2026-11-16T25:00:00Z" })),
        js(json!({ "startTime": 1_794_970_800_000_u64 })),
        js(json!({ "startTime": "2026-11-16", "endTime": "2026-11-15" })),
        query("startTime", &Date::new(&"never".into())),
        js(json!("2026-11-16")),
        js(json!(null)),
    ] {
        for call in [
            client.get_usage(&wrong, NONE),
            client.summarize_usage(&wrong, NONE),
        ] {
            assert_eq!(
                fails(call).await.told(),
                json!({ "kind": "invalidArgument", "attempts": 0, "outcome": "notSent", "retryable": false }),
                "{wrong:?}"
            );
        }
    }
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn a_row_that_is_wrong_is_named() {
    let world = World::at(NOON).await;
    let client = s_connector(&world);
    let days = js(json!({ "startTime": "2026-11-16" }));
    let wrong = json!({ "kind": "decode", "status": 200, "attempts": 1, "outcome": "unknown", "retryable": false });

    let fault =
        json!({ "type": "set", "path": "data.detail[3].sessionTimeSecond", "value": "soon" });
    world.breaks_times("getUsage", 2, fault).await;
    for call in [
        client.get_usage(&days, NONE),
        client.summarize_usage(&days, NONE),
    ] {
        let mut told = wrong.clone();
        told["decodePath"] = json!("data.detail[3].sessionTimeSecond");
        assert_eq!(fails(call).await.told(), told);
    }

    world
        .breaks(
            "getUsage",
            json!({ "type": "remove", "path": "data.detail[7].roomName" }),
        )
        .await;
    let error = fails(client.get_usage(&days, NONE)).await;
    assert_eq!(error.text("decodePath"), "data.detail[7].roomName");
}

#[wasm_bindgen_test]
async fn a_row_without_a_day_cannot_be_added_up() {
    let world = World::at(NOON).await;
    let days = js(json!({ "startTime": "2026-11-16" }));
    world
        .breaks(
            "getUsage",
            json!({ "type": "set", "path": "data.detail[2].createdAt", "value": "some day" }),
        )
        .await;

    let error = fails(s_connector(&world).summarize_usage(&days, NONE)).await;

    assert_eq!(
        error.told(),
        json!({
            "kind": "decode", "status": 200, "attempts": 1, "outcome": "unknown", "retryable": false,
            "decodePath": "data.detail[2].createdAt",
        })
    );
    assert_eq!(error.text("operation"), "summarizeUsage");
}

#[wasm_bindgen_test]
async fn seconds_may_come_as_text_and_rows_with_more_members() {
    let world = World::at(NOON).await;
    let days = js(json!({ "startTime": "2026-11-16" }));
    let row = json!({ "roomName": "새 방", "sessionTimeSecond": "75", "createdAt": "2026-11-16T01:02:03.000Z", "extra": [1] });
    world
        .breaks(
            "getUsage",
            json!({ "type": "set", "path": "data.detail[0]", "value": row }),
        )
        .await;

    let usage = ok(s_connector(&world).get_usage(&days, NONE)).await;

    assert_eq!(
        usage["detail"][0],
        json!({ "roomName": "새 방", "sessionTimeSecond": 75, "createdAt": "2026-11-16T01:02:03.000Z" })
    );
}

fn query(name: &str, value: &JsValue) -> JsValue {
    let query = Object::new();
    Reflect::set(&query, &name.into(), value).expect("an object");
    query.into()
}

fn day_of(row: &Value) -> &str {
    &row["createdAt"].as_str().expect("a time")[..10]
}

/// Seconds and number of the rows of each name.
fn added_up<'a>(
    rows: &'a [Value],
    name: impl Fn(&'a Value) -> &'a str,
) -> BTreeMap<&'a str, (u64, u64)> {
    let mut sums = BTreeMap::new();
    for row in rows {
        let (seconds, count) = sums.entry(name(row)).or_insert((0, 0));
        *seconds += row["sessionTimeSecond"].as_u64().expect("seconds");
        *count += 1;
    }
    sums
}
