//! Panics without words: nobody reads them, since a panic of the module is a trap to JavaScript, and what formats them is large.

use std::collections::HashMap;
use std::convert::Infallible;

use anyhow::{Result, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, DataSection, Function, Module};
use wasmparser::{Data, FunctionBody, KnownCustom, Name, Parser, Payload, TypeRef};

/// Where every panic ends up, and what only its words are formatted by, as the compiler names them.
const SNIPPED: [&str; 3] = [
    "panicking::panic_fmt",
    "::fmt::Formatter>::pad",
    "::fmt::Formatter>::pad_integral",
];

/// The module, in which a panic traps at once.
pub fn panics(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut snip = Snip::default();
    let mut names = HashMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    snip.next += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(subsections) = section.as_known() {
                    for subsection in subsections {
                        if let Name::Function(functions) = subsection? {
                            for function in functions {
                                let function = function?;
                                names.insert(function.index, function.name);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    for end in SNIPPED {
        let found: Vec<u32> = names
            .iter()
            .filter(|(_, name)| name.ends_with(end))
            .map(|(index, _)| *index)
            .collect();
        ensure!(
            found.len() == 1,
            "{} functions are called {end}, and not one",
            found.len()
        );
        snip.traps.extend(found);
    }
    let mut module = Module::new();
    snip.parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(module.finish())
}

#[derive(Default)]
struct Snip {
    /// The function that comes next; imports count.
    next: u32,
    traps: Vec<u32>,
}

/// What a path of a source file begins with, the longest way to it first: another text may stand right before it.
const ROOTS: [&[u8]; 5] = [
    b"/rustc/",
    b"cargo/registry/",
    b"face/src/",
    b"json/src/",
    b"src/",
];

/// Blanks the paths of source files, which only panics told: zeros compress to nothing.
fn blank_paths(data: &mut [u8]) {
    let is_of_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
    let mut from = 0;
    while let Some(at) = find(&data[from..], b".rs") {
        let end = from + at + 3;
        let run = data[from..end]
            .iter()
            .rposition(|byte| !is_of_path(byte))
            .map_or(from, |at| from + at + 1);
        let start = ROOTS.iter().find_map(|root| find(&data[run..end], root));
        if let Some(start) = start {
            data[run + start..end].fill(0);
        }
        from = end;
    }
}

fn find(data: &[u8], part: &[u8]) -> Option<usize> {
    data.windows(part.len()).position(|bytes| bytes == part)
}

impl Reencode for Snip {
    type Error = Infallible;

    fn parse_data(
        &mut self,
        data: &mut DataSection,
        datum: Data<'_>,
    ) -> Result<(), Error<Infallible>> {
        let mut blanked = datum.data.to_vec();
        blank_paths(&mut blanked);
        let data_of = Data {
            data: &blanked,
            ..datum
        };
        wasm_encoder::reencode::utils::parse_data(self, data, data_of)
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), Error<Infallible>> {
        let index = self.next;
        self.next += 1;
        if self.traps.contains(&index) {
            let mut trap = Function::new([]);
            trap.instructions().unreachable().end();
            code.function(&trap);
            return Ok(());
        }
        wasm_encoder::reencode::utils::parse_function_body(self, code, body)
    }
}

#[cfg(test)]
mod tests {
    use super::blank_paths;

    #[test]
    fn paths_of_source_files_are_blanked_and_nothing_beside_them() {
        let mut data = *b"a text/rustc/59807616/library/core/src/str.rs\x09namesrc/x.rswords.rs";
        blank_paths(&mut data);
        let zeros = |count| vec![0; count];
        let left = [
            b"a text".to_vec(),
            zeros(39),
            b"\x09name".to_vec(),
            zeros(8),
            b"words.rs".to_vec(),
        ];
        assert_eq!(data.to_vec(), left.concat());
    }
}
