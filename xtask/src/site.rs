//! Makes the demo page a site of static files: it has the emulator inside, and needs no server but one that serves files.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::build::{self, Optimize};
use crate::project::Project;

/// What the page says of where the services are emulated, and what a site says.
const SERVER: &str = r#"<meta name="emulator" content="server">"#;
const PAGE: &str = r#"<meta name="emulator" content="page">"#;

/// What lies beside the page's own files, at the addresses at which the emulator serves it to the demo.
const BESIDE: &[(&str, &str)] = &[
    ("pkg/roomkey.js", "pkg/roomkey.js"),
    ("pkg/testing.js", "pkg/testing.js"),
    ("pkg/LICENSE-APACHE", "pkg/LICENSE-APACHE"),
    ("pkg/LICENSE-MIT", "pkg/LICENSE-MIT"),
    (
        "node_modules/uplot/dist/uPlot.esm.js",
        "vendor/uplot/uPlot.esm.js",
    ),
    (
        "node_modules/uplot/dist/uPlot.min.css",
        "vendor/uplot/uPlot.min.css",
    ),
    ("node_modules/uplot/LICENSE", "vendor/uplot/LICENSE"),
];

pub fn run(project: &Project) -> Result<()> {
    build::package(project, Optimize::Yes)?;
    let site = make(project)?;
    println!(
        "\nThe site is in {}. Any server of static files can serve it, at any path.",
        site.display()
    );
    Ok(())
}

/// Makes target/site of what was built, and gives the folder.
pub fn make(project: &Project) -> Result<PathBuf> {
    let sh = &project.sh;
    let site = project.target.join("site");
    sh.remove_path(&site)?;
    sh.create_dir(&site)?;
    for entry in fs::read_dir(project.root.join("www"))? {
        sh.copy_file(entry?.path(), &site)?;
    }
    for (from, to) in BESIDE {
        let to = site.join(to);
        if let Some(folder) = to.parent() {
            sh.create_dir(folder)?;
        }
        sh.copy_file(from, to)?;
    }
    let index = site.join("index.html");
    let page = sh.read_file(&index)?;
    ensure!(
        page.contains(SERVER),
        "www/index.html does not say where the services are emulated: {SERVER}"
    );
    sh.write_file(&index, page.replace(SERVER, PAGE))?;
    Ok(site)
}
