//! What the WebAssembly module is made of, by the crate that its functions come from.

use std::collections::BTreeMap;

use anyhow::Result;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use super::{Part, Parts};

const DATA: &str = "data section";
const NAMELESS: &str = "code without a name";
const OTHER_SECTIONS: &str = "other sections";
const REST_OF_ROOMKEY: &str = "roomkey: other";
const FACE: &str = "roomkey: face";
const GLUE: &str = "wasm-bindgen";
const OTHER_CRATES: &str = "other crates";

/// The parts of the module: its code by module for this crate and by crate for all others, and what is no code.
pub const PARTS: &[(&str, &[&str])] = &[
    ("roomkey: arctos", &["roomkey::arctos"]),
    ("roomkey: s_connector", &["roomkey::s_connector"]),
    ("roomkey: airfob", &["roomkey::airfob"]),
    ("roomkey: exchange", &["roomkey::exchange"]),
    ("roomkey: token", &["roomkey::token"]),
    (FACE, &["roomkey_face"]),
    ("roomkey: json", &["roomkey_json"]),
    (REST_OF_ROOMKEY, &[]),
    ("serde", &["serde", "serde_core"]),
    ("serde_wasm_bindgen", &["serde_wasm_bindgen"]),
    (
        GLUE,
        &["wasm_bindgen", "wasm_bindgen_futures", "js_sys", "web_sys"],
    ),
    ("core", &["core"]),
    ("alloc", &["alloc"]),
    ("std", &["std", "rlsf", "__rustc"]),
    (OTHER_CRATES, &[]),
    (NAMELESS, &[]),
    (DATA, &[]),
    (OTHER_SECTIONS, &[]),
];

/// The parts of a module that holds the names of its functions; those names are no part.
pub fn parts(wasm: &[u8]) -> Result<Vec<Part>> {
    let mut imported = 0;
    let mut functions = Vec::new();
    let mut names = BTreeMap::new();
    let mut names_size = 0;
    let mut data_size = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => functions.push(body.range().len()),
            Payload::DataSection(section) => data_size = section.range().len(),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(subsections) = section.as_known() else {
                    continue;
                };
                names_size = section.range().len();
                for subsection in subsections {
                    let Name::Function(map) = subsection? else {
                        continue;
                    };
                    for naming in map {
                        let naming = naming?;
                        names.insert(usize::try_from(naming.index)?, naming.name);
                    }
                }
            }
            _ => {}
        }
    }
    let mut parts = Parts::new(PARTS);
    let mut rest = wasm.len() - names_size - data_size;
    for (index, size) in functions.into_iter().enumerate() {
        let name = names.get(&(imported + index));
        parts.add(name.map_or(NAMELESS, |name| part_of(name)), size);
        rest -= size;
    }
    parts.add(DATA, data_size);
    parts.add(OTHER_SECTIONS, rest);
    Ok(parts.sorted())
}

/// The part that a function belongs to, by its demangled name.
fn part_of(name: &str) -> &'static str {
    let path = without_hashes(name);
    let owned_by = |owner: &str| {
        let mut parts = PARTS.iter();
        parts.find(|(_, owners)| owners.contains(&owner))
    };
    // Also what another crate does for a type of this one: `<roomkey::arctos::types::User as core::fmt::Debug>::fmt`.
    if let Some((_, rest)) = path.split_once("roomkey::") {
        let module = rest.split(|c| !is_word(c)).next().unwrap_or_default();
        return owned_by(&format!("roomkey::{module}")).map_or(REST_OF_ROOMKEY, |(part, _)| part);
    }
    if let Some(owner) = crate_of(&path) {
        return owned_by(owner).map_or(OTHER_CRATES, |(part, _)| part);
    }
    // `handle_call externref shim`, which JavaScript calls.
    if path.starts_with("handle_") {
        return FACE;
    }
    if path.starts_with("__wbindgen") || path.contains("xternref") {
        return GLUE;
    }
    // `<char>::is_whitespace`
    if path.starts_with('<') {
        return "core";
    }
    OTHER_CRATES
}

/// The standard library's own functions give the hash of each crate: `core[c5930c85a12de822]::fmt`.
fn without_hashes(name: &str) -> String {
    let mut pieces = name.split('[');
    let mut path = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(']') {
            Some((hash, after)) if hash.len() == 16 => path.push_str(after),
            _ => path.push_str(piece),
        }
    }
    path
}

/// The first crate that a path names: `serde_wasm_bindgen` in `<&mut serde_wasm_bindgen::ser::ObjectSerializer as …>`.
fn crate_of(path: &str) -> Option<&str> {
    path.match_indices("::").find_map(|(end, _)| {
        let before = &path[..end];
        let start = before.rfind(|c| !is_word(c)).map_or(0, |at| at + 1);
        let word = &before[start..];
        let is_first = !before[..start].ends_with("::");
        // A type begins with a capital letter, as in `T::fmt`.
        let is_crate = word.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
        (is_first && is_crate).then_some(word)
    })
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::super::with_bytes;
    use super::*;

    #[test]
    fn a_function_belongs_to_the_crate_that_its_name_tells() {
        for (name, part) in [
            (
                "roomkey::arctos::codes::succeeded::hfa57fd2b6c0d11d6",
                "roomkey: arctos",
            ),
            (
                "roomkey::exchange::call::Call::send<roomkey::airfob::types::Card>::h9455433d",
                "roomkey: exchange",
            ),
            (
                "core::ptr::drop_in_place<alloc::vec::Vec<roomkey::token::Secret>>::h527e99464ad59222",
                "roomkey: token",
            ),
            (
                "<roomkey::error::Error as core::fmt::Debug>::fmt::h527e99464ad59222",
                "roomkey: other",
            ),
            ("handle_call externref shim", "roomkey: face"),
            (
                "<&mut serde_wasm_bindgen::ser::ObjectSerializer as serde_core::ser::SerializeMap>::serialize_value::h33ec",
                "serde_wasm_bindgen",
            ),
            ("<f64 as core[c5930c85a12de822]::fmt::Display>::fmt", "core"),
            ("<char>::escape_debug_ext", "core"),
            ("alloc::vec::Vec<T,A>::push::hd3236d5d8408b0e1", "alloc"),
            (
                "rlsf::tlsf::Tlsf<FLBitmap,SLBitmap,_,_>::allocate::h66152df15322555e",
                "std",
            ),
            ("__externref_table_alloc", "wasm-bindgen"),
            ("httpdate::date::parse::h96ca63c6cc3eb0bc", "other crates"),
            ("__multi3", "other crates"),
        ] {
            assert_eq!(part_of(name), part, "{name}");
        }
    }

    #[test]
    fn the_parts_of_a_module_are_the_whole_of_it_without_its_names() {
        let functions: &[(&str, usize)] =
            &[("roomkey::arctos::a", 300), ("core::b", 200), ("", 30)];
        let (wasm, names) = module(functions, 100);
        let parts = super::parts(&wasm).unwrap();
        let whole = wasm.len() - names;
        assert_eq!(parts.iter().map(|part| part.bytes).sum::<usize>(), whole);
        let other = whole - 300 - 200 - 30 - 107;
        let expected = [
            ("roomkey: arctos", 300),
            ("core", 200),
            (DATA, 107),
            (OTHER_SECTIONS, other),
            (NAMELESS, 30),
        ];
        assert_eq!(with_bytes(&parts), expected);
    }

    /// A module with one import, functions of these names and sizes, and data; and the size of the section of names.
    fn module(functions: &[(&str, usize)], data: usize) -> (Vec<u8>, usize) {
        let section = |id: u8, content: &[u8]| [vec![id], sized(content)].concat();
        let count = u8::try_from(functions.len()).unwrap();
        // No locals, then nothing but `nop`, then the end.
        let body = |size: usize| [vec![0], vec![1; size - 2], vec![11]].concat();
        let bodies = functions.iter().flat_map(|(_, size)| sized(&body(*size)));
        let named = functions
            .iter()
            .enumerate()
            .filter(|(_, (name, _))| !name.is_empty());
        let naming = |(index, (name, _)): (usize, &(&str, usize))| {
            [
                vec![u8::try_from(index + 1).unwrap()],
                sized(name.as_bytes()),
            ]
            .concat()
        };
        let names = [
            vec![u8::try_from(named.clone().count()).unwrap()],
            named.flat_map(naming).collect(),
        ]
        .concat();
        let names = [sized(b"name"), vec![1], sized(&names)].concat();
        let wasm = [
            b"\0asm\x01\0\0\0".to_vec(),
            section(1, &[1, 0x60, 0, 0]),
            section(2, &[1, 1, b'e', 1, b'f', 0, 0]),
            section(3, &[vec![count], vec![0; functions.len()]].concat()),
            section(5, &[1, 0, 1]),
            section(10, &[vec![count], bodies.collect()].concat()),
            section(
                11,
                &[vec![1, 0, 0x41, 0, 11], sized(&vec![7; data])].concat(),
            ),
            section(0, &names),
        ];
        (wasm.concat(), names.len())
    }

    /// Bytes after their number, as modules write it.
    fn sized(content: &[u8]) -> Vec<u8> {
        let (low, high) = (content.len() % 128, content.len() / 128);
        let number = [
            u8::try_from(low + 128).unwrap(),
            u8::try_from(high).unwrap(),
        ];
        [&number, content].concat()
    }
}
