//! Unknown names: what is said of them.

use crate::names::{is_slip, shown, unknown};

const OPTIONS: [&str; 4] = ["baseUrl", "timeoutMs", "licenseKey", "licenseId"];

#[test]
fn the_nearest_name_is_offered() {
    for (name, meant) in [
        ("timeoutMS", "timeoutMs"),
        ("timeout", "timeoutMs"),
        ("licenceKey", "licenseKey"),
        ("license_id", "licenseId"),
        ("baseURL", "baseUrl"),
    ] {
        let said = unknown(name, &OPTIONS);
        assert!(
            said.ends_with(&format!("did you mean {meant}?")),
            "{name} {said}"
        );
    }
}

#[test]
fn where_none_is_near_all_are_named() {
    assert_eq!(
        unknown("name", &["userKey", "email", "meta"]),
        "is unknown: what is known here is userKey, email, meta"
    );
}

#[test]
fn a_slip_is_within_two_edits_and_no_known_name() {
    const CALL: [&str; 2] = ["signal", "timeoutMs"];
    for slip in [
        "signals",
        "Signal",
        "singal",
        "timeoutMS",
        "timeoutms",
        "timeout",
    ] {
        assert!(is_slip(slip, &CALL), "{slip}");
    }
    for other in [
        "signal",
        "timeoutMs",
        "queryKey",
        "meta",
        "client",
        "pageParam",
        "direction",
        "arg",
        "",
    ] {
        assert!(!is_slip(other, &CALL), "{other}");
    }
}

#[test]
fn a_name_without_end_is_shown_in_part() {
    assert_eq!(shown(&"가".repeat(1_000)), "가".repeat(40));
    assert!(!is_slip(&"x".repeat(100_000), &["signal"]));
}
