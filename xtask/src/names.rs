//! Short names for what the module and its glue know each other by: wasm-bindgen's are long, and their hashes do not compress.

use std::collections::BTreeMap;
use std::convert::Infallible;

use anyhow::{Result, ensure};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{ExportSection, ImportSection, Module};
use wasmparser::{ExportSectionReader, ImportSectionReader, Parser, Payload};

/// What the glue itself provides; all other imports come from scripts of the crates.
const GLUE: &str = "./roomkey_bg.js";
/// The one export that has a short name already.
const MEMORY: &str = "memory";

/// The module and its glue with short names.
pub fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut names = Names::default();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    names.modules.give(import.module);
                    if import.module == GLUE {
                        names.imports.give(import.name);
                    }
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.name != MEMORY {
                        names.exports.give(export.name);
                    }
                }
            }
            _ => {}
        }
    }
    let mut module = Module::new();
    names
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok((module.finish(), names.in_glue(glue)?))
}

/// Names in the order in which they were met.
#[derive(Default)]
struct Short(BTreeMap<String, String>);

impl Short {
    fn give(&mut self, name: &str) {
        let next = letters(self.0.len());
        self.0.entry(name.to_owned()).or_insert(next);
    }

    fn of<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.get(name).map_or(name, String::as_str)
    }
}

/// A, B, …, z, AA, AB, …
fn letters(number: usize) -> String {
    const LETTERS: &[u8; 52] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let last = char::from(LETTERS[number % LETTERS.len()]);
    match number / LETTERS.len() {
        0 => last.to_string(),
        more => format!("{}{last}", letters(more - 1)),
    }
}

#[derive(Default)]
struct Names {
    modules: Short,
    imports: Short,
    exports: Short,
}

impl Names {
    /// The glue with the same names; each must stand there where it is looked for.
    fn in_glue(&self, glue: &str) -> Result<String> {
        let mut places = Vec::new();
        for (name, short) in &self.modules.0 {
            places.push((
                format!("\"{name}\": import"),
                format!("\"{short}\": import"),
            ));
        }
        for (name, short) in &self.imports.0 {
            places.push((format!(" {name}: function"), format!(" {short}: function")));
        }
        for (name, short) in &self.exports.0 {
            places.push((format!("wasm.{name}"), format!("wasm.{short}")));
        }
        let mut glue = glue.to_owned();
        for (place, short) in places {
            let mut parts = glue.split(&place);
            let mut renamed = parts.next().unwrap_or_default().to_owned();
            let mut times = 0;
            for part in parts {
                // One name may be the beginning of another.
                let goes_on =
                    part.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
                let is_module = place.starts_with('"');
                renamed += if goes_on && !is_module {
                    &place
                } else {
                    &short
                };
                times += usize::from(!goes_on || is_module);
                renamed += part;
            }
            // Some exports are for the start of the module alone.
            ensure!(
                times > 0 || place.starts_with("wasm."),
                "the glue has no {place}"
            );
            glue = renamed;
        }
        Ok(glue)
    }
}

impl Reencode for Names {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for import in section.into_imports() {
            let import = import?;
            let module = self.modules.of(import.module).to_owned();
            let name = match import.module {
                GLUE => self.imports.of(import.name).to_owned(),
                _ => import.name.to_owned(),
            };
            let kind = self.entity_type(import.ty)?;
            imports.import(&module, &name, kind);
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for export in section {
            let mut export = export?;
            let name = self.exports.of(export.name).to_owned();
            export.name = &name;
            utils::parse_export(self, exports, export)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn names_are_as_short_as_can_be() {
        let names: Vec<_> = [0, 25, 26, 51, 52, 103, 104]
            .into_iter()
            .map(letters)
            .collect();
        assert_eq!(names, ["A", "Z", "a", "z", "AA", "Az", "BA"]);
    }
}
