//! The canary: every secret is marked, the service echoes all it is sent, and nothing that can be seen shows a mark.

use std::fmt::Debug;
use std::rc::Rc;

use serde_json::json;

use super::arctos::{code, moderator, sign_in};
use super::desk::{airfob, arctos_options, plain, s_connector, within};
use super::examples::airfob::new_user_with_card;
use super::scripted::{
    Reply, Sent, Shelf, World, answer, broken, hangs, ms, network, out_of_memory, status, too_large,
};
use crate::{
    AirfobCredentials, ArctosClient, CardToSend, ClientOptions, Error, Retry,
    SConnectorCredentials, Secret, StoredToken, TokenFunction, TokenResult, TokenSource,
    UsageQuery,
};

const MARK: &str = "canary";

fn secret(what: &str) -> Secret {
    Secret::new(format!("{MARK}-{what}"))
}

/// Keeps what can be seen, to be looked through at the end.
#[derive(Default)]
struct Seen(Vec<String>);

impl Seen {
    fn debug(&mut self, value: &impl Debug) {
        self.0.push(format!("{value:?}"));
        self.0.push(format!("{value:#?}"));
    }

    fn result<T: Debug>(&mut self, result: &Result<T, Error>) {
        self.debug(result);
        if let Err(error) = result {
            self.0.push(error.to_string());
            self.0.extend(error.service_message().map(str::to_owned));
            self.0.extend(error.decode_path().map(str::to_owned));
            let source = std::error::Error::source(error);
            self.0.extend(source.map(ToString::to_string));
        }
    }

    fn events(&mut self, world: &World) {
        for event in world.events() {
            self.debug(&event);
            self.0.push(json!(event).to_string());
        }
    }

    fn assert_clean(&self) {
        assert!(!self.0.is_empty());
        for text in &self.0 {
            assert!(!text.contains(MARK), "{text}");
        }
    }
}

/// All that a request holds, as a service might quote it.
fn echo(sent: &Sent) -> String {
    let headers: Vec<&str> = sent
        .headers
        .iter()
        .map(|(_, value)| value.as_str())
        .collect();
    format!(
        "{} {} {}",
        sent.url,
        headers.join(" "),
        sent.body.as_deref().unwrap_or_default()
    )
}

/// Answers of every kind of failure, each with all that was sent in it.
fn failures(kind: usize, sent: &Sent) -> Reply {
    let words = echo(sent);
    let inside = |status: serde_json::Value| {
        answer(
            200,
            json!({"status": status, "message": words, "error": words}).to_string(),
        )
    };
    let http = |code: u16| answer(code, json!({"status": 0, "message": words}).to_string());
    match kind {
        0 => http(400),
        1 => http(401),
        2 => http(403),
        3 => http(404),
        4 => http(429),
        5 => http(500),
        6 => answer(403, json!({"code": 3404, "error": words}).to_string()),
        7 => inside(json!(0)),
        8 => inside(json!(false)),
        9 => inside(json!(422)),
        10 => answer(200, words),
        11 => answer(200, json!({"status": words}).to_string()),
        12 => answer(
            200,
            json!({"status": 1, "info": words, "data": words, "record": words}).to_string(),
        ),
        13 => answer(
            200,
            json!({"status": 200, "info": {words.clone(): words}, "data": {words.clone(): words}})
                .to_string(),
        ),
        14 => status(302),
        15 => network(),
        16 => broken(200),
        17 => too_large(200),
        18 => hangs(),
        19 => out_of_memory(200),
        _ => answer(503, words).retry_after("soon"),
    }
}

const KINDS: std::ops::Range<usize> = 0..21;

fn credentials() -> SConnectorCredentials {
    SConnectorCredentials {
        access_key: "foziz2mdywm".to_owned(),
        secret_key: secret("secret-key"),
        expires: None,
        is_owner: None,
    }
}

fn account() -> AirfobCredentials {
    AirfobCredentials {
        email: "api@mocainc.com".to_owned(),
        password: secret("password"),
    }
}

fn options(world: &World) -> ClientOptions {
    ClientOptions {
        timeout: Some(ms(5_000.0)),
        ..world.options()
    }
}

#[test]
fn no_failure_of_arctos_shows_a_secret() {
    for kind in KINDS {
        let world = World::new(move |sent| failures(kind, sent));
        let mut arctos = arctos_options(options(&world));
        arctos.license_key = Some(secret("license-key"));
        arctos.license_id = Some(secret("license-id"));
        let mut seen = Seen::default();
        seen.debug(&arctos);
        let client = ArctosClient::new(arctos).unwrap();
        seen.debug(&client);
        seen.result(&world.run(client.get_auth_code(&moderator(), plain())));
        let exchange = code(secret("code").expose());
        seen.debug(&exchange);
        seen.result(&world.run(client.get_auth_token_use_code(&exchange, plain())));
        seen.result(&world.run(client.check_auth_token(Some(&secret("token")), plain())));
        seen.result(&world.run(client.sign_in(&sign_in(), plain())));
        seen.events(&world);
        seen.assert_clean();
    }
}

#[test]
fn no_failure_of_s_connector_shows_a_secret() {
    let query = UsageQuery {
        start_time: "2021-02-20".to_owned(),
        end_time: None,
        time_zone: None,
    };
    for kind in KINDS {
        for source in [
            TokenSource::Credentials(credentials()),
            TokenSource::AccessToken(secret("token")),
            TokenSource::Login,
        ] {
            let world = World::new(move |sent| failures(kind, sent));
            let mut seen = Seen::default();
            seen.debug(&source);
            let client = s_connector(options(&world), source);
            seen.debug(&client);
            seen.result(&world.run(client.authenticate(Some(&credentials()), plain())));
            seen.result(&world.run(client.authenticate(None, plain())));
            seen.result(&world.run(client.get_license(plain())));
            seen.result(&world.run(client.get_session("room", plain())));
            seen.result(&world.run(client.get_usage(&query, plain())));
            seen.events(&world);
            seen.assert_clean();
        }
    }
}

#[test]
fn no_failure_of_airfob_shows_a_secret() {
    let card = CardToSend {
        site_id: "0".to_owned(),
        number: Some("1".to_owned()),
        card_id: None,
    };
    for kind in KINDS {
        for source in [
            TokenSource::Credentials(account()),
            TokenSource::AccessToken(secret("token")),
        ] {
            let world = World::new(move |sent| failures(kind, sent));
            let mut seen = Seen::default();
            seen.debug(&source);
            let client = airfob(options(&world), source);
            seen.debug(&client);
            seen.result(&world.run(client.login(Some(&account()), plain())));
            seen.result(&world.run(client.send_card(&card, plain())));
            seen.result(&world.run(client.create_user_with_card(&new_user_with_card(), plain())));
            seen.events(&world);
            seen.assert_clean();
        }
    }
}

#[test]
fn a_token_that_was_obtained_is_taken_out_of_the_words_that_refuse_it() {
    let world = World::new(|sent| match sent.path.as_str() {
        "/v1/auth" => super::desk::login_with(secret("obtained-token").expose()),
        _ => answer(
            403,
            json!({"status": false, "message": echo(sent)}).to_string(),
        ),
    });
    let client = s_connector(options(&world), TokenSource::Credentials(credentials()));
    let result = world.run(client.get_license(plain()));
    let error = result.as_ref().unwrap_err();
    assert!(
        error.service_message().unwrap().contains("[redacted]"),
        "{error}"
    );
    let mut seen = Seen::default();
    seen.result(&result);
    seen.events(&world);
    seen.assert_clean();
}

#[test]
fn what_succeeds_prints_no_secret_either() {
    let world = World::new(|sent| {
        match sent.path.as_str() {
        "/api/auth/code" => answer(200, json!({"status": 1, "info": {"code": secret("code").expose()}}).to_string()),
        "/api/auth/login" => {
            answer(200, json!({"status": 1, "info": {"user_id": 1, "access_token": secret("token").expose()}}).to_string())
        }
        "/v1/auth" => super::desk::login_with(secret("token").expose()),
        "/login" => answer(
            200,
            json!({"status": 200, "record": {"email": "e", "accountType": "t", "accessToken": secret("token").expose(), "name": "n", "accountStatus": "s"}}).to_string(),
        ),
        _ => answer(200, r#"{"status": 1, "info": {"user_id": 1, "client_id": "c"}}"#),
    }
    });
    let shelf = Shelf::new(&world.clock);
    let options = ClientOptions {
        token_store: Some(Rc::new(shelf)),
        ..options(&world)
    };
    let mut seen = Seen::default();
    let client = super::desk::arctos(options.clone());
    seen.result(&world.run(client.get_auth_code(&moderator(), plain())));
    seen.result(&world.run(client.get_auth_token_use_code(&code("c"), plain())));
    seen.result(&world.run(client.sign_in(&sign_in(), plain())));
    seen.debug(&client);
    let client = s_connector(options.clone(), TokenSource::Login);
    seen.result(&world.run(client.authenticate(Some(&credentials()), plain())));
    seen.debug(&client);
    let client = airfob(options, TokenSource::Credentials(account()));
    seen.result(&world.run(client.login(None, plain())));
    seen.debug(&client);
    seen.events(&world);
    assert!(
        seen.0.iter().all(|text| !text.starts_with("Err")),
        "all of them succeed"
    );
    seen.assert_clean();
}

#[test]
fn debug_of_all_that_is_public_prints_no_secret() {
    let world = World::silent();
    let mut seen = Seen::default();
    seen.debug(&secret("x"));
    seen.debug(&credentials());
    seen.debug(&account());
    seen.debug(&StoredToken {
        access_token: secret("token"),
        expires_at: Some(1),
    });
    seen.debug(&TokenSource::Credentials(credentials()));
    seen.debug(&TokenSource::<SConnectorCredentials>::AccessToken(secret(
        "token",
    )));
    let function =
        TokenFunction::new(|_| Box::pin(async { TokenResult::Ok(secret("token").into()) }));
    seen.debug(&function);
    seen.debug(&TokenSource::<SConnectorCredentials>::Function(function));
    seen.debug(&world.options());
    seen.debug(&world.options().platform);
    let request = crate::Request {
        method: crate::Method::Post,
        url: "https://h/v1/auth".to_owned(),
        path: "/v1/auth".to_owned(),
        query: String::new(),
        headers: vec![(
            "authorization",
            crate::HeaderValue::Secret("Bearer ", secret("token")),
        )],
        body: Some(secret("body")),
    };
    seen.debug(&request);
    seen.assert_clean();
}

#[test]
fn an_unfit_secret_is_refused_without_being_shown() {
    let world = World::silent();
    let unfit = Secret::new(format!("{MARK}\n"));
    let mut seen = Seen::default();
    let mut arctos = arctos_options(world.options());
    arctos.license_key = Some(unfit.clone());
    seen.result(&ArctosClient::new(arctos));
    let client = super::desk::arctos(world.options());
    seen.result(&world.run(client.check_auth_token(Some(&unfit), plain())));
    seen.result(&crate::SConnectorClient::new(crate::SConnectorOptions {
        client: world.options(),
        source: TokenSource::AccessToken(unfit),
    }));
    seen.assert_clean();
}

#[test]
fn a_password_in_a_base_url_is_refused_without_being_shown() {
    let world = World::silent();
    let options = ClientOptions {
        base_url: Some(format!("https://user:{MARK}-password@api.interwater.biz")),
        ..world.options()
    };
    let mut seen = Seen::default();
    seen.debug(&options);
    let source = TokenSource::Login;
    seen.result(&crate::SConnectorClient::new(crate::SConnectorOptions {
        client: options,
        source,
    }));
    seen.assert_clean();
}

#[test]
fn a_timeout_shows_nothing_of_what_was_under_way() {
    let world = World::new(|_| hangs());
    let client = s_connector(
        ClientOptions {
            retry: Retry::NONE,
            ..world.options()
        },
        TokenSource::Credentials(credentials()),
    );
    let mut seen = Seen::default();
    seen.result(&world.run(client.get_license(within(100.0))));
    seen.events(&world);
    seen.assert_clean();
}
