//! How large the package is: what a page downloads, and of what that is made.
//!
//! `measure` gives the figures as data; what is printed and what docs/size.md holds is made from them.

mod module;

use std::cmp::Reverse;
use std::fs;

use anyhow::{Context, Result, ensure};
use brotli::enc::BrotliEncoderParams;
use serde_json::Value;
use xshell::cmd;

use crate::build::{self, Optimize};
use crate::project::Project;

/// Everything that is told. All of it is in bytes.
pub struct Sizes {
    /// The files and the pages of `FILES` and `PAGES`.
    pub downloads: Vec<Download>,
    /// The script with the module inside, minified, by its parts; none left out, the largest first.
    pub script: Vec<Part>,
    /// The module in the same way.
    pub module: Vec<Part>,
}

#[derive(Clone, Debug)]
pub struct Download {
    pub name: &'static str,
    pub raw: usize,
    pub gzip: usize,
    pub brotli: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub name: &'static str,
    pub bytes: usize,
}

const PAGE: &str = "docs/size.md";

/// What the package is made of, as it is published.
const FILES: &[(&str, &str)] = &[
    ("module", "roomkey.wasm"),
    ("script with the module inside", "roomkey.js"),
];

/// The entry that the pages import.
const ENTRY: &str = "./pkg/roomkey.js";

/// The clients that a page makes. Everything that it downloads is in its one script.
const PAGES: &[(&str, &[&str])] = &[
    (
        "page with all three clients",
        &["ArctosClient", "SConnectorClient", "AirfobClient"],
    ),
    ("page with ArctosClient alone", &["ArctosClient"]),
    ("page with SConnectorClient alone", &["SConnectorClient"]),
    ("page with AirfobClient alone", &["AirfobClient"]),
];

/// What tests alone download, and the KB by gzip beyond which it may never grow.
const TESTING: &str = "roomkey/testing, as bundled";
const TESTING_LIMIT: f64 = 330.0;

const OTHER_SCRIPT: &str = "other";

/// The parts of the script, by the files that they are made of: the end of the path, in esbuild's report.
const SCRIPT_PARTS: &[(&str, &[&str])] = &[
    ("module text", &["made:#module"]),
    ("glue", &["made:#glue"]),
    ("clients", &["/clients.js"]),
    ("errors", &["/errors.js"]),
    (OTHER_SCRIPT, &[]),
];

/// Builds the package, measures it, prints the figures and writes docs/size.md.
pub fn run(project: &Project) -> Result<()> {
    build::package(project, Optimize::Yes)?;
    let sizes = measure(project)?;
    print(&sizes);
    project.sh.write_file(PAGE, page(&sizes))?;
    println!("\nWritten to {PAGE}.");
    Ok(())
}

/// By how many percent a download may be larger than docs/size.md says: another version of a compiler makes another module.
const MARGIN: f64 = 2.0;

/// Fails where a download has grown beyond what docs/size.md says.
pub fn check(project: &Project) -> Result<()> {
    build::package(project, Optimize::Yes)?;
    let page = fs::read_to_string(project.root.join(PAGE))?;
    let mut grown = Vec::new();
    for (name, bytes) in downloads(project)? {
        let budget = budget(&page, name)
            .with_context(|| format!("{PAGE} does not say how large the {name} is"))?;
        let found = gzip(&bytes) as f64 / 1024.0;
        println!("{name}: {found:.1} KB by gzip, of {budget:.1}");
        if found > limit(name, budget) {
            grown.push(name);
        }
    }
    ensure!(
        grown.is_empty(),
        "the package has grown ({}): make it smaller, or say why it must be larger and run cargo xtask size",
        grown.join(", ")
    );
    Ok(())
}

/// The most KB by gzip that a download may have whose size the page says.
fn limit(download: &str, budget: f64) -> f64 {
    let limit = budget * (1.0 + MARGIN / 100.0);
    if download == TESTING {
        limit.min(TESTING_LIMIT)
    } else {
        limit
    }
}

/// The KB by gzip that the page says.
fn budget(page: &str, download: &str) -> Option<f64> {
    let row = page.lines().find(|line| {
        line.trim_start_matches("| ")
            .trim_start()
            .starts_with(download)
    })?;
    row.split('|').nth(3)?.trim().parse().ok()
}

fn print(sizes: &Sizes) {
    println!("\n{}", downloads_table(&sizes.downloads));
    println!("{}", parts_table("part of the script", &sizes.script));
    print!("{}", parts_table("part of the module", &sizes.module));
}

/// Prints the sizes of what the last build made; without brotli, which takes seconds.
pub fn print_files(project: &Project) -> Result<()> {
    for (name, file) in FILES {
        let bytes = fs::read(project.root.join("pkg").join(file))?;
        println!(
            "{name}: {} KB, by gzip {} KB",
            kb(bytes.len()),
            kb(gzip(&bytes))
        );
    }
    Ok(())
}

/// The files and pages of the last build.
fn downloads(project: &Project) -> Result<Vec<(&'static str, Vec<u8>)>> {
    project.sh.create_dir(project.scratch().join("size"))?;
    let mut downloads = Vec::new();
    for (name, file) in FILES {
        downloads.push((*name, fs::read(project.root.join("pkg").join(file))?));
    }
    for (name, clients) in PAGES {
        let names = clients.join(", ");
        let page = format!(
            "import {{ {names} }} from \"{ENTRY}\";\n\
             globalThis.clients = [{names}].map((Client) => new Client({{}}));\n"
        );
        downloads.push((*name, bundle(project, &page)?));
    }
    let test = "import { createEmulator } from \"./pkg/testing.js\";\n\
                globalThis.emulator = createEmulator();\n";
    downloads.push((TESTING, bundle(project, test)?));
    Ok(downloads)
}

/// Measures what the last build made.
pub fn measure(project: &Project) -> Result<Sizes> {
    let folder = project.scratch().join("size");
    let downloads = downloads(project)?;
    let downloads = downloads
        .iter()
        .map(|(name, bytes)| Download::of(name, bytes));
    let downloads = downloads.collect();
    let report = fs::read_to_string(build::script_report(project))?;
    let script = script_parts(&serde_json::from_str(&report)?)?;
    let named = folder.join("named.wasm");
    println!("[size] wasm-opt -Oz, with the names of functions");
    build::wasm_opt(project, &["-g"], &build::unoptimized(project), &named)?;
    let module = module::parts(&fs::read(&named)?)?;
    Ok(Sizes {
        downloads,
        script,
        module,
    })
}

impl Download {
    fn of(name: &'static str, bytes: &[u8]) -> Self {
        Self {
            name,
            raw: bytes.len(),
            gzip: gzip(bytes),
            brotli: brotli(bytes),
        }
    }
}

/// How large this is by gzip at its best.
fn gzip(bytes: &[u8]) -> usize {
    const HEADER_AND_TRAILER: usize = 18;
    const BEST: u8 = 10;
    miniz_oxide::deflate::compress_to_vec(bytes, BEST).len() + HEADER_AND_TRAILER
}

/// How large this is by brotli at its best.
fn brotli(bytes: &[u8]) -> usize {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    // A Vec takes whatever is written to it.
    let _ = brotli::BrotliCompress(&mut &*bytes, &mut compressed, &params);
    compressed.len()
}

/// The one script that esbuild makes of a page's.
fn bundle(project: &Project, page: &str) -> Result<Vec<u8>> {
    let esbuild = project.root.join("node_modules/.bin/esbuild");
    let sh = &project.sh;
    let script = cmd!(sh, "{esbuild} --bundle --minify --format=esm").stdin(page);
    Ok(script.quiet().output()?.stdout)
}

/// The parts of a script, from esbuild's report on it.
fn script_parts(report: &Value) -> Result<Vec<Part>> {
    let outputs = report["outputs"].as_object();
    let output = outputs.and_then(|outputs| outputs.values().next());
    let output = output.context("esbuild reports no output")?;
    let inputs = output["inputs"].as_object();
    let inputs = inputs.context("esbuild reports no input")?;
    let mut parts = Parts::new(SCRIPT_PARTS);
    let mut rest = size(&output["bytes"])?;
    for (path, input) in inputs {
        let is_of = |ends: &[&str]| ends.iter().any(|end| path.ends_with(end));
        if let Some((part, _)) = SCRIPT_PARTS.iter().find(|(_, ends)| is_of(ends)) {
            let bytes = size(&input["bytesInOutput"])?;
            parts.add(part, bytes);
            rest -= bytes;
        }
    }
    parts.add(OTHER_SCRIPT, rest);
    Ok(parts.sorted())
}

fn size(value: &Value) -> Result<usize> {
    let bytes = value.as_u64().context("esbuild reports no size")?;
    Ok(usize::try_from(bytes)?)
}

/// A whole that is taken apart; parts that nothing belongs to stay, with nothing.
struct Parts(Vec<Part>);

impl Parts {
    fn new(known: &[(&'static str, &[&str])]) -> Self {
        Self(
            known
                .iter()
                .map(|&(name, _)| Part { name, bytes: 0 })
                .collect(),
        )
    }

    fn add(&mut self, name: &str, bytes: usize) {
        for part in self.0.iter_mut().filter(|part| part.name == name) {
            part.bytes += bytes;
        }
    }

    /// The largest first.
    fn sorted(mut self) -> Vec<Part> {
        self.0.sort_by_key(|part| Reverse(part.bytes));
        self.0
    }
}

/// What docs/size.md holds.
fn page(sizes: &Sizes) -> String {
    format!(
        "# Size

`cargo xtask size` measures the package and writes this page. KB are 1,024 bytes.

The module and the script are those of `cargo xtask build`. A page is what `esbuild --bundle --minify` makes of one that imports and
makes these clients: one file, and all that it downloads. Tests alone import `roomkey/testing`; by gzip it is held to {TESTING_LIMIT} KB.
gzip (miniz_oxide at its best) and brotli (quality 11) are crates that `Cargo.lock` holds, so that they give the same everywhere; but
another version of Rust makes another module.

{}
The script is minified by esbuild as in a page, and not compressed.

{}
The module's functions count for the crate in their names; what was inlined counts where it went, and what the standard library does
for a type of roomkey counts as roomkey's.

{}",
        downloads_table(&sizes.downloads),
        parts_table("part of the script", &sizes.script),
        parts_table("part of the module", &sizes.module),
    )
}

fn downloads_table(downloads: &[Download]) -> String {
    let rows = downloads.iter().map(|download| {
        let Download {
            name,
            raw,
            gzip,
            brotli,
        } = *download;
        vec![name.to_owned(), kb(raw), kb(gzip), kb(brotli)]
    });
    table(&["KB", "raw", "gzip", "brotli"], rows.collect())
}

fn parts_table(title: &str, parts: &[Part]) -> String {
    let all: usize = parts.iter().map(|part| part.bytes).sum();
    let row = |name: &str, bytes: usize| {
        let share = bytes as f64 * 100.0 / all.max(1) as f64;
        vec![name.to_owned(), kb(bytes), format!("{share:.1} %")]
    };
    let rows = parts.iter().map(|part| row(part.name, part.bytes));
    table(
        &[title, "KB", "share"],
        rows.chain([row("all", all)]).collect(),
    )
}

fn kb(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1024.0)
}

/// A table in Markdown that can be read as it is.
fn table(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let head = head.iter().map(|cell| (*cell).to_owned()).collect();
    let dashes = |width: usize| format!("{}:", "-".repeat(width.saturating_sub(1)));
    let all: Vec<Vec<String>> = [vec![head], rows].concat();
    let columns = all.first().map_or(0, Vec::len);
    let width = |column: usize| all.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut lines = Vec::new();
    for (index, row) in all.iter().enumerate() {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, &width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        lines.push(cells.collect::<Vec<_>>());
        if index == 0 {
            let first = "-".repeat(widths[0]);
            let others = widths.iter().skip(1).map(|&width| dashes(width));
            lines.push([first].into_iter().chain(others).collect());
        }
    }
    lines
        .iter()
        .map(|cells| format!("| {} |\n", cells.join(" | ")))
        .collect()
}

#[cfg(test)]
fn with_bytes(parts: &[Part]) -> Vec<(&str, usize)> {
    let parts = parts.iter().map(|part| (part.name, part.bytes));
    parts.filter(|(_, bytes)| *bytes > 0).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use serde_json::json;

    #[test]
    fn the_budget_is_what_the_page_says_by_gzip() {
        let page = "| KB | raw | gzip | brotli |\n| module  | 142.5 | 65.6 | 58.0 |\n| module text | 1.0 | 2.0 | 3.0 |";
        assert_eq!(budget(page, "module"), Some(65.6));
        assert_eq!(budget(page, "page"), None);
    }

    #[test]
    fn what_tests_download_is_held_to_its_limit_whatever_the_page_says() {
        assert_eq!(limit("module", 1000.0), 1020.0);
        assert_eq!(limit(TESTING, 100.0), 102.0);
        assert_eq!(limit(TESTING, 1000.0), TESTING_LIMIT);
    }

    /// The lines of a page without the figures, and in one order: which part is the largest may change.
    fn shape(page: &str) -> Vec<&str> {
        let mut lines: Vec<&str> = page
            .lines()
            .map(|line| {
                line.strip_prefix("| ")
                    .and_then(|row| row.split(" |").next())
                    .unwrap_or(line)
            })
            .map(str::trim)
            .collect();
        lines.sort_unstable();
        lines
    }

    #[test]
    fn the_page_on_size_has_every_row_that_the_command_makes_and_no_other() {
        let nothing = |name| Download {
            name,
            raw: 0,
            gzip: 0,
            brotli: 0,
        };
        let files = FILES.iter().map(|(name, _)| nothing(name));
        let pages = PAGES.iter().map(|(name, _)| nothing(name));
        let sizes = Sizes {
            downloads: files.chain(pages).chain([nothing(TESTING)]).collect(),
            script: Parts::new(SCRIPT_PARTS).sorted(),
            module: Parts::new(module::PARTS).sorted(),
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let written = fs::read_to_string(root.join(PAGE)).unwrap();
        assert_eq!(shape(&written), shape(&page(&sizes)));
    }

    #[test]
    fn the_parts_of_a_script_are_the_whole_of_it() {
        let report = json!({"outputs": {"roomkey.js": {"bytes": 100, "inputs": {
            "pkg/src/clients.js": {"bytesInOutput": 50},
            "face/src/errors.js": {"bytesInOutput": 20},
            "pkg/src/module.js": {"bytesInOutput": 5},
        }}}});
        let parts = script_parts(&report).unwrap();
        assert_eq!(
            with_bytes(&parts),
            [("clients", 50), (OTHER_SCRIPT, 30), ("errors", 20)]
        );
    }

    #[test]
    fn compressed_sizes_are_the_same_everywhere() {
        let words = ["client ", "token ", "room ", "card ", "error ", "retry "];
        let mut random = 1_u32;
        let text: String = (0..20_000)
            .map(|_| {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                words[(random >> 16) as usize % words.len()]
            })
            .collect();
        let Download {
            raw, gzip, brotli, ..
        } = Download::of("text", text.as_bytes());
        assert_eq!((raw, gzip, brotli), (116_767, 11_002, 10_362));
    }
}
