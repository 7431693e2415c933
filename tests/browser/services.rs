//! The three services, through the platform's own fetch, clock and timers.

use js_sys::Date;
use roomkey::{
    ArctosRole, AuthCodeRequest, CallOptions, CardPeriod, NewUserWithCard, Secret, SignInRequest,
    TokenFunction, TokenSource, UsageEntry, UsageQuery, UserData, UserSearch,
};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::page::is_page;
use crate::support::world::World;

const CALL: CallOptions = CallOptions { timeout: None };

const HOUR_MS: f64 = 3_600_000.0;

#[wasm_bindgen_test]
async fn a_user_is_signed_in_and_the_token_kept() {
    let world = World::new().await;
    let client = world
        .arctos("/arctos/licenseKey", true)
        .expect("options that fit");

    let begun = Date::now() as i64;
    let signed_in = client.sign_in(&user(), CALL).await.expect("a sign-in");

    assert_eq!(signed_in.identity.role, "ADMIN");
    let life = signed_in.token.expires_at.expect("its end") - begun;
    assert!((7_200_000..7_260_000).contains(&life), "{life} ms");
    let again = client.check_auth_token(None, CALL).await;
    assert_eq!(again.ok(), Some(signed_in.identity));
    let steps = ["getAuthCode", "getAuthTokenUseCode", "checkAuthToken"];
    assert_eq!(world.operations().await[..3], steps);
}

#[wasm_bindgen_test]
async fn rooms_are_listed_after_one_login() {
    let world = World::new().await;
    let client = world.s_connector();

    let license = client.get_license(CALL).await.expect("a licence");
    let rooms = client.list_sessions(CALL).await.expect("rooms");

    assert_eq!((license.room_limit, license.enabled), (10, true));
    assert!(rooms.iter().any(|room| room.room_name == "room_name"));
    let operations = ["authenticate", "getLicense", "listSessions"];
    assert_eq!(world.operations().await, operations);
}

#[wasm_bindgen_test]
async fn usage_in_a_time_zone_is_that_of_its_days() {
    let client = World::new().await.s_connector();
    let in_seoul = |ms: f64| {
        let text = Date::new(&(ms + 9.0 * HOUR_MS).into()).to_iso_string();
        text.as_string()
            .expect("text")
            .split('T')
            .next()
            .map(str::to_owned)
    };
    let days_ago = |days: f64| in_seoul(Date::now() - days * 24.0 * HOUR_MS).expect("a day");
    let mut query = UsageQuery {
        start_time: days_ago(4.0),
        end_time: None,
        time_zone: None,
    };
    let all = client.get_usage(&query, CALL).await.expect("usage");

    let day = days_ago(2.0);
    query = UsageQuery {
        start_time: day.clone(),
        end_time: Some(day.clone()),
        time_zone: Some("Asia/Seoul".to_owned()),
    };
    let usage = client.get_usage(&query, CALL).await.expect("usage");

    let is_asked = |row: &UsageEntry| in_seoul(Date::parse(&row.created_at)) == Some(day.clone());
    let expected: Vec<_> = all.detail.into_iter().filter(is_asked).collect();
    assert!(!expected.is_empty());
    assert_eq!(usage.detail, expected);
}

#[wasm_bindgen_test]
async fn a_function_of_the_apps_gives_the_token() {
    let world = World::new().await;
    let token = world.s_connector().authenticate(None, CALL).await;
    let token = token.expect("a token").access_token;
    let function = TokenFunction::new(move |request| {
        assert_eq!(request.refused, None);
        let token: Secret = token.clone();
        Box::pin(async move { Ok(token.into()) })
    });
    let client = world.s_connector_from(TokenSource::Function(function));

    assert!(client.list_sessions(CALL).await.is_ok());

    assert_eq!(world.operations().await, ["authenticate", "listSessions"]);
}

#[wasm_bindgen_test]
async fn an_access_card_is_issued_with_a_portrait() {
    let world = World::new().await;
    let client = world.airfob();
    let now = Date::now() as i64;
    let request = NewUserWithCard {
        site_id: "0".to_owned(),
        user: UserData {
            user_key: Some("A-17".to_owned()),
            email: Some("hong@hanbit.example".to_owned()),
            portrait: Some(b"\x89PNG\r\n\x1a\n\x00\xff\xfe\xfb".to_vec()),
            ..UserData::default()
        },
        number: "12345678".to_owned(),
        period: CardPeriod {
            start_date: Some(now),
            end_date: Some(now + 3_600_000),
        },
    };

    let user = client.create_user_with_card(&request, CALL).await;

    let user = user.expect("a user");
    let portrait = user.portrait.expect("the address of the portrait");
    assert!(portrait.starts_with(world.text("/airfob/baseUrl")));
    assert_eq!(user.card.expect("a card").number, "12345678");
    let sent = world.requests().await.pop().expect("a request").body;
    let sent: Value = serde_json::from_str(&sent).expect("JSON");
    assert_eq!(sent["user"]["portraitData"], "iVBORw0KGgoA//77");
}

#[wasm_bindgen_test]
async fn the_pages_of_a_search_come_one_after_the_other() {
    let world = World::new().await;
    let client = world.airfob();
    let search = UserSearch {
        site_id: "1004".to_owned(),
        size: Some(25),
        ..UserSearch::default()
    };

    let mut pages = client.users(search, CALL);
    let mut sizes = Vec::new();
    while let Some(users) = pages.next().await.expect("a page") {
        sizes.push(users.len());
    }

    assert_eq!(sizes, [25, 25, 10]);
}

#[wasm_bindgen_test]
async fn a_wait_that_a_service_asks_for_is_kept_by_the_platforms_timer() {
    let world = World::new().await;
    let client = world.s_connector();
    client.authenticate(None, CALL).await.expect("a token");
    let headers = json!({ "retry-after": "1" });
    let fault = json!({ "type": "status", "status": 429, "headers": headers });
    world.breaks("getLicense", 1, fault).await;

    let begun = Date::now();
    assert!(client.get_license(CALL).await.is_ok());

    assert!(Date::now() - begun >= 990.0);
}

#[wasm_bindgen_test]
async fn a_licence_key_in_a_page_has_to_be_insisted_on() {
    let world = World::new().await;

    let client = world.arctos("/arctos/licenseKey", false);

    assert_eq!(client.is_err(), is_page());
}

fn user() -> SignInRequest {
    SignInRequest {
        user: AuthCodeRequest {
            user_id: "hong".to_owned(),
            name: Some("홍길동".to_owned()),
            role: ArctosRole::Admin,
        },
        client_id: None,
        redirect_uri: None,
    }
}
