//! The examples of the vendor page "서버 API". Taken out of them: the `//` comments.

use std::time::Duration;

use super::assert_sent;
use crate::tests::desk::{plain, s_connector};
use crate::tests::scripted::{START, World, answer, exposed, moment};
use crate::{
    ClientOptions, License, SConnectorClient, SConnectorCredentials, Session, TokenSource, Usage,
    UsageEntry, UsageQuery,
};

pub const ISSUED_TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjMiLCJkb21haW4iOiJodHRwczovL3JlYWRtZS5pbnRlcndhdGVyLmJpeiIsImFjY2Vzc0tleSI6ImZveml6Mm1keXdtIiwiaWF0IjoxNjEwMjU5NDUzLCJleHAiOjE2MTAyNjMwNTN9.bI3YamUjo3MZ_443Hj31nwOEkD_f16XLAuIVCtXlyzY";
pub const TRIAL_TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJkb21haW4iOiJ0cmlhbCIsImVudiI6InByb2QiLCJpc1RyaWFsIjp0cnVlLCJjb21wYW55X25hbWUiOiJzLWNvbm5lY3RvciIsImlhdCI6MTYwOTA2Nzc3MCwiZXhwIjoxNjA5MTU0MTcwfQ.U7qDLxWGerdc24b3bm6UuS_sh6e2s7R_cI20loivcKk";
pub const USAGE_TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjMiLCJkb21haW4iOiJodHRwczovL3JlYWRtZS5pbnRlcndhdGVyLmJpeiIsImFjY2Vzc0tleSI6ImZveml6Mm1keXdtIiwiaWF0IjoxNjEzOTk2NTg5LCJleHAiOjE2MTQwMDI1ODl9.Tj9sIE09hljud-WWjOksy2a97TkoJK4BWDMVH-Fh2yM";

const AUTH_REQUEST: &str = r#"{
    "accessKey": "foziz2mdywm",
    "secretKey": "5bfdabd106fbd8c7ac14935c4e3ce98c4a84c79de697a777809c533f3b9232d116b697bf682ea43fca3a88ee6da62fb14e0f9e7805cf54feb0d38451de24eb333b368b155199272a96289bb70b21fa80bf418af5defe54d771443b80e2fb70beaeba8c59c1aa07aa298ea16c6696f3fd876ae7339adb1c349d14668458651e2a78a7f9094ad52a2ad86b01",
    "expires": 60
}"#;

pub const AUTH_RESPONSE: &str = r#"{
  "status": true,
  "data": {
    "accessToken": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjMiLCJkb21haW4iOiJodHRwczovL3JlYWRtZS5pbnRlcndhdGVyLmJpeiIsImFjY2Vzc0tleSI6ImZveml6Mm1keXdtIiwiaWF0IjoxNjEwMjU5NDUzLCJleHAiOjE2MTAyNjMwNTN9.bI3YamUjo3MZ_443Hj31nwOEkD_f16XLAuIVCtXlyzY"
  }
}"#;

pub const LICENSE_RESPONSE: &str = r#"{
  "status": true, 
  "data": {
    "domain": "trial", 
    "roomLimit": 10, 
    "enabled": 1,
    "createdAt": "2020-12-22T15:00:00.000Z"
  }
}"#;

pub const SESSIONS_RESPONSE: &str = r#"{
    "status": true,
    "data": [
        {
            "status": "WAIT",
            "user": 1,
            "roomName": "gfds"
        }
    ]
}"#;

pub const SESSION_RESPONSE: &str = r#"{
    "status": true,
    "data": {
        "status": "ON_GOING",
        "user": 2,
        "roomName": "gsdagd"
    }
}"#;

pub const USAGE_RESPONSE: &str = r#"{
    "status": true,
    "data": {
        "domain": "https://readme.interwater.biz",
        "totalSecond": 49951,
        "detail": [
            {
                "roomName": "gsdagd",
                "sessionTimeSecond": 42936,
                "createdAt": "2021-02-22T12:39:26.000Z"
            },
            {
                "roomName": "test",
                "sessionTimeSecond": 1481,
                "createdAt": "2021-02-22T04:45:20.000Z"
            },
            {
                "roomName": "test",
                "sessionTimeSecond": 4924,
                "createdAt": "2021-02-22T00:12:58.000Z"
            },
            {
                "roomName": "12312",
                "sessionTimeSecond": 610,
                "createdAt": "2021-02-21T02:34:52.000Z"
            }
        ]
    }
}"#;

fn client(world: &World, token: &str) -> SConnectorClient {
    s_connector(world.options(), TokenSource::AccessToken(token.into()))
}

fn keys() -> SConnectorCredentials {
    SConnectorCredentials {
        access_key: "foziz2mdywm".to_owned(),
        secret_key: "5bfdabd106fbd8c7ac14935c4e3ce98c4a84c79de697a777809c533f3b9232d116b697bf682ea43fca3a88ee6da62fb14e0f9e7805cf54feb0d38451de24eb333b368b155199272a96289bb70b21fa80bf418af5defe54d771443b80e2fb70beaeba8c59c1aa07aa298ea16c6696f3fd876ae7339adb1c349d14668458651e2a78a7f9094ad52a2ad86b01".into(),
        expires: Some(60),
        is_owner: None,
    }
}

#[test]
fn authenticate_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(200, AUTH_RESPONSE)]);
    let options = ClientOptions {
        base_url: Some("http://localhost:5000".to_owned()),
        ..world.options()
    };
    let client = s_connector(options, TokenSource::Login);
    let token = world
        .run(client.authenticate(Some(&keys()), plain()))
        .unwrap();
    assert_eq!(exposed(&token.access_token), ISSUED_TOKEN);
    assert_eq!(
        token.expires_at,
        Some(moment(START + 3_600_000.0)),
        "60 minutes from receipt"
    );
    let headers = [("Content-Type", "application/json")];
    assert_sent(
        &world,
        "POST",
        "http://localhost:5000/v1/auth",
        &headers,
        Some(AUTH_REQUEST),
    );
}

#[test]
fn what_is_optional_is_sent_where_it_is_given_and_left_out_where_it_is_not() {
    for (expires, is_owner, body) in [
        (
            None,
            None,
            r#"{"accessKey": "foziz2mdywm", "secretKey": "s"}"#,
        ),
        (
            None,
            Some(true),
            r#"{"accessKey": "foziz2mdywm", "secretKey": "s", "isOwner": true}"#,
        ),
        (
            Some(1),
            Some(false),
            r#"{"accessKey": "foziz2mdywm", "secretKey": "s", "expires": 1, "isOwner": false}"#,
        ),
    ] {
        let world = World::replying([answer(200, AUTH_RESPONSE)]);
        let keys = SConnectorCredentials {
            secret_key: "s".into(),
            expires,
            is_owner,
            ..keys()
        };
        let client = s_connector(world.options(), TokenSource::Credentials(keys));
        world.run(client.authenticate(None, plain())).unwrap();
        let headers = [("Content-Type", "application/json")];
        assert_sent(
            &world,
            "POST",
            "https://api.interwater.biz/v1/auth",
            &headers,
            Some(body),
        );
    }
}

#[test]
fn get_license_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(200, LICENSE_RESPONSE)]);
    let license = world
        .run(client(&world, TRIAL_TOKEN).get_license(plain()))
        .unwrap();
    let expected = License {
        domain: "trial".to_owned(),
        room_limit: 10,
        enabled: true,
        created_at: "2020-12-22T15:00:00.000Z".to_owned(),
    };
    assert_eq!(license, expected);
    let headers = [("s-connector-jwt", TRIAL_TOKEN)];
    assert_sent(
        &world,
        "GET",
        "https://api.interwater.biz/v1/info",
        &headers,
        None,
    );
}

#[test]
fn list_sessions_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(200, SESSIONS_RESPONSE)]);
    let sessions = world
        .run(client(&world, TRIAL_TOKEN).list_sessions(plain()))
        .unwrap();
    let expected = Session {
        room_name: "gfds".to_owned(),
        status: "WAIT".to_owned(),
        user_count: 1,
    };
    assert_eq!(sessions, [expected]);
    let headers = [("s-connector-jwt", TRIAL_TOKEN)];
    assert_sent(
        &world,
        "GET",
        "https://api.interwater.biz/v1/sessions",
        &headers,
        None,
    );
}

#[test]
fn get_session_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(200, SESSION_RESPONSE)]);
    let session = world
        .run(client(&world, TRIAL_TOKEN).get_session("room_name", plain()))
        .unwrap();
    let expected = Session {
        room_name: "gsdagd".to_owned(),
        status: "ON_GOING".to_owned(),
        user_count: 2,
    };
    assert_eq!(session, Some(expected));
    let headers = [("s-connector-jwt", TRIAL_TOKEN)];
    assert_sent(
        &world,
        "GET",
        "https://api.interwater.biz/v1/sessions/room_name",
        &headers,
        None,
    );
}

#[test]
fn get_usage_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(200, USAGE_RESPONSE)]);
    let query = UsageQuery {
        start_time: "2021-02-20".to_owned(),
        end_time: Some("2021-02-25".to_owned()),
        time_zone: None,
    };
    let usage = world
        .run(client(&world, USAGE_TOKEN).get_usage(&query, plain()))
        .unwrap();
    let entry = |room: &str, seconds, created_at: &str| UsageEntry {
        room_name: room.to_owned(),
        session_time: Duration::from_secs(seconds),
        created_at: created_at.to_owned(),
    };
    let expected = Usage {
        domain: "https://readme.interwater.biz".to_owned(),
        total_time: Duration::from_secs(49_951),
        detail: vec![
            entry("gsdagd", 42_936, "2021-02-22T12:39:26.000Z"),
            entry("test", 1_481, "2021-02-22T04:45:20.000Z"),
            entry("test", 4_924, "2021-02-22T00:12:58.000Z"),
            entry("12312", 610, "2021-02-21T02:34:52.000Z"),
        ],
    };
    assert_eq!(usage, expected);
    let url = "https://api.interwater.biz/v1/static?startTime=2021-02-20&endTime=2021-02-25";
    assert_sent(
        &world,
        "GET",
        url,
        &[("s-connector-jwt", USAGE_TOKEN)],
        None,
    );
}

#[test]
fn summarize_usage_reads_the_same_answer() {
    let world = World::replying([answer(200, USAGE_RESPONSE)]);
    let query = UsageQuery {
        start_time: "2021-02-20".to_owned(),
        end_time: Some("2021-02-25".to_owned()),
        time_zone: None,
    };
    let summary = world
        .run(client(&world, USAGE_TOKEN).summarize_usage(&query, plain()))
        .unwrap();
    assert_eq!(
        (summary.total_time, summary.session_count),
        (Duration::from_secs(49_951), 4)
    );
    let url = "https://api.interwater.biz/v1/static?startTime=2021-02-20&endTime=2021-02-25";
    assert_sent(
        &world,
        "GET",
        url,
        &[("s-connector-jwt", USAGE_TOKEN)],
        None,
    );
}
