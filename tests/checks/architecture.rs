//! The layers of `src/lib.rs` hold, crates stay in their homes, and every file says what it is.

use std::fs;
use std::path::{Path, PathBuf};

/// What each layer may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("document", &["text"]),
    ("syntax", &["text"]),
    ("stats", &["text"]),
    ("graphics", &["text", "results"]),
    ("results", &["text"]),
    ("value", &["text", "syntax"]),
    ("eval", &["text", "syntax", "value", "stats"]),
    ("packages", &["text", "syntax", "value", "eval", "stats", "graphics", "results"]),
    ("knit", &["text", "document", "syntax", "value", "eval", "packages", "stats", "graphics", "results"]),
    ("render", &["text", "results"]),
    ("diff", &["text", "results"]),
    (
        "cli",
        &[
            "text", "document", "syntax", "value", "eval", "packages", "graphics", "results", "knit",
            "render", "diff",
        ],
    ),
];

/// Foreign crates and the folders that may name them.
const HOMES: &[(&str, &[&str])] = &[
    ("typst", &["render/pdf"]),
    ("typst_pdf", &["render/pdf"]),
    ("typst_layout", &["render/pdf"]),
    ("typst_assets", &["render/pdf"]),
    ("pulldown_cmark", &["render"]),
    ("minijinja", &["render", "diff"]),
    ("toml", &["diff"]),
    ("saphyr_parser", &["document"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("tempfile", &["cli"]),
    ("plotters_backend", &["graphics"]),
    ("plotters_svg", &["graphics"]),
    ("hayro_interpret", &["graphics"]),
    ("polars_arrow", &["value"]),
    ("polars_buffer", &["value"]),
    ("pulp", &["stats"]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("the folder is there").flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}

/// The folders of Rust code and the layer each holds; an empty name holds several, a folder each.
const FOLDERS: &[(&str, &str)] = &[
    ("crates/engine/src", ""),
    ("crates/graphics/src", "graphics/"),
    ("crates/packages/src", "packages/"),
    ("crates/stats/src", "stats/"),
    ("src", ""),
];

/// The code of a file and its path, layer first, comments left out.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (folder, layer) in FOLDERS {
        let folder = root().join(folder);
        for path in files(&folder) {
            let text = fs::read_to_string(&path).expect("the file is text");
            let code: Vec<&str> = text.lines().filter(|l| !l.trim_start().starts_with("//")).collect();
            let name = path.strip_prefix(&folder).expect("it is below").to_string_lossy().replace('\\', "/");
            found.push((format!("{layer}{name}"), code.join("\n")));
        }
    }
    found
}

/// The layers a file names: by `crate::` where a crate holds several, by the crate's name elsewhere.
fn layers_named<'a>(layer: &str, code: &'a str) -> Vec<&'a str> {
    let mut names = named(code, "raglan_engine::");
    if !matches!(layer, "stats" | "graphics" | "packages") {
        names.extend(named(code, "crate::"));
    }
    for (name, layer) in
        [("raglan_stats::", "stats"), ("raglan_graphics::", "graphics"), ("raglan_packages::", "packages")]
    {
        if !named(code, name).is_empty() {
            names.push(layer);
        }
    }
    names
}

/// Words that stand before `::` right after `prefix`, as in `crate::value::Vector`.
fn named<'a>(code: &'a str, prefix: &str) -> Vec<&'a str> {
    code.match_indices(prefix)
        .filter(|&(at, _)| {
            !code[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '$'))
        })
        .map(|(at, _)| {
            let rest = &code[at + prefix.len()..];
            &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())]
        })
        .collect()
}

#[test]
fn arrows_point_one_way() {
    let mut wrong = Vec::new();
    for (file, code) in sources() {
        let layer = file.split('/').next().unwrap_or_default();
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            if file.contains('/') {
                wrong.push(format!("{file}: the layer `{layer}` is not in the table"));
            }
            continue;
        };
        for name in layers_named(layer, &code) {
            let is_layer = LAYERS.iter().any(|(l, _)| *l == name);
            if is_layer && name != layer && !allowed.contains(&name) {
                wrong.push(format!("{file}: `{layer}` may not name `{name}`"));
            }
        }
        if ["use crate::{", "use raglan_engine::{"].iter().any(|all| code.contains(all)) {
            wrong.push(format!("{file}: write one `use crate::layer` per layer"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_stay_at_home() {
    let mut wrong = Vec::new();
    for (file, code) in sources() {
        for (name, homes) in HOMES {
            let used = !named(&code, &format!("{name}::")).is_empty();
            if used
                && !homes
                    .iter()
                    .any(|home| file.starts_with(&format!("{home}/")) || file == format!("{home}.rs"))
            {
                wrong.push(format!("{file}: `{name}` belongs into {homes:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_opens_with_a_sentence() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "crates"] {
        for path in files(&root().join(folder)) {
            let text = fs::read_to_string(&path).expect("the file is text");
            let first = text.lines().next().unwrap_or_default();
            if first.strip_prefix("//! ").is_none_or(|sentence| sentence.trim().is_empty()) {
                wrong.push(path.display().to_string());
            }
        }
    }
    assert!(wrong.is_empty(), "these files do not open with `//! …`:\n{}", wrong.join("\n"));
}

#[test]
fn files_stay_readable() {
    let long: Vec<String> = sources()
        .into_iter()
        // Tables of recorded values may be as long as they are.
        .filter(|(file, code)| code.lines().count() > 900 && !file.ends_with("/reference.rs"))
        .map(|(file, code)| format!("{file}: {} lines", code.lines().count()))
        .collect();
    assert!(long.is_empty(), "split these files:\n{}", long.join("\n"));
}
