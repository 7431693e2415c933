//! Base URLs, path segments and paths: nothing that a user or a room is called can lead a request elsewhere.

use proptest::prelude::*;

use super::desk::{arctos_options, failed, gist, of, plain, with_token};
use super::scripted::{World, status};
use crate::error::{Error, ErrorKind, Failure, Outcome};
use crate::exchange::url::{BaseUrl, checked_path, percent_encode, segment};
use crate::{
    ArctosClient, ArctosPaths, ClientOptions, SConnectorClient, SConnectorOptions, TokenSource,
};

fn parsed(text: &str) -> Result<String, Failure> {
    BaseUrl::parse(text, None, false).map(|base| base.as_str().to_owned())
}

fn refused(text: &str) {
    let failure = parsed(text).expect_err(text);
    assert_eq!(failure.kind, ErrorKind::InvalidArgument, "{text}");
}

#[test]
fn https_is_taken_as_it_is_but_for_slashes_at_its_end() {
    for (text, expected) in [
        ("https://api.interwater.biz", "https://api.interwater.biz"),
        ("https://api.interwater.biz/", "https://api.interwater.biz"),
        ("https://h:8443/a/b//", "https://h:8443/a/b"),
        ("HTTPS://h/Path", "https://h/Path"),
        (
            "https://[2001:db8::1]:8443/x",
            "https://[2001:db8::1]:8443/x",
        ),
        ("https://한글.example", "https://한글.example"),
    ] {
        assert_eq!(parsed(text).unwrap(), expected);
    }
}

#[test]
fn http_is_taken_on_every_form_of_loopback() {
    for text in [
        "http://localhost",
        "http://LocalHost:3000",
        "http://app.localhost:3000",
        "http://127.0.0.1",
        "http://127.0.0.1:5000/x",
        "http://127.255.255.254",
        "http://[::1]",
        "http://[::1]:5000",
    ] {
        assert!(parsed(text).is_ok(), "{text}");
    }
}

#[test]
fn http_is_refused_off_loopback_whatever_the_host_pretends_to_be() {
    for text in [
        "http://api.interwater.biz",
        "http://127.0.0.1.evil.com",
        "http://127.0.0.1.evil.com:80",
        "http://localhost.evil.com",
        "http://evil-localhost",
        "http://evillocalhost",
        "http://128.0.0.1",
        "http://1.127.0.0",
        "http://[::2]",
        "http://[::1].evil.com",
        "http://evil.com%2f.localhost",
        "http://evil.com%00.localhost",
        "http://evil.com,.localhost",
        "http://10.0.0.1",
        "http://192.168.0.1",
        "http://0.0.0.0",
        "HTTP://evil.com",
    ] {
        refused(text);
        assert!(BaseUrl::parse(text, None, true).is_ok(), "{text}");
    }
}

#[test]
fn allow_insecure_http_allows_http_and_nothing_else() {
    for text in [
        "ftp://h",
        "file:///x",
        "javascript://h",
        "ws://h",
        "://h",
        "h",
        "http:/h",
    ] {
        refused(text);
        assert!(BaseUrl::parse(text, None, true).is_err(), "{text}");
    }
}

#[test]
fn a_user_name_or_password_is_refused() {
    for text in [
        "https://user@h",
        "https://user:password@h",
        "https://@h",
        "http://localhost:80@evil.com",
        "http://127.0.0.1@evil.com",
    ] {
        refused(text);
    }
}

#[test]
fn a_refusal_does_not_repeat_the_url_that_may_hold_a_password() {
    let failure = parsed("https://user:canary-7f3a@h").unwrap_err();
    assert!(!failure.detail.contains("canary"), "{}", failure.detail);
}

#[test]
fn a_query_a_fragment_and_what_a_parser_would_drop_are_refused() {
    for text in [
        "https://h?key=1",
        "https://h/x?",
        "https://h#x",
        "https://h/\\evil.com",
        "https:\\\\h",
        "https://h /x",
        "https://h\t/x",
        "https://h\n/x",
        "https://h/\u{0}",
        " https://h",
        "https://h\u{a0}",
        "https://h/a/../b",
        "https://h/a/%2E%2e/b",
        "https://h/.",
        "https://h/./b",
        "https://",
        "https:///x",
        "",
        " ",
    ] {
        refused(text);
    }
}

#[test]
fn a_path_is_resolved_against_the_page() {
    let page = |text: &str| BaseUrl::parse(text, Some("https://shop.example:8443"), false);
    let base = page("/api/airfob/").unwrap();
    assert_eq!(base.as_str(), "https://shop.example:8443/api/airfob");
    assert_eq!(base.prefix(), "/api/airfob");
    assert_eq!(page("/").unwrap().as_str(), "https://shop.example:8443");
    let elsewhere = page("https://h/x").unwrap();
    assert_eq!(
        elsewhere.as_str(),
        "https://h/x",
        "a whole URL stays what it is"
    );
    for text in ["//evil.com", "/\\evil.com", "/../x", "/x?y", "api", "./api"] {
        assert!(page(text).is_err(), "{text}");
    }
}

#[test]
fn a_path_needs_a_page() {
    refused("/api/airfob");
}

#[test]
fn a_page_on_http_is_no_way_around_https() {
    let page = |origin| BaseUrl::parse("/api", Some(origin), false);
    assert!(page("http://shop.example").is_err());
    assert!(page("http://localhost:3000").is_ok());
}

#[test]
fn the_prefix_is_what_comes_after_the_host() {
    let prefix = |text: &str| {
        BaseUrl::parse(text, None, false)
            .unwrap()
            .prefix()
            .to_owned()
    };
    assert_eq!(prefix("https://h"), "");
    assert_eq!(prefix("https://h/"), "");
    assert_eq!(prefix("https://h:1/a/b/"), "/a/b");
}

#[test]
fn a_client_needs_a_base_url_that_is_fit() {
    let world = World::silent();
    let build = |base_url: Option<&str>| {
        let client = ClientOptions {
            base_url: base_url.map(str::to_owned),
            ..world.options()
        };
        let source = TokenSource::Login;
        SConnectorClient::new(SConnectorOptions { client, source })
    };
    assert!(build(None).is_ok(), "S-Connector has a default");
    let error = build(Some("http://evil.com")).unwrap_err();
    assert_eq!(
        gist(&error),
        of(ErrorKind::InvalidArgument, 0, Outcome::NotSent, false)
    );
    assert_eq!(error.operation(), "constructor");

    let mut options = arctos_options(world.options());
    options.client.base_url = None;
    let error = ArctosClient::new(options).unwrap_err();
    assert!(error.to_string().contains("baseUrl is required"), "{error}");
}

#[test]
fn requests_go_below_the_prefix() {
    let world = World::replying([status(404)]);
    let client = with_token(ClientOptions {
        base_url: Some("https://gateway.example/s-connector/".to_owned()),
        ..world.options()
    });
    let _ = world.run(client.get_license(plain()));
    let sent = &world.sent()[0];
    assert_eq!(sent.url, "https://gateway.example/s-connector/v1/info");
    assert_eq!(sent.path, "/s-connector/v1/info");
}

#[test]
fn a_rooms_name_stays_one_segment() {
    for (name, expected) in [
        ("room_name", "room_name"),
        ("../info?x=1#y", "..%2Finfo%3Fx%3D1%23y"),
        ("회의실 1", "%ED%9A%8C%EC%9D%98%EC%8B%A4%201"),
        ("a/b\\c", "a%2Fb%5Cc"),
        ("100%", "100%25"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("a+b&c=d;e", "a%2Bb%26c%3Dd%3Be"),
        ("\r\nx: y", "%0D%0Ax%3A%20y"),
        ("-._~", "-._~"),
    ] {
        assert_eq!(segment(name, "roomName").unwrap(), expected);
    }
}

#[test]
fn a_rooms_name_that_a_url_cannot_hold_is_refused_before_anything_is_sent() {
    for name in ["", ".", ".."] {
        let world = World::silent();
        let client = with_token(world.options());
        let error = failed(world.run(client.get_session(name, plain())));
        assert_eq!(
            gist(&error),
            of(ErrorKind::InvalidArgument, 0, Outcome::NotSent, false)
        );
        assert!(error.to_string().contains("roomName"), "{error}");
    }
}

#[test]
fn a_strange_room_is_asked_for_and_nothing_else() {
    let world = World::replying([status(404), status(404)]);
    let client = with_token(world.options());
    for name in ["../info?x=1#y", "회의실 1"] {
        let session = world.run(client.get_session(name, plain())).unwrap();
        assert_eq!(session, None);
    }
    let urls: Vec<String> = world.sent().into_iter().map(|sent| sent.url).collect();
    assert_eq!(
        urls,
        [
            "https://api.interwater.biz/v1/sessions/..%2Finfo%3Fx%3D1%23y",
            "https://api.interwater.biz/v1/sessions/%ED%9A%8C%EC%9D%98%EC%8B%A4%201",
        ]
    );
}

#[test]
fn a_path_given_as_an_option_is_one_that_stays_as_it_is() {
    for path in ["/", "/api/auth/code", "/a%20b/c", "/v2/auth;x=1"] {
        checked_path(path, "paths.code").unwrap();
    }
    for path in [
        "",
        "api/auth",
        "https://evil.com/x",
        "/a b",
        "/a\n",
        "/회",
        "/a?b",
        "/a#b",
        "/a\\b",
        "/../a",
        "/%2e%2E/a",
        "/a/./b",
        "/a/..",
    ] {
        let failure = checked_path(path, "paths.code").expect_err(path);
        assert_eq!(failure.kind, ErrorKind::InvalidArgument);
        assert!(failure.detail.contains("paths.code"), "{}", failure.detail);
    }
}

#[test]
fn the_arctos_paths_are_options() -> Result<(), Error> {
    let world = World::new(|_| status(404));
    let mut options = arctos_options(world.options());
    options.paths = ArctosPaths {
        code: Some("/c".to_owned()),
        token: Some("/t".to_owned()),
        check: Some("/k".to_owned()),
    };
    let client = ArctosClient::new(options.clone())?;
    let _ = world.run(client.get_auth_code(&super::arctos::moderator(), plain()));
    let _ = world.run(client.get_auth_token_use_code(&super::arctos::code("x"), plain()));
    let _ = world.run(client.check_auth_token(Some(&"token".into()), plain()));
    let paths: Vec<String> = world.sent().into_iter().map(|sent| sent.path).collect();
    assert_eq!(paths, ["/c", "/t", "/k"]);

    options.paths.check = Some("no/slash".to_owned());
    let error = ArctosClient::new(options).unwrap_err();
    assert!(error.to_string().contains("paths.check"), "{error}");
    Ok(())
}

/// Percent-decoding, written apart from the crate.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            let digits = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_encoded_is_decoded_to_what_it_was(text in any::<String>()) {
        prop_assert_eq!(decoded(&percent_encode(&text)), text);
    }

    #[test]
    fn whatever_an_id_holds_it_stays_one_segment(id in "[./\\\\%?#a-c ]{1,6}|\\PC{1,20}") {
        prop_assume!(id != "." && id != "..");
        let encoded = segment(&id, "id").unwrap();
        prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
        prop_assert!(!encoded.is_empty() && encoded != "." && encoded != "..");
        // A URL parser takes these for dots too.
        prop_assert!(!encoded.to_ascii_lowercase().contains("%2e"));
    }

    #[test]
    fn a_base_url_that_is_taken_says_where_it_goes(text in "(https?://)?[a-z0-9.:@/?#\\\\\\[\\] %-]{0,20}", insecure in any::<bool>()) {
        if let Ok(base) = BaseUrl::parse(&text, Some("https://page.example"), insecure) {
            let whole = base.as_str();
            prop_assert!(whole.starts_with("https://") || whole.starts_with("http://"));
let host = whole.strip_suffix(base.prefix()).unwrap();
            prop_assert!(!host.contains('@'));
            prop_assert!(!whole.contains(['?', '#', '\\', ' ']));
            prop_assert!(!whole.ends_with('/'));
            prop_assert!(whole.ends_with(base.prefix()));
            prop_assert!(base.prefix().is_empty() || base.prefix().starts_with('/'));
        }
    }

    #[test]
    fn of_numbers_with_dots_those_are_loopback_that_the_standard_library_takes_for_it(
        host in "(127|0127|128)(\\.[0-9]{0,4}|\\.(0|1|25[0-9])){2,4}",
    ) {
        let address = host.parse::<std::net::Ipv4Addr>();
        let expected = address.is_ok_and(|address| address.is_loopback());
        prop_assert_eq!(BaseUrl::parse(&format!("http://{host}"), None, false).is_ok(), expected);
    }

    #[test]
    fn dots_are_refused_as_a_segment_alone(segment in "(\\.|%2[eE]|%|2|a){1,4}") {
        let is_dots = [".", ".."].contains(&segment.replace("%2e", ".").replace("%2E", ".").as_str());
        prop_assert_eq!(checked_path(&format!("/{segment}/x"), "paths.code").is_err(), is_dots);
    }

    #[test]
    fn no_text_is_too_strange_for_a_base_url_to_be_judged(text in any::<String>()) {
        let _ = BaseUrl::parse(&text, Some("https://page.example"), false);
        let _ = checked_path(&text, "paths.code");
    }
}
