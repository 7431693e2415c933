//! The tables of the operations, held against what the documents say of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::exchange::retry::Replay;
use crate::{airfob, arctos, s_connector};

#[test]
fn the_document_on_reliability_gives_every_operation_its_replay_class() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reliability.md");
    let page = fs::read_to_string(path).unwrap();
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    for row in page.lines().filter(|row| row.starts_with("| ")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        if let ["", class @ ("Always" | "IfRefused" | "Never"), names, ..] = cells[..] {
            for name in names.split(',') {
                // What stands in brackets is said of the operation.
                let name = name.split('(').next().unwrap().trim();
                told.insert(name.to_owned(), class.to_owned());
            }
        }
    }
    let mut known = BTreeMap::new();
    let tables = [
        &arctos::operations::OPERATIONS[..],
        &s_connector::operations::OPERATIONS,
        &airfob::operations::OPERATIONS,
    ];
    for endpoint in tables
        .into_iter()
        .flatten()
        .map(|operation| &operation.endpoint)
    {
        let class = match endpoint.replay {
            Replay::Always => "Always",
            Replay::IfRefused => "IfRefused",
            Replay::Never => "Never",
        };
        // It sends nothing.
        if endpoint.name != "signOut" {
            known.insert(endpoint.name.to_owned(), class.to_owned());
        }
    }
    assert_eq!(told, known);
}

#[test]
fn no_table_has_more_members_than_the_reader_can_tell_apart() {
    let tables = [
        &arctos::operations::OPERATIONS[..],
        &s_connector::operations::OPERATIONS,
        &airfob::operations::OPERATIONS,
    ];
    for operation in tables.into_iter().flatten() {
        assert!(
            operation.endpoint.answer.0.len() <= 32,
            "{}",
            operation.endpoint.name
        );
    }
}
